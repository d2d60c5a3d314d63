/** Generates Deployments, with and without findings, for benchmarks. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Has no finding of the built-in rules. */
const hardened = `          securityContext:
            allowPrivilegeEscalation: false
            runAsNonRoot: true
            capabilities:
              drop: [ALL]
            seccompProfile:
              type: RuntimeDefault
`;

/** Privileged, and without what the restricted level requires. */
const careless = `          securityContext:
            privileged: true
`;

function deployment(number: number, securityContext: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${number}
  namespace: team-${number % 50}
  labels:
    app.kubernetes.io/name: app-${number}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: app-${number}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-${number}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: app
          image: images.example.com/team-${number % 50}/app-${number}:1.${number % 7}.0
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
${securityContext}`;
}

/**
 * Writes Deployments into `folder`, one file each, evenly mixed.
 *
 * @param share the fraction with findings, from 0 to 1
 */
export async function writeDeployments(folder: string, count: number, share: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const every = Math.round(1 / share);
  for (let number = 0; number < count; number += 1) {
    const text = deployment(number, number % every === 0 ? careless : hardened);
    await writeFile(join(folder, `app-${String(number).padStart(4, '0')}.yaml`), text);
  }
}

/** Writes a chart with such Deployments as templates, a tenth of them with findings; the replicas are a value. */
export async function writeChart(folder: string, count: number): Promise<void> {
  await writeDeployments(join(folder, 'templates'), count, 0.1);
  for (const name of await readdir(join(folder, 'templates'))) {
    const file = join(folder, 'templates', name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('replicas: 2', 'replicas: {{ .Values.replicas }}'));
  }
  await writeFile(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: apps\nversion: 0.1.0\n');
  await writeFile(join(folder, 'values.yaml'), 'replicas: 2\n');
}
