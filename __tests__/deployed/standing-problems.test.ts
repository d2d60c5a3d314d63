import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/README.md': '# Web\n',
  'web/templates/pod.yaml':
    'kind: Pod\napiVersion: v1\nmetadata: {name: web}\nspec: {{ required "no spec" .Values.spec }}\n',
};

describe('a chart that renders neither at base nor at head', () => {
  const { reviewed } = reviewer();

  test.each<{ readonly what: string; readonly base?: Texts; readonly head: Texts; readonly exit: number }>([
    {
      what: 'is told and fails nothing where only its README changes',
      head: { 'web/README.md': '# Website\n' },
      exit: 0,
    },
    { what: 'fails where a template changes too', head: { 'web/templates/more.yaml': 'a: b\n' }, exit: 3 },
    { what: 'fails where a file of another name changes', head: { 'web/notes.txt': 'a\n' }, exit: 3 },
    {
      what: 'fails where a template may print the README',
      base: { 'web/templates/more.yaml': '{{ .Files.Get "README.md" }}\n' },
      head: { 'web/README.md': 'kind: Pod\n' },
      exit: 3,
    },
    {
      what: 'fails where it fails otherwise',
      head: { 'web/README.md': '# Website\n', 'web/templates/pod.yaml': '{{ fail "never" }}' },
      exit: 3,
    },
  ])('$what', async ({ base = {}, head, exit }) => {
    const { report, exitCode } = await reviewed({ ...chart, ...base }, head);

    expect(exitCode).toBe(exit);
    expect(report.problems).toMatchObject([{ code: 'template-failed', ...(exit === 0 ? { status: 'existing' } : {}) }]);
  });
});

describe('a deployment in which something is wrong', () => {
  const { reviewed } = reviewer();
  const application = (file: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  destination: {server: 'https://kubernetes.default.svc', namespace: web}
  source:
    repoURL: https://github.com/example/platform
    path: web
    targetRevision: HEAD
    helm: {valueFiles: [${file}]}
`;
  const deployed: Texts = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': 'debug: false\n',
    'web/values-prod.yaml': 'debug: true\n',
    'web/templates/pod.yaml':
      "kind: Pod\napiVersion: v1\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: 'w:1', securityContext: {privileged: {{ .Values.debug }}}}]\n",
    'app.yaml': application('values-prod.yaml'),
  };

  test('mends nothing, and has no workload of another level', async () => {
    const { report, exitCode } = await reviewed(deployed, { 'app.yaml': application('values-prd.yaml') });

    expect(exitCode).toBe(3);
    expect(report.problems).toMatchObject([{ code: 'values-missing', place: { file: 'app.yaml' } }]);
    expect(report.findings.filter(({ status }) => status === 'fixed')).toEqual([]);
    expect(report.posture.workloads.filter(({ psa }) => psa.before !== psa.after)).toEqual([]);
  });
});
