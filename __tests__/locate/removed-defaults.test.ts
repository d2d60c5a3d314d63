import { expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited } = reviewer();

const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'podSecurityContext:\n  runAsNonRoot: true\nnotes: x\n',
  'web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: web
      image: nginx:1.2
`,
};

test.each([
  ['a map', 'notes: null\npodSecurityContext: null\n', 2, ['podSecurityContext']],
  ['a field', 'podSecurityContext:\n  runAsNonRoot: ~\n', 2, ['podSecurityContext', 'runAsNonRoot']],
])('a null that removes what a chart has by itself is named: %s', async (_, values, line, path) => {
  const { report } = await audited({ ...chart, 'web/values-prod.yaml': values });
  const found = report.findings.filter(({ rule }) => rule === 'pod-security-restricted/run-as-non-root');

  expect(found.map(({ source, origin }) => ({ source, values: origin?.values }))).toEqual([
    { source: 'web#web/values-prod.yaml', values: { file: 'web/values-prod.yaml', line, path } },
  ]);
});

test('a null that removes what containers inherit is the cause, and the suggestion puts the default back there', async () => {
  const both: Texts = {
    ...chart,
    'web/values.yaml':
      'podSecurityContext:\n  seccompProfile:\n    type: RuntimeDefault\nsecurityContext:\n  runAsNonRoot: true\n',
    'web/values-prod.yaml': 'replicas: 1\npodSecurityContext:\n  seccompProfile: null\n',
    'web/templates/pod.yaml': `${chart['web/templates/pod.yaml'] ?? ''}      securityContext:\n        {{- toYaml .Values.securityContext | nindent 8 }}\n`,
  };
  const { report } = await audited(both);
  const found = report.findings.filter(({ rule }) => rule === 'pod-security-restricted/seccomp');

  expect(found).toHaveLength(1);
  expect(found[0]?.origin?.values).toMatchObject({ file: 'web/values-prod.yaml', line: 3 });
  expect(found[0]?.suggestion).toMatchObject({ file: 'web/values-prod.yaml' });
  expect(found[0]?.suggestion?.replacement).toContain('type: RuntimeDefault');
});
