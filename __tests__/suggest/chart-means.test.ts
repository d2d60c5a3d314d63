import { describe, expect, test } from 'vitest';
import { auditor, suggestions, taken } from './audited.ts';

const audited = auditor();
/** A whole audit with its proofs takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

const chart = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'privileged: true\nsecurity: # of the probe\n  securityContext: {}\n',
  'web/templates/pods.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        privileged: {{ .Values.privileged }}
        runAsNonRoot: true
        allowPrivilegeEscalation: false
        capabilities: {drop: [ALL]}
        seccompProfile: {type: RuntimeDefault}
`,
};

const secondPod = `---
apiVersion: v1
kind: Pod
metadata:
  name: probe
spec:
  containers:
    - name: probe
      image: nginx:1.27
      securityContext: {{- toYaml .Values.security.securityContext | nindent 8 }}
`;

describe('what a chart is mended in', () => {
  test('is a value for the field that has one, and the template for the others', { timeout: patience }, async () => {
    const texts = {
      ...chart,
      'web/templates/pods.yaml': chart['web/templates/pods.yaml'].replace('        runAsNonRoot: true\n', ''),
    };
    const all = suggestions(await audited(texts));

    expect(all.map(({ suggestion: { file }, rules }) => [file, rules])).toEqual([
      ['web/values.yaml', ['pod-security-baseline/privileged-containers']],
      ['web/templates/pods.yaml', ['pod-security-restricted/run-as-non-root']],
    ]);
  });

  test('is the template where the configuration prefers it', { timeout: patience }, async () => {
    const both = {
      'web/Chart.yaml': chart['web/Chart.yaml'],
      'web/values.yaml': 'debug: true\n',
      'web/templates/pod.yaml': chart['web/templates/pods.yaml'].replace(
        '        privileged: {{ .Values.privileged }}\n',
        '        {{- if .Values.debug }}\n        privileged: true\n        {{- else }}\n        privileged: false\n        {{- end }}\n',
      ),
    };
    const files = async (config: string): Promise<string[]> => {
      const report = await audited({ ...both, '.github/plimsoll.yaml': config });
      return suggestions(report).map(({ suggestion }) => suggestion.file);
    };

    expect(await files('{}\n')).toEqual(['web/values.yaml']);
    expect(await files('fix: {prefer: template}\n')).toEqual(['web/templates/pod.yaml']);
  });

  test('is one value for all that it feeds, whatever the objects are called', { timeout: patience }, async () => {
    const texts = {
      ...chart,
      'web/values.yaml': 'name: web\nhostNetwork: true\n',
      'web/ci/named-values.yaml': 'name: shop\n',
      'web/templates/pods.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Values.name }}
spec:
  hostNetwork: {{ .Values.hostNetwork }}
  containers: []
`,
    };
    const report = await audited(texts);
    const fixes = report.findings
      .filter(({ rule }) => rule === 'pod-security-baseline/host-namespaces')
      .map(({ object, suggestion }) => [object.name, suggestion?.file, suggestion?.replacement]);

    expect(fixes).toEqual([
      ['web', 'web/values.yaml', 'hostNetwork: false'],
      ['shop', 'web/values.yaml', 'hostNetwork: false'],
    ]);
  });

  test('stays whole when all is taken', { timeout: patience }, async () => {
    const texts = { ...chart, 'web/templates/pods.yaml': chart['web/templates/pods.yaml'] + secondPod };
    const before = await audited(texts);
    const chosen = suggestions(before).map(({ suggestion }) => suggestion);
    const after = taken(texts, chosen);
    const { findings, problems } = await audited(after);

    expect(problems).toEqual([]);
    expect(findings.filter(({ suggestion }) => suggestion !== undefined)).toEqual([]);
    expect(after['web/values.yaml']).toContain('security: # of the probe\n  securityContext:\n    allowPriv');
  });

  const vendored = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'web/charts/db/values.yaml': 'containerSecurityContext: {}\n',
    'web/charts/db/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: db
spec:
  containers:
    - name: db
      image: postgres:17
      securityContext: {{- toYaml .Values.containerSecurityContext | nindent 8 }}
`,
  };
  const secured = `  containerSecurityContext:
    allowPrivilegeEscalation: false
    capabilities:
      drop:
        - ALL
    runAsNonRoot: true
    seccompProfile:
      type: RuntimeDefault
`;

  test.each([
    [
      'the block that the chart has for it',
      'replicas: 1\ndb:\n  # small\n  size: 1\n',
      'replicas: 1\ndb:\n  # small\n  size: 1\n',
    ],
    ['a block of its own', 'replicas: 1 # one\n', 'replicas: 1 # one\ndb:\n'],
  ])('is, for a vendored chart, %s', { timeout: patience }, async (_, values, kept) => {
    const texts = { ...vendored, 'web/values.yaml': values };
    const chosen = suggestions(await audited(texts)).map(({ suggestion }) => suggestion);

    expect(taken(texts, chosen)).toEqual({ ...texts, 'web/values.yaml': kept + secured });
  });

  test('is never a value that other places share by an anchor', { timeout: patience }, async () => {
    const shared = 'db:\n  containerSecurityContext: &shared {}\nother: *shared\n';

    const all = suggestions(await audited({ ...vendored, 'web/values.yaml': shared }));

    expect(all).toEqual([]);
  });
});
