import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const pod = (name: string, more = '  hostNetwork: true\n'): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
${more}  containers: [{name: c, image: 'c:1'}]
`;

describe('manifests that move to another folder, where nothing says who deploys either', () => {
  const { reviewed } = reviewer();
  const moved = async (from: string, to: string, more: Texts = {}): Promise<readonly string[]> => {
    const base: Texts = { ...more, [`${from}/a.yaml`]: pod('a'), [`${from}/b.yaml`]: pod('b') };
    const head: Texts = { [`${to}/a.yaml`]: pod('a'), [`${to}/b.yaml`]: pod('b') };
    const { report, exitCode } = await reviewed(base, head, [`${from}/a.yaml`, `${from}/b.yaml`]);
    return [`exit ${exitCode}`, ...(report.notices ?? []).map(({ code, message }) => `${code}: ${message}`)];
  };

  test('are named with what is found in them, where the folders are of two environments', async () => {
    expect(await moved('clusters/dev', 'clusters/prod')).toEqual([
      'exit 0',
      'moved-to-environment: 2 objects moved from clusters/dev to clusters/prod, and 2 existing findings of severity high or critical are in them. This repository does not say what deploys either folder: check that this may be deployed where clusters/prod is.',
    ]);
  });

  test('are named wherever the folder says which environment or cluster it is', async () => {
    const pairs = [
      ['clusters/alpha', 'clusters/beta', 'clusters/alpha to clusters/beta'],
      ['apps/staging/web', 'apps/production/web', 'apps/staging to apps/production'],
      ['web', 'web/prod', 'web to web/prod'],
      ['dev/web', 'web', 'dev to the root'],
      ['qa-1', 'qa-2', 'qa-1 to qa-2'],
      ['regions/eu/web', 'regions/us/web', 'regions/eu to regions/us'],
      ['clusters/eu-dev/web', 'clusters/eu-prod/web', 'clusters/eu-dev to clusters/eu-prod'],
    ] as const;
    for (const [from, to, said] of pairs)
      expect(await moved(from, to)).toEqual(['exit 0', expect.stringContaining(`2 objects moved from ${said}, `)]);
  });

  test('are not where that is ordinary tidying', async () => {
    const pairs = [
      ['apps/web', 'services/web'],
      ['clusters/prod/web', 'clusters/prod/shop'],
      ['dev-tools/web', 'tooling/web'],
      ['web', 'manifests/web'],
      ['environmental', 'productions'],
    ] as const;
    for (const [from, to] of pairs) expect(await moved(from, to)).toEqual(['exit 0']);
  });

  test('are named where they are no examples any more, and where only files say the environment', async () => {
    expect(await moved('examples/web', 'deploy/web')).toEqual([
      'exit 0',
      expect.stringContaining('2 objects moved from examples to deploy, '),
    ]);
    expect(await moved('deploy/web', 'examples/web')).toEqual(['exit 0']);
    const { report, exitCode } = await reviewed({ 'web-dev.yaml': pod('a') }, { 'web-prod.yaml': pod('a') }, [
      'web-dev.yaml',
    ]);

    expect(exitCode).toBe(0);
    expect((report.notices ?? []).map(({ message }) => message)).toEqual([
      expect.stringContaining('1 object moved from web-dev to web-prod, '),
    ]);
  });

  test('are not where nothing grave is found in them', async () => {
    const { report } = await reviewed({ 'dev/a.yaml': pod('a', '') }, { 'prod/a.yaml': pod('a', '') }, ['dev/a.yaml']);

    expect(report.notices).toBeUndefined();
  });

  test('are new, and so not named, where a deployment of the base deploys the other folder', async () => {
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: prod, namespace: argocd}
spec:
  destination: {server: 'https://kubernetes.default.svc'}
  source: {repoURL: 'https://github.com/example/platform', targetRevision: HEAD, path: prod}
`;
    const said = await moved('dev', 'prod', { 'argocd/prod.yaml': application, 'prod/c.yaml': pod('c', '') });

    expect(said).toEqual(['exit 1']);
  });

  test('are builds too', async () => {
    const build: Texts = {
      'clusters/dev/a.yaml': pod('a'),
      'clusters/dev/kustomization.yaml': 'resources: [a.yaml]\n',
    };
    const there: Texts = {
      'clusters/prod/a.yaml': pod('a'),
      'clusters/prod/kustomization.yaml': 'resources: [a.yaml]\n',
    };
    const { report } = await reviewed(build, there, Object.keys(build));

    expect((report.notices ?? []).map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'moved-to-environment clusters/prod',
    ]);
  });

  test('are not where they stay, and an overlay builds on them', async () => {
    const base: Texts = { 'base/a.yaml': pod('a'), 'base/kustomization.yaml': 'resources: [a.yaml]\n' };
    const { report } = await reviewed(base, { 'overlays/prod/kustomization.yaml': 'resources: [../../base]\n' });

    expect((report.notices ?? []).map(({ code }) => code)).toEqual(['deployed-otherwise']);
  });
});
