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
