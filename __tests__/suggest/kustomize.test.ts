import { expect, test } from 'vitest';
import { auditor, findingOf, suggestions, taken, type Texts } from './audited.ts';

const audited = auditor();
/** A whole audit with its proofs takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

const secured = `        securityContext:
          allowPrivilegeEscalation: false
          capabilities: {drop: [ALL]}
          runAsNonRoot: true
          seccompProfile: {type: RuntimeDefault}
`;

const deployment = (container: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx@sha256:${'0'.repeat(64)}
${container}`;

/** The only suggestion for the restricted profile, and what is left of that after it was taken. */
async function mended(texts: Texts): Promise<{ readonly file: string; readonly now: string; readonly left: string[] }> {
  const isRestricted = (rule: string): boolean => rule.startsWith('pod-security-restricted/');
  const all = suggestions(await audited(texts)).filter(({ rules }) => rules.some(isRestricted));
  expect(all.map(({ rules }) => rules)).toEqual([expect.arrayContaining(['pod-security-restricted/capabilities'])]);
  const chosen = all.map(({ suggestion }) => suggestion);
  const after = taken(texts, chosen);
  const { findings, problems } = await audited(after);
  expect(problems).toEqual([]);
  const file = chosen[0]?.file ?? '';
  return { file, now: after[file] ?? '', left: findings.map(({ rule }) => rule).filter(isRestricted) };
}

test('what a JSON patch removes is there again without the step', { timeout: patience }, async () => {
  const found = await mended({
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': deployment(secured),
    'dev/kustomization.yaml': `resources: [../base]
patches:
- target: {kind: Deployment, name: web}
  patch: |-
    # debuggers want root
    - op: remove
      path: /spec/template/spec/containers/0/securityContext
    - op: add # for tests
      path: /spec/replicas
      value: 1
`,
  });

  expect(found).toEqual({
    file: 'dev/kustomization.yaml',
    left: [],
    now: `resources: [../base]
patches:
- target: {kind: Deployment, name: web}
  patch: |-
    # debuggers want root
    - op: add # for tests
      path: /spec/replicas
      value: 1
`,
  });
});

test('a container that a patch brings is mended in the patch', { timeout: patience }, async () => {
  const found = await mended({
    'kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: helper.yaml}]\n',
    'web.yaml': deployment(secured),
    'helper.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: helper # of web
        image: busybox@sha256:${'0'.repeat(64)}
`,
  });

  expect(found).toMatchObject({ file: 'helper.yaml', left: [] });
  expect(found.now).toContain('      - name: helper # of web\n');
});

test('what no file here writes is mended by a patch of the kustomization', { timeout: patience }, async () => {
  const chart = {
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'charts/web/values.yaml': '{}\n',
    'charts/web/templates/web.yaml': deployment(''),
  };
  const texts = {
    ...chart,
    'kustomization.yaml': '# as shipped\nhelmGlobals: {chartHome: charts}\nhelmCharts:\n- name: web\n',
  };

  const report = await audited(texts);
  const fix = findingOf(
    { ...report, findings: report.findings.filter(({ source }) => source === '.') },
    'pod-security-restricted/capabilities',
  ).suggestion;

  expect(fix === undefined ? null : taken(texts, [fix])['kustomization.yaml']).toBe(`# as shipped
helmGlobals: {chartHome: charts}
helmCharts:
- name: web
patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      template:
        spec:
          containers:
            - name: web
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop:
                    - ALL
                runAsNonRoot: true
                seccompProfile:
                  type: RuntimeDefault
`);
});

test('a patch that loses its last field does not stay behind empty', { timeout: patience }, async () => {
  const texts = {
    'kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: host.yaml}]\n',
    'web.yaml': deployment(secured),
    'host.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      hostNetwork: true
`,
  };

  const fix = findingOf(await audited(texts), 'pod-security-baseline/host-namespaces').suggestion;

  expect(fix === undefined ? null : taken(texts, [fix])['host.yaml']).toBe(
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n',
  );
});

const merged = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      hostNetwork: true
`;
const replaced = '- {op: replace, path: /spec/template/spec/hostNetwork, value: true}\n';

test.each([
  ['merge patch', merged, '{path: host.yaml}'],
  ['JSON patch', replaced, '{path: host.yaml, target: {kind: Deployment}}'],
])(
  'a %s that sets what the resource has is mended, not the resource',
  { timeout: patience },
  async (_, patch, entry) => {
    const rule = 'pod-security-baseline/host-namespaces';
    const texts = {
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': deployment(secured).replace('      containers:', '      hostNetwork: true\n      containers:'),
      'dev/kustomization.yaml': `resources: [../base]\npatches: [${entry}]\n`,
      'dev/host.yaml': patch,
    };

    const { findings } = await audited(texts);
    const found = findings.find((finding) => finding.rule === rule && finding.source === 'dev');
    const fix = found?.suggestion;
    const after = await audited(fix === undefined ? texts : taken(texts, [fix]));

    expect(found?.place).toMatchObject({ kind: 'lines', file: 'dev/host.yaml' });
    expect(fix).toMatchObject({ file: 'dev/host.yaml', verified: true });
    expect(after.findings.filter((finding) => finding.rule === rule && finding.source === 'dev')).toEqual([]);
  },
);
