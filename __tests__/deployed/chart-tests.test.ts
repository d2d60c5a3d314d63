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

  describe('and name the objects otherwise', () => {
    const named: Texts = {
      ...chart,
      'web/templates/pod.yaml': (chart['web/templates/pod.yaml'] ?? '')
        .replace('{name: web}', '{name: {{ .Values.fullname | default .Release.Name }}}')
        .replace('- name: web', '- name: {{ .Values.fullname | default .Release.Name }}'),
    };
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  destination: {name: production, namespace: shop}
  source: {repoURL: 'https://github.com/example/platform', targetRevision: HEAD, path: web}
`;
    const news = async (base: Texts, values: string): Promise<readonly string[]> => {
      const { report } = await reviewed(base, { 'web/ci/more-values.yaml': values });
      return report.findings
        .filter(({ status, source }) => status !== 'existing' && source !== 'web')
        .map(({ status, rule, object }) => `${status} ${rule} ${object.name}`);
    };

    test('bring nothing new where the chart had the same of the same template in all its sources', async () => {
      expect(await news(named, 'fullname: other\n')).toEqual([]);
      expect(await news({ ...named, 'argocd/shop.yaml': application }, 'image: other\n')).toEqual([]);
    });

    test('bring what they switch on, as under any name', async () => {
      expect(await news(named, 'fullname: other\ndebug: true\n')).toEqual([
        'new pod-security-baseline/privileged-containers other',
      ]);
    });

    test('bring what only some of the sources had, and what stood in another object of the template', async () => {
      const some: Texts = { ...named, 'web/ci/debug-values.yaml': 'debug: true\n' };
      expect(await news(some, 'fullname: other\ndebug: true\n')).toEqual([
        'new pod-security-baseline/privileged-containers other',
      ]);
      const second =
        '---\napiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.fullname }}-b}\nspec: {hostNetwork: {{ .Values.debug }}, containers: [{name: b, image: "b:1"}]}\n';
      const two: Texts = { ...named, 'web/templates/pod.yaml': `${named['web/templates/pod.yaml'] ?? ''}${second}` };
      expect(await news(two, 'fullname: other\ndebug: true\n')).toContain(
        'new pod-security-baseline/host-namespaces other-b',
      );
    });
  });
});
