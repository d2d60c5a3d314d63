import { describe, expect, it } from 'vitest';
import { tgzOf } from '../fetch/archives.ts';
import { type StandIn } from '../fetch/stand-in.ts';
import { serve } from '../fetch/world.ts';
import { pod } from './published.ts';
import { allowing, reviewer, type Texts } from './reviewed.ts';

const chart = (name: string, dependency = ''): string => `apiVersion: v2\nname: ${name}\nversion: 0.0.0\n${dependency}`;

/** A git host with a repository `org/charts` that has two tags. */
function gitHost(): Promise<StandIn> {
  const archive = (privileged: boolean): Buffer =>
    tgzOf(
      Object.entries({
        'deploy/web/Chart.yaml': chart('web', 'dependencies:\n  - { name: pods, repository: "file://../pods" }\n'),
        'deploy/web/values.yaml': `pods:\n  privileged: ${privileged}\n`,
        'deploy/pods/Chart.yaml': chart('pods'),
        'deploy/pods/templates/pod.yaml': pod,
        'README.md': 'Charts.',
      }).map(([path, text]) => ({ path: `charts-v/${path}`, text })),
    );
  return serve(() => ({
    '/org/charts/archive/v1.tar.gz': { status: 200, body: archive(false) },
    '/org/charts/archive/v2.tar.gz': { status: 200, body: archive(true) },
  }));
}

const application = (url: string, ref: string, path = 'deploy/web'): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
spec:
  source:
    repoURL: ${url}
    path: ${path}
    targetRevision: ${ref}
    helm: {}
`;

describe('a chart in another git repository', () => {
  const { reviewed, audited } = reviewer();

  it('is reviewed at both revisions, with what its repository has for it', async () => {
    const { origin } = await gitHost();
    const texts = (ref: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      'web.yaml': application(`${origin}/org/charts.git`, ref),
    });

    const { report } = await reviewed(texts('v1'), texts('v2'));

    expect(report.problems).toEqual([]);
    expect(report.findings.filter(({ status }) => status === 'new')).toMatchObject([
      {
        rule: 'pod-security-baseline/privileged-containers',
        message: 'Container "web" runs privileged.',
        origin: { template: { chart: 'org/charts v2', file: 'deploy/pods/templates/pod.yaml', line: 10 } },
        place: { kind: 'lines', file: 'web.yaml', first: 9, last: 9 },
        suggestion: { file: 'web.yaml', replacement: expect.stringContaining('privileged: false') as string },
      },
    ]);
  });

  it.each([
    [
      'a revision that is not there',
      'org/charts',
      'v3',
      'deploy/web',
      'fetch-failed',
      /^org\/charts v3 was not fetched/,
    ],
    ['a folder without a chart', 'org/charts', 'v1', 'deploy', 'chart-invalid', /has no chart in its folder deploy\.$/],
    ['a folder outside', 'org/charts', 'v1', '../web', 'chart-invalid', /has no chart in its folder \.\.\/web\.$/],
    ['no repository', 'charts', 'v1', 'web', 'remote-refused', /is not a repository of a git host\.$/],
    ['a way out of it', 'org/../..', 'v1', 'web', 'remote-refused', /is not a repository of a git host\.$/],
  ])('%s is a problem at the line of the revision', async (_, repository, ref, path, code, message) => {
    const { origin } = await gitHost();

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'web.yaml': application(`${origin}/${repository}`, ref, path),
      // With a remote, it is known which repository this one is.
    });

    expect(report.problems).toMatchObject([
      {
        code,
        message: expect.stringMatching(message) as string,
        place: { kind: 'lines', file: 'web.yaml', first: 9, last: 9 },
      },
    ]);
  });
});
