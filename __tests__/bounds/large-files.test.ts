import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { review } from '../../src/run/review.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { commitTree } from '../../src/snapshot/git.ts';
import { mostBytes } from '../../src/snapshot/sizes.ts';
import { commit, type Content, git, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };

const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const chart = (folder: string, template = object): Record<string, Content> => ({
  [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  [`${folder}/values.yaml`]: '{}\n',
  [`${folder}/templates/a.yaml`]: template,
});
const build = (folder: string, fields = ''): Record<string, Content> => ({
  [`${folder}/kustomization.yaml`]: `resources: [a.yaml]\n${fields}`,
  [`${folder}/a.yaml`]: object,
});
const chartInBuild = chart('k-chart/charts/web');
const release = `releases: [{name: a, chart: ./c-named, values: [v.yaml]}]\n`;

const contents: Record<string, Content> = {
  ...chart('c-template'),
  ...chart('c-partial'),
  ...chart('c-values'),
  ...chart('c-crd'),
  ...chart('c-packed'),
  ...chart('c-sub'),
  ...chart('c-sub/charts/sub'),
  ...chart('c-ci'),
  ...chart('c-named'),
  ...chart('c-asked', `{{ .Files.Get "notes.txt" }}\n---\n${object}`),
  ...chart('c-linked'),
  ...chart('c-unasked'),
  'c-linked/templates/l.yaml': { link: '../../large.bin' },
  'helmfile.yaml': release,
  ...build('k-resource'),
  'k-resource/kustomization.yaml': 'resources: [a.yaml, large.yaml]\n',
  ...build('k-generator', 'configMapGenerator: [{name: c, files: [large.txt]}]\n'),
  ...build('k-variables', 'configMapGenerator: [{name: c, envs: [large.env]}]\n'),
  ...build('k-patch', 'patches: [{path: p.yaml}]\n'),
  ...build('k-linked'),
  'k-linked/kustomization.yaml': 'resources: [a.yaml, l.yaml]\n',
  'k-linked/l.yaml': { link: '../large.bin' },
  ...build('k-chart', 'helmCharts: [{name: web}]\n'),
  ...chartInBuild,
  ...build('k-beside'),
  ...build('k-own'),
  'l.yaml': { link: 'large.bin' },
};

const deciding = [
  'c-ci/ci/a-values.yaml',
  'c-asked/notes.txt',
  'c-crd/crds/large.yaml',
  'c-packed/charts/large-1.0.0.tgz',
  'c-partial/templates/_large.tpl',
  'c-sub/charts/sub/templates/large.yaml',
  'c-template/templates/large.yaml',
  'c-values/values.yaml',
  'k-chart/charts/web/templates/large.yaml',
  'k-beside/large.json', // it may be a manifest
  'k-generator/large.txt',
  'k-own/kustomization.yaml',
  'k-patch/p.yaml',
  'k-resource/large.yaml',
  'k-variables/large.env',
  'large.yaml',
  'v.yaml',
];
const links = ['c-linked/templates/l.yaml', 'k-linked/l.yaml', 'l.yaml'];
const idle = ['c-unasked/large.bin', 'k-beside/large.bin', 'large.bin'];

/** Files of zeros, which take no place on the disk. */
function enlarge(folder: string, paths: readonly string[], bytes: number): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
    truncateSync(join(folder, path), bytes);
  }
}

describe('a file with more bytes than are read', () => {
  test(
    'is named wherever it would be read, and nowhere else; all others are looked at',
    { timeout: 120_000 },
    async () => {
      const directory = temporaryRepository({ README: '' });
      enlarge(directory, [...deciding, ...idle], mostBytes + 1);
      const kept = Object.entries(contents).filter(([path]) => !deciding.includes(path));
      commit(directory, Object.fromEntries(kept));

      const { report, exitCode } = await review({ ...common, directory, base: 'HEAD~1', head: 'HEAD' }, await world);

      expect(exitCode).toBe(3);
      const named = report.problems.filter(({ code }) => code === 'too-large').map(({ subject }) => subject);
      expect(named.sort()).toEqual([...deciding, ...links].sort());
      expect(report.problems.filter(({ code }) => code !== 'too-large')).toEqual([]);
      // What they hold cannot be told from what is there without them only where they decide values or a build.
      expect(report.sources.filter(({ status }) => status === 'rendered').map(({ id }) => id)).toEqual([
        'c-asked',
        'c-ci',
        'c-crd',
        'c-linked',
        'c-packed',
        'c-partial',
        'c-sub',
        'c-template',
        'c-unasked',
        'k-beside',
        'k-own/a.yaml',
      ]);
    },
  );

  test('is not read, whoever asks', async () => {
    const directory = temporaryRepository({ README: '' });
    enlarge(directory, ['a.bin'], mostBytes + 1);
    commit(directory, {});
    const trees = [
      await commitTree(directory, git(directory, 'rev-parse', 'HEAD')),
      await folderTree(directory, { tracked: true, digests: 'blob' }),
    ];

    const why = `a.bin has ${mostBytes + 1} bytes; at most ${mostBytes} are read.`;
    for (const tree of trees) await expect(tree.read('a.bin')).rejects.toThrow(why);
    expect(new Set(trees.map(({ files }) => files.get('a.bin')?.digest)).size).toBe(1);
  });

  test('is no link, however it is stored', async () => {
    const directory = temporaryRepository({ README: '' });
    enlarge(directory, ['a.bin'], mostBytes + 1);
    const id = git(directory, 'hash-object', '-w', 'a.bin');
    git(directory, 'update-index', '--add', '--cacheinfo', `120000,${id},l.yaml`);
    git(directory, 'commit', '--quiet', '--message', 'a link');

    const { problems } = await commitTree(directory, git(directory, 'rev-parse', 'HEAD'));

    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'link-outside',
        'The symbolic link l.yaml has more than 4096 bytes, which is not a valid path; it was not followed.',
      ],
    ]);
  });
});

describe('files that are too many bytes together', () => {
  test('are not read for one source', { timeout: 120_000 }, async () => {
    const directory = temporaryFolder({
      ...chart('web'),
      ...build('k', 'configMapGenerator: [{name: c, files: [1, 2, 3, 4, 5, 6]}]\n'),
    });
    const names = ['1', '2', '3', '4', '5', '6'];
    enlarge(
      directory,
      names.flatMap((name) => [`web/${name}`, `k/${name}`]),
      mostBytes,
    );

    const { report, exitCode } = await audit({ ...common, directory, paths: [], chart: null }, await world);

    expect(exitCode).toBe(3);
    expect(report.problems.map(({ code, subject }) => [code, subject])).toEqual([
      ['too-large', 'k'],
      ['too-large', 'web'],
    ]);
    expect(report.problems[1]?.message).toMatch(
      /^web: its files have 1200000\d\d bytes in total; at most 104857600 are read\.$/,
    );
  });
});
