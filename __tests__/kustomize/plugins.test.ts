import { describe, expect, it } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: []}\n';

const container = `apiVersion: example.com/v1
kind: Injector
metadata:
  name: inject
  annotations:
    config.kubernetes.io/function: |
      container:
        image: example.com/inject:v1
`;

const { audited } = reviewer();

describe('what a kustomization would have run', () => {
  const cases: readonly [string, Texts, string, number][] = [
    [
      'a container, in a file',
      { 'app/kustomization.yaml': 'resources: [pod.yaml]\ntransformers:\n- f.yaml\n', 'app/f.yaml': container },
      'f.yaml: Injector is a function of the container example.com/inject:v1, which is not run',
      3,
    ],
    [
      'a container, inline',
      {
        'app/kustomization.yaml': `resources: [pod.yaml]\nvalidators:\n- |-\n  ${container.trim().replaceAll('\n', '\n  ')}\n`,
      },
      'Injector is a function of the container example.com/inject:v1, which is not run',
      3,
    ],
    [
      'a program',
      {
        'app/kustomization.yaml': 'resources: [pod.yaml]\n# ours\ngenerators:\n- g.yaml\n',
        'app/g.yaml': container.replace(/container:.*/s, 'exec:\n        path: ./run.sh\n'),
      },
      'g.yaml: Injector is a function of the program ./run.sh, which is not run',
      4,
    ],
    [
      'a plugin of an own kind, in a base',
      {
        'app/kustomization.yaml': 'resources: [../base, pod.yaml]\n',
        'base/kustomization.yaml': 'generators: [g.yaml]\n',
        'base/g.yaml': 'apiVersion: someteam.example.com/v1\nkind: Sealer\nmetadata: {name: s}\n',
      },
      'g.yaml: Sealer is a plugin that is a program, which is not run',
      1,
    ],
    [
      'Helm, where nothing is generated',
      {
        'app/kustomization.yaml': 'resources: [pod.yaml]\ntransformers: [h.yaml]\n',
        'app/h.yaml': 'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: h}\nname: web\n',
      },
      'h.yaml: a HelmChartInflationGenerator does not belong in transformers; expected it under generators',
      2,
    ],
  ];
  it.each(cases)('%s, is a problem at its line and loses no other source', async (_, texts, message, line) => {
    const { report } = await audited({ 'app/pod.yaml': pod, 'other.yaml': pod, ...texts });

    const file = 'base/kustomization.yaml' in texts ? 'base/kustomization.yaml' : 'app/kustomization.yaml';
    expect(report.problems).toEqual([
      {
        stage: 'render',
        code: 'kustomize-failed',
        subject: 'app',
        message: `${file}:${line}: ${message}`,
        place: { kind: 'lines', file, first: line, last: line },
      },
    ]);
    expect(report.sources).toMatchObject([
      { id: 'app', status: 'failed' },
      { id: 'other.yaml', status: 'rendered' },
    ]);
    expect(report.findings.some(({ source }) => source === 'other.yaml')).toBe(true);
  });

  it('does not hold for the plugins that are kustomize itself', async () => {
    const { report } = await audited({
      'pod.yaml': pod,
      'prefix.yaml':
        'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: a-\nfieldSpecs: [{path: metadata/name}]\n',
      'kustomization.yaml': 'resources: [pod.yaml]\ntransformers: [prefix.yaml]\n',
    });

    expect(report.problems).toEqual([]);
    expect(report.findings[0]?.object.name).toBe('a-a');
  });
});
