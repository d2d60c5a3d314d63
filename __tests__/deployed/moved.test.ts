import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const pod = (more = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: w}
spec:
${more}  containers: [{name: w, image: 'w:1'}]
`;
const host = '  hostNetwork: true\n';

const chart = (folder: string): Texts => ({
  [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: api\nversion: 1.0.0\n',
  [`${folder}/templates/pod.yaml`]: pod('  hostNetwork: {{ .Values.host }}\n'),
  [`${folder}/values.yaml`]: 'host: false\n',
});

describe('an object that is gone from one place', () => {
  const { reviewed } = reviewer();
  const statuses = async (base: Texts, head: Texts): Promise<readonly string[]> => {
    const gone = Object.keys(base).filter((file) => !Object.hasOwn(head, file));
    const { report, exitCode } = await reviewed(base, head, gone);
    const found = report.findings.filter(({ rule }) => rule === 'pod-security-baseline/host-namespaces');
    return [
      `exit ${exitCode}`,
      ...found.map(({ status, source }) => `${status} ${source}`),
      ...report.posture.workloads
        .filter(({ psa }) => psa.before !== psa.after)
        .map(({ source, psa }) => `${source} ${psa.before} ${psa.after}`),
    ];
  };

  test('excuses no other that stood where it stands, and is worse now', async () => {
    expect(await statuses({ 'a/w.yaml': pod(host), 'b/w.yaml': pod() }, { 'b/w.yaml': pod(host) })).toEqual([
      'exit 1',
      'new b/w.yaml',
      'a/w.yaml privileged null',
      'b/w.yaml baseline privileged',
    ]);
  });

  test('came from where the most of its path is the same, where several of one name move', async () => {
    const base = { 'st/w.yaml': pod(host), 'pr/w.yaml': pod() };
    const moved = (pr: string): Texts => ({ 'env/st/w.yaml': pod(host), 'env/pr/w.yaml': pr });

    expect(await statuses(base, moved(pod()))).toEqual(['exit 0', 'existing env/st/w.yaml']);
    expect(await statuses(base, moved(pod(host)))).toEqual([
      'exit 1',
      'new env/pr/w.yaml',
      'existing env/st/w.yaml',
      'env/pr/w.yaml baseline privileged',
    ]);
  });

  test('may be in several places now', async () => {
    const both = { 'x/w.yaml': pod(host), 'y/w.yaml': pod(host) };

    expect(await statuses({ 'w.yaml': pod(host) }, both)).toEqual(['exit 0', 'existing x/w.yaml', 'existing y/w.yaml']);
  });

  test('is the same of a chart that moves with its values', async () => {
    const values = (folder: string, production: string): Texts => ({
      ...chart(folder),
      [`${folder}/values-production.yaml`]: production,
      [`${folder}/values-staging.yaml`]: 'host: true\n',
    });
    const base = values('charts/api', '{}\n');

    expect(await statuses(base, values('charts/public', '{}\n'))).toEqual([
      'exit 0',
      'existing charts/public#charts/public/values-staging.yaml',
    ]);
    expect(await statuses(base, values('charts/public', 'host: true\n'))).toEqual([
      'exit 1',
      'new charts/public#charts/public/values-production.yaml',
      'existing charts/public#charts/public/values-staging.yaml',
      'charts/public#charts/public/values-production.yaml baseline privileged',
    ]);
  });

  test('is new in a chart or build that was there before, and had none of its name', async () => {
    const values = (production: string): Texts => ({
      ...chart('charts/api'),
      'charts/api/templates/pod.yaml': `{{ if .Values.admin }}\n${pod(host)}{{ end }}`,
      'charts/api/values-production.yaml': production,
    });
    const base = { ...values('{}\n'), 'charts/api/values-staging.yaml': 'admin: true\n' };

    expect(await statuses(base, values('admin: true\n'))).toContain('new charts/api#charts/api/values-production.yaml');
  });
});
