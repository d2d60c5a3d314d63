import { describe, expect, it } from 'vitest';
import { show } from '../../src/run/render.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { chartRepository, pod } from './published.ts';
import { allowing } from './reviewed.ts';

describe('rendering a deployment of a chart from elsewhere', () => {
  it('by its id gives its objects, each line with the template that it comes from', async () => {
    const { origin } = await chartRepository({ 'web 1.0.0': { 'templates/pod.yaml': pod } });
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
spec:
  source:
    repoURL: ${origin}/charts
    chart: web
    targetRevision: 1.0.0
    helm:
      values: |
        privileged: true
`;
    const world = await openSmallWorld(() => undefined, null);

    const { shown, problems } = await show(
      {
        directory: temporaryFolder({ '.github/plimsoll.yaml': allowing(origin), 'apps/web.yaml': application }),
        source: 'apps/web.yaml@web',
        config: null,
        kubernetesVersion: null,
        failOn: null,
        allowEmpty: false,
        sets: ['all' as const],
        today: '2026-01-01',
        chart: null,
        origins: true,
        showSecrets: false,
      },
      world,
    );
    await world.engines.close();

    expect(problems).toEqual([]);
    expect(shown.map(({ source, object }) => [source, object.kind, object.name])).toEqual([
      ['apps/web.yaml@web', 'Pod', 'web'],
    ]);
    expect(shown[0]?.lines.at(-1)).toEqual({
      text: '        privileged: true',
      file: `${origin}/charts/web@1.0.0/templates/pod.yaml`,
      line: 10,
    });
  });
});
