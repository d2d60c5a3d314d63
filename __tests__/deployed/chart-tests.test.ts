import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'ports: [80]\ndebug: false\n',
  'web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostNetwork: true
  containers:
    - name: web
      image: web:1
      ports:
        {{- range .Values.ports }}
        - {containerPort: {{ . }}, hostPort: {{ . }}}
        {{- end }}
      securityContext:
        privileged: {{ .Values.debug }}
`,
};

describe('values that are a new test of a chart', () => {
  const { reviewed } = reviewer();
  const told = async (values: Texts): Promise<readonly string[]> => {
    const { report } = await reviewed(chart, values);
    const levels = report.posture.workloads.map(({ source, psa }) => `${source} ${psa.before} ${psa.after}`);
    const news = report.findings
      .filter(({ status, source }) => status !== 'existing' && source !== 'web')
      .map(({ status, rule, source }) => `${status} ${rule} ${source}`);
    return [...levels, ...news];
  };

  test('bring nothing new where the chart had the same before', async () => {
    expect(await told({ 'web/ci/more-values.yaml': 'image: other\n' })).toEqual([
      'web privileged privileged',
      'web#web/ci/more-values.yaml privileged privileged',
    ]);
  });

  test('bring what they switch on', async () => {
    expect(await told({ 'web/ci/more-values.yaml': 'debug: true\nports: [80, 22]\n' })).toEqual([
      'web privileged privileged',
      'web#web/ci/more-values.yaml privileged privileged',
      'new pod-security-baseline/host-ports web#web/ci/more-values.yaml',
      'new pod-security-baseline/privileged-containers web#web/ci/more-values.yaml',
    ]);
  });

  test('are told from values that by their name are deployed', async () => {
    expect(await told({ 'web/values-production.yaml': 'image: other\n' })).toContain(
      'new pod-security-baseline/host-namespaces web#web/values-production.yaml',
    );
  });
});
