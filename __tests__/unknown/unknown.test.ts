import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Report, type ReportedUnknown } from '../../src/model/report.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited, reviewed } = reviewer();

const chart: Texts = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'hostNetwork: false\nimage: {tag: "1.27"}\nprivileged: false\nsidecar: false\n',
  'charts/web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: {{ .Values.hostNetwork }}
  containers:
    {{- if .Values.sidecar }}
    - name: sidecar
      image: proxy:2
    {{- end }}
    - name: web
      image: nginx:{{ .Values.image.tag }}
      securityContext:
        privileged: {{ .Values.privileged }}
`,
};

const release = (more: string): Texts => ({
  'clusters/prod/web.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart:
    spec:
      chart: charts/web
      sourceRef: {kind: GitRepository, name: flux-system}
${more}`,
});

const fromSecret = (...targets: readonly string[]): Texts =>
  release(
    `  valuesFrom:\n${targets.map((target) => `    - {kind: Secret, name: web, valuesKey: x, targetPath: ${target}}\n`).join('')}`,
  );

const hostNetwork = 'pod-security-baseline/host-namespaces';
const privileged = 'pod-security-baseline/privileged-containers';

/** Rules and the fields that they speak of. */
function said(findings: readonly { readonly rule: string; readonly path: readonly (string | number)[] }[]): string[] {
  return findings.map(({ rule, path }) => `${rule} ${path.join('.')}`).sort();
}

function only(report: Report): ReportedUnknown {
  const [first] = report.unknown;
  if (first === undefined || report.unknown.length > 1) throw new Error(JSON.stringify(report.unknown, null, 1));
  return first;
}

/** The chart with a second container, of which nothing hangs on what the first has. */
function beside(context: string, name = 'proxy'): Texts {
  const pod = chart['charts/web/templates/pod.yaml'] ?? '';
  const image = `image: proxy@sha256:${'0'.repeat(64)}`;
  return {
    'charts/web/templates/pod.yaml': `${pod}    - name: "${name}"\n      ${image}\n      securityContext: {${context}}\n`,
  };
}

function levels(report: Report): unknown[] {
  return report.posture.workloads.map(({ psa }) => psa.after);
}

describe('a value of a Secret', () => {
  test('leaves unknown what hangs on it, and nothing else', async () => {
    const known = (await audited({ ...chart, ...release('') })).report;
    const { report } = await audited({ ...chart, ...fromSecret('hostNetwork') });

    expect(report.problems).toEqual([]);
    expect(said(report.findings)).toEqual(said(known.findings));
    expect(only(report)).toEqual({
      deployment: 'web',
      target: 'prod',
      file: 'clusters/prod/web.yaml',
      line: 10,
      what: 'values',
      why: 'Secret/web is known only to the cluster.',
      fields: 1,
      hanging: [
        {
          rule: hostNetwork,
          severity: 'critical',
          object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'web' },
          source: 'charts/web',
          path: ['spec', 'hostNetwork'],
        },
      ],
      assumed: 0,
    });
  });

  test('makes an image unknown, and the containers beside it not', async () => {
    const { report } = await audited({ ...chart, ...fromSecret('image.tag') });

    expect(said(report.findings).filter((each) => each.startsWith('image/'))).toEqual([]);
    expect(only(report)).toMatchObject({ fields: 1, hanging: [] });
    expect(report.findings.some(({ rule }) => rule === 'pod-security-restricted/run-as-non-root')).toBe(true);
  });

  test('is not taken for any that it was supposed to be: a finding that holds for all of them does not stand', async () => {
    const texts = {
      ...chart,
      'charts/web/values.yaml': 'image: {name: web}\n',
      'charts/web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "shop/{{ .Values.image.name }}x"}]}
`,
    };
    const { report } = await audited({ ...texts, ...fromSecret('image.name') });

    expect(said(report.findings).filter((each) => each.startsWith('image/'))).toEqual([]);
    expect(said(only(report).hanging)).toEqual(['image/not-pinned spec.containers.0.image']);
  });

  test('that adds a container leaves the others as they are', async () => {
    const known = (await audited({ ...chart, ...release('') })).report;
    const { report } = await audited({ ...chart, ...fromSecret('sidecar') });

    expect(said(report.findings)).toEqual(said(known.findings));
    expect(only(report).hanging.length).toBeGreaterThan(0);
  });

  test('hides no Pod Security level that another container decides', async () => {
    const { report } = await audited({ ...chart, ...beside('privileged: true'), ...fromSecret('privileged') });

    expect(levels(report)).toEqual(['privileged']);
    expect(said(report.findings).filter((each) => each.startsWith(privileged))).toEqual([
      `${privileged} spec.containers.1.securityContext.privileged`,
    ]);
  });

  test('that decides the Pod Security level leaves it out', async () => {
    const { report } = await audited({ ...chart, ...beside('runAsNonRoot: true'), ...fromSecret('privileged') });

    expect(levels(report)).toEqual([]);
  });

  test('that names a container hides nothing that is in it', async () => {
    const { report } = await audited({
      ...chart,
      ...beside('privileged: true', '{{ .Values.image.tag }}'),
      ...fromSecret('image.tag'),
    });

    expect(said(report.findings).filter((each) => each.startsWith(privileged))).toEqual([
      `${privileged} spec.containers.1.securityContext.privileged`,
    ]);
    expect(levels(report)).toEqual(['privileged']);
  });

  test('over which the release itself sets another is known', async () => {
    const { report } = await audited({
      ...chart,
      ...release('  valuesFrom: [{kind: Secret, name: web, targetPath: hostNetwork}]\n  values: {hostNetwork: true}\n'),
    });

    expect(report.findings.filter(({ rule }) => rule === hostNetwork)).toHaveLength(1);
    expect(only(report)).toMatchObject({ hanging: [], assumed: 0 });
  });

  test('without which the chart does not render is supposed to be there', async () => {
    const { report } = await audited({
      ...chart,
      'charts/web/templates/secret.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {x: {{ required "no x" .Values.x }}}\n',
      ...fromSecret('x'),
    });

    expect(report.problems).toEqual([]);
    expect(report.sources.find(({ kind }) => kind === 'helm')).toMatchObject({ status: 'rendered', objects: 2 });
  });

  test('of several, each is told what hangs on it', async () => {
    const { report } = await audited({
      ...chart,
      ...release(`  valuesFrom:
    - {kind: Secret, name: net, targetPath: hostNetwork}
    - {kind: Secret, name: root, targetPath: privileged}
`),
    });

    expect(report.unknown.map(({ why, hanging }) => [why, ...new Set(hanging.map(({ rule }) => rule))])).toEqual([
      ['Secret/net is known only to the cluster.', hostNetwork],
      ['Secret/root is known only to the cluster.', privileged],
    ]);
  });

  test('that may set anything hides nothing, and what is found is said to hold unless it does', async () => {
    const known = (await audited({ ...chart, ...release('  values: {hostNetwork: true}\n') })).report;
    const { report } = await audited({
      ...chart,
      ...release('  valuesFrom: [{kind: Secret, name: web}]\n  values: {hostNetwork: true}\n'),
    });

    expect(said(report.findings)).toEqual(said(known.findings));
    expect(only(report)).toMatchObject({
      hanging: [],
      assumed: known.findings.filter(({ source }) => source === 'charts/web').length,
    });
  });

  test('may set anything, though another of the same Secret is told', async () => {
    const { report } = await audited({
      ...chart,
      ...release('  valuesFrom: [{kind: Secret, name: web}, {kind: Secret, name: web, targetPath: hostNetwork}]\n'),
    });

    expect(only(report)).toMatchObject({ hanging: [{ rule: hostNetwork }], fields: 1 });
    expect(only(report).assumed).toBe(report.findings.filter(({ source }) => source === 'charts/web').length);
  });

  test('says nothing of the Pod Security level that hangs on it', async () => {
    const { report } = await audited({ ...chart, ...fromSecret('hostNetwork') });

    expect(report.posture.workloads).toEqual([]);
  });
});

describe('values that SOPS encrypted', () => {
  const encrypted = (type: string): string => `ENC[AES256_GCM,data:eHg=,iv:eA==,tag:eA==,type:${type}]`;
  const notes = `sops:\n  mac: ${encrypted('str')}\n  version: 3.9.0\n`;
  const values = (text: string): Texts => ({ ...chart, 'charts/web/values-prod.yaml': text });

  test('in a file of values are unknown one by one, each of its type, and the others stand', async () => {
    const text = `hostNetwork: ${encrypted('bool')}\nprivileged: true\nimage:\n  tag: ${encrypted('str')}\n${notes}`;
    const { report } = await audited(values(text));

    const prod = report.findings.filter(({ source }) => source.endsWith('values-prod.yaml'));
    expect(report.problems).toEqual([]);
    expect(said(prod)).toContain(`${privileged} spec.containers.0.securityContext.privileged`);
    expect(said(prod).filter((each) => /^image|host-namespaces/.test(each))).toEqual([]);
    expect(report.unknown).toMatchObject([
      {
        deployment: 'prod',
        file: 'charts/web/values-prod.yaml',
        line: 1,
        why: 'SOPS has encrypted values of charts/web/values-prod.yaml.',
      },
    ]);
    expect(said(report.unknown[0]?.hanging ?? [])).toEqual([`${hostNetwork} spec.hostNetwork`]);
  });

  test('are never edited, nor what stands beside them as plain text', async () => {
    const { report } = await audited(values(`privileged: true\nimage:\n  tag: ${encrypted('str')}\n${notes}`));

    const files = report.findings.flatMap(({ suggestion }) => (suggestion === undefined ? [] : [suggestion.file]));
    expect(report.findings.some(({ rule }) => rule === privileged)).toBe(true);
    expect(files).not.toContain('charts/web/values-prod.yaml');
  });

  test('in a release are unknown one by one', async () => {
    const { report } = await audited({
      ...chart,
      ...release(`  values: {privileged: true, hostNetwork: "${encrypted('bool')}"}\n${notes}`),
    });

    expect(report.problems).toEqual([]);
    expect(report.findings.some(({ rule }) => rule === privileged)).toBe(true);
    expect(said(only(report).hanging)).toEqual([`${hostNetwork} spec.hostNetwork`]);
  });
});

describe('a helmfile', () => {
  test('with templates in its values leaves unknown what hangs on each', async () => {
    const { report } = await audited({
      ...chart,
      'helmfile.yaml': `releases:
  - name: web
    chart: ./charts/web
    values: [{privileged: true, image: {tag: "{{ .Values.tag }}"}}]
    set: [{name: hostNetwork, value: "{{ .Values.host }}"}]
`,
    });

    expect(report.problems).toEqual([]);
    expect(report.findings.some(({ rule }) => rule === privileged)).toBe(true);
    expect(report.unknown.map(({ what, fields, hanging }) => [what, fields, ...said(hanging)])).toEqual([
      ['values', 1],
      ['value hostNetwork', 1, `${hostNetwork} spec.hostNetwork`],
    ]);
  });
});

describe('an Application', () => {
  test('with a parameter that only a sync knows leaves unknown what hangs on it', async () => {
    const { report } = await audited({
      ...chart,
      'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source:
    repoURL: https://git.example/shop/deploy
    path: charts/web
    helm:
      parameters: [{name: image.tag, value: $ARGOCD_APP_REVISION}]
  destination: {name: prod, namespace: shop}
`,
    });

    expect(report.problems).toEqual([]);
    expect(only(report)).toMatchObject({ what: 'spec.source.helm.parameters.0.value', fields: 1 });
  });
});

describe('a variable of Flux that a Secret has', () => {
  const flux = (from: string): Texts => ({
    'clusters/prod/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substituteFrom: [${from}]}
`,
  });
  const secret = '{kind: Secret, name: vars}';
  const pod = (field: string, name = 'web'): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: "${name}"}\nspec:\n  ${field}\n  containers: [{name: web, image: "nginx:1.27"}]\n`;

  test('leaves unknown the fields that it is in', async () => {
    const { report } = await audited({ ...flux(secret), 'apps/pod.yaml': pod('hostNetwork: ${HOST}') });

    expect(said(only(report).hanging)).toEqual([`${hostNetwork} spec.hostNetwork`]);
    expect(report.findings.some(({ rule }) => rule === 'pod-security-restricted/seccomp')).toBe(true);
  });

  test('in a name leaves what is found in the object as it is', async () => {
    const { report } = await audited({ ...flux(secret), 'apps/pod.yaml': pod('hostNetwork: true', 'web-${ENV}') });

    expect(report.findings.some(({ rule }) => rule === hostNetwork)).toBe(true);
    expect(only(report).hanging).toEqual([]);
  });

  test('leaves open whether a namespace has a policy that denies, where it names the namespace', async () => {
    const policy = (namespace: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: "${namespace}"}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n`;
    const texts = {
      ...flux(secret),
      'apps/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
      'apps/pod.yaml': pod('hostNetwork: false').replace('name: "web"', 'name: web, namespace: shop'),
    };
    const isDefaultDeny = ({ rule }: { readonly rule: string }): boolean => rule === 'network-policy/default-deny';
    const without = await audited(texts);
    const elsewhere = await audited({ ...texts, 'apps/policy.yaml': policy('other') });
    const anywhere = await audited({ ...texts, 'apps/policy.yaml': policy('${NAMESPACE}') });

    expect([without, elsewhere, anywhere].map(({ report }) => report.findings.filter(isDefaultDeny).length)).toEqual([
      1, 1, 0,
    ]);
  });
});

describe('with a cache', () => {
  const cache = mkdtempSync(join(tmpdir(), 'plimsoll-cache-'));
  afterAll(() => {
    rmSync(cache, { recursive: true });
  });
  const remembering = reviewer({ cache });

  test('the same is said of what cannot be known, the first time and from memory', async () => {
    const texts = { ...chart, ...fromSecret('hostNetwork') };
    const first = await remembering.audited(texts);
    const again = await remembering.audited(texts);

    expect(first.report.unknown).toEqual((await audited(texts)).report.unknown);
    expect(again.report.unknown).toEqual(first.report.unknown);
    expect(said(again.report.findings)).toEqual(said(first.report.findings));
  });
});

describe('a review', () => {
  const plain = { ...chart, ...release('  values: {hostNetwork: true}\n') };
  const unknown = { ...chart, ...fromSecret('hostNetwork') };
  const ofHost = (report: Report): unknown[] =>
    report.findings.filter(({ rule }) => rule === hostNetwork).map(({ status }) => status);

  test('does not call fixed what cannot be known any more, and says on what it hangs', async () => {
    const { report } = await reviewed(plain, unknown);

    expect(ofHost(report)).toEqual([]);
    expect(said(only(report).hanging)).toEqual([`${hostNetwork} spec.hostNetwork`]);
    expect(report.verdict).toBe('pass');
  });

  test('does not call fixed what no supposition shows at head', async () => {
    const latest = { ...chart, ...release('  values: {image: {tag: latest}}\n') };
    const { report } = await reviewed(latest, { ...chart, ...fromSecret('image.tag') });

    expect(report.findings.filter(({ rule }) => rule === 'image/not-pinned')).toEqual([]);
    expect(said(only(report).hanging)).toEqual(['image/not-pinned spec.containers.0.image']);
  });

  test('calls new what could not be known before, and is written now', async () => {
    const { report } = await reviewed(unknown, plain);

    expect(ofHost(report)).toEqual(['new']);
    expect(report.verdict).toBe('fail');
  });

  test('does not block a merge for what hangs before and after', async () => {
    const { report } = await reviewed(unknown, {
      ...unknown,
      'charts/web/values.yaml': 'hostNetwork: true\nimage: {tag: "1.28"}\nprivileged: false\nsidecar: false\n',
    });

    expect(ofHost(report)).toEqual([]);
    expect(report.verdict).toBe('pass');
  });
});

describe('a template of values that a helmfile names', () => {
  const helmfile: Texts = {
    'helmfile.yaml': 'releases:\n  - {name: web, chart: ./charts/web, values: [values/*.gotmpl]}\n',
  };

  test('leaves unknown what its actions print, and the values beside them not', async () => {
    const template = 'privileged: {{ env "PRIVILEGED" | default false }}\nhostNetwork: true # {{ a note }}\n';
    const { report } = await audited({ ...chart, ...helmfile, 'values/web.yaml.gotmpl': template });

    expect(said(report.findings)).toContain(`${hostNetwork} spec.hostNetwork`);
    expect(said(only(report).hanging)).toEqual([`${privileged} spec.containers.0.securityContext.privileged`]);
    expect(only(report)).toMatchObject({ what: 'values', why: 'The file is a template.', fields: 1, assumed: 0 });
  });

  test.each([
    ['a condition', '{{ if eq .Environment.Name "prod" }}\nhostNetwork: true\n{{ end }}\n'],
    ['a line of its own', 'hostNetwork: true\n{{ readFile "more.yaml" }}\n'],
    ['several lines', 'hostNetwork: true\nextra: {{ toYaml .Values.extra | nindent 2 }}\n'],
    ['a key', 'hostNetwork: true\nx: {a-{{ .Environment.Name }}: 1}\n'],
  ])('may set anything where an action prints %s', async (_, template) => {
    const { report } = await audited({ ...chart, ...helmfile, 'values/web.yaml.gotmpl': template });

    expect(only(report)).toMatchObject({ fields: 0, hanging: [], assumed: report.findings.length });
  });

  test('without an action in it is a file like any other', async () => {
    const { report } = await audited({ ...chart, ...helmfile, 'values/web.yaml.gotmpl': 'hostNetwork: true\n' });

    expect(report.unknown).toEqual([]);
    expect(report.findings.find(({ rule }) => rule === hostNetwork)?.origin).toEqual({
      values: { file: 'values/web.yaml.gotmpl', line: 1, path: ['hostNetwork'] },
    });
  });
});
