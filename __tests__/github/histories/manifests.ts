/** Manifests of the histories: what is risky in them is one line each. */

export interface Risks {
  readonly privileged?: boolean;
  /** Added capabilities; more of them are worse. */
  readonly capabilities?: readonly string[];
  /** A line that no rule looks at; it moves all lines below. */
  readonly comment?: string;
  readonly namespace?: string;
}

/** A Deployment that no built-in rule objects to, but for its risks. */
export function deployment(name: string, { privileged, capabilities = [], comment, namespace = 'shop' }: Risks = {}) {
  const add = capabilities.length === 0 ? '' : `, add: [${capabilities.join(', ')}]`;
  return `${comment === undefined ? '' : `${comment}\n`}apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  replicas: 2
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: ${name}
          image: registry.example/${name}@sha256:${'a'.repeat(64)}
          securityContext:
            runAsNonRoot: true
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]${add}}
            seccompProfile: {type: RuntimeDefault}${privileged === true ? '\n            privileged: true' : ''}
`;
}
