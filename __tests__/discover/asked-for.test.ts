import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type Texts } from '../remote/reviewed.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostNetwork: true, containers: []}\n';

const repository: Texts = {
  'base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'base/pod.yaml': pod,
  'parts/pod.yaml': pod,
  'prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\n',
  'dev/kustomization.yaml': 'resources: [../base/, ../parts/pod.yaml]\nnameSuffix: -dev\n',
  'other/pod.yaml': pod,
  'apps/base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'apps/base/pod.yaml': pod,
  'apps/prod/kustomization.yaml': 'resources: [../base]\n',
  'test/kustomization.yaml': 'resources: [../apps/base]\nnamePrefix: test-\n',
};

describe('an audit of', () => {
  test.each([
    ['a base that overlays elsewhere build looks at it in these', ['base'], ['dev', 'prod']],
    ['a file of such a base does so too', ['base/pod.yaml'], ['dev', 'prod']],
    ['a folder of files that an overlay names looks at that overlay', ['parts'], ['dev']],
    ['a base beside other sources forgets neither', ['base', 'other'], ['dev', 'other/pod.yaml', 'prod']],
    ['a folder with a base and an overlay of it looks at no overlay elsewhere', ['apps'], ['apps/prod']],
    ['something else looks at that alone', ['other'], ['other/pod.yaml']],
  ])('%s', async (_, paths, sources) => {
    const directory = temporaryFolder(repository);
    const { report } = await audit({ ...common, directory, paths, chart: null }, await world);

    expect(report.sources.map(({ id }) => id)).toEqual(sources);
  });

  test('a chart at other values looks at no other chart', async () => {
    const chart = (name: string): Texts => ({
      [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
      [`${name}/templates/pod.yaml`]: pod,
    });
    const directory = temporaryFolder({ ...chart('web'), ...chart('api'), 'web/values-prod.yaml': 'a: 1\n' });
    const flags = {
      values: ['web/values-prod.yaml'],
      set: [],
      release: { name: 'release-name', namespace: 'default' },
      skipSchemaValidation: false,
    };

    const { report } = await audit({ ...common, directory, paths: ['web'], chart: flags }, await world);

    expect(report.sources.map(({ id }) => id)).toEqual(['web#web/values-prod.yaml']);
  });
});
