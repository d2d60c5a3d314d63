import { afterAll, describe, expect, test } from 'vitest';
import { evaluateAll, factsOf } from '../../src/run/look/inspect.ts';
import { recentlyUsed } from '../../src/foundation/cache/recently-used.ts';
import { type KubernetesObject, type Rendering } from '../../src/model/manifest.ts';
import { type PlainSource } from '../../src/model/source.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { scaleOf } from '../../src/sources/render/weight.ts';
import { onlyRoot } from '../../src/policy/trusted-config.ts';
import { settle } from '../../src/run/open/setting.ts';
import { openSide, renderSources } from '../../src/run/look/side.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
const source: PlainSource = {
  ...{ kind: 'plain', id: 'a.yaml', path: 'a.yaml', reads: ['a.yaml'], makes: null },
  ...{ target: 'default', namespace: 'default', deployment: null, finishing: null },
};
const object = (letters: number): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  data: { a: 'x'.repeat(letters) },
});
const rendering = (objects: readonly KubernetesObject[]): Rendering => ({
  source,
  status: 'rendered',
  manifests: objects.map((each) => ({
    source: 'a.yaml',
    object: each,
    origin: { kind: 'plain', file: 'a.yaml', document: 0, item: [] },
  })),
  problems: [],
});

describe('the objects of all sources', () => {
  test('may take no more than there is room for; what fits after one that does not is looked at', () => {
    const scale = scaleOf(10_000);

    expect([5000, 5000, 100].map((letters) => scale.take(rendering([object(letters)])))).toEqual([true, false, true]);
    expect([scale.hasRoom(1000), scale.hasRoom(5000)]).toEqual([true, false]);
  });

  test('count once where sources share them', () => {
    const scale = scaleOf(10_000);
    const shared = object(5000);

    expect([1, 2, 3].map(() => scale.take(rendering([shared])))).toEqual([true, true, true]);
  });

  test('that take more are named, and the others are looked at', async () => {
    const map = (letters: number): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: ${'x'.repeat(letters)}\n`;
    const directory = temporaryFolder({ 'a.yaml': map(5000), 'b.yaml': map(5000), 'z.yaml': map(10) });
    const tree = await folderTree(directory, { tracked: false, digests: 'stat' });
    const setting = await settle({ ...common, directory }, onlyRoot(tree), await world);
    const side = await openSide(tree, setting, null);

    const renderings = await renderSources(side, side.sources, setting, 'plain', scaleOf(10_000));

    expect(
      renderings.map(({ source: { id }, status, problems }) => [id, status, problems.map(({ code }) => code)]),
    ).toEqual([
      ['a.yaml', 'rendered', []],
      ['b.yaml', 'failed', ['too-large']],
      ['z.yaml', 'rendered', []],
    ]);
  });
});

test('more findings than a run may have are not looked for, and their sources are named', async () => {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {hostPID: true, containers: [{name: a, image: b}]}\n`;
  const directory = temporaryFolder({ 'a.yaml': pod('a'), 'b.yaml': pod('b'), 'c.yaml': pod('c') });
  const tree = await folderTree(directory, { tracked: false, digests: 'stat' });
  const setting = await settle({ ...common, directory }, onlyRoot(tree), await world);
  const side = await openSide(tree, setting, null);
  const renderings = await renderSources(side, side.sources, setting);
  const facts = await factsOf(side, renderings, setting.borders);

  const { findings, problems } = evaluateAll(setting.evaluator, renderings, facts, 3);

  expect(findings.map(({ manifest }) => manifest.source)).toEqual(['a.yaml', 'a.yaml', 'a.yaml']);
  expect(problems.map(({ code, subject }) => [code, subject])).toEqual([
    ['too-large', 'a.yaml'],
    ['too-large', 'b.yaml'],
    ['too-large', 'c.yaml'],
  ]);
});

describe('what is kept', () => {
  test('is what was asked for last, by its weight', () => {
    const made: string[] = [];
    const kept = recentlyUsed(
      10,
      (key) => made.push(key),
      (key) => key.length,
    );

    for (const key of ['aaaa', 'bbbb', 'aaaa', 'cccc', 'aaaa', 'bbbb', 'x'.repeat(11), 'x'.repeat(11)]) kept(key);

    expect(made).toEqual(['aaaa', 'bbbb', 'cccc', 'bbbb', 'x'.repeat(11), 'x'.repeat(11)]);
  });

  test('of texts is read again where it was dropped', async () => {
    const large = 'x'.repeat(19_000_000);
    const names = ['a', 'b', 'c', 'd'];
    const directory = temporaryFolder(Object.fromEntries(names.map((name) => [name, large])));
    const tree = await folderTree(directory, { tracked: false, digests: 'stat' });
    const read: string[] = [];
    const texts = textsOf({ ...tree, read: (path) => (read.push(path), tree.read(path)) });

    for (const name of [...names, 'd', 'a']) await texts.of(name);

    expect(read).toEqual(['a', 'b', 'c', 'd', 'a']);
  });
});
