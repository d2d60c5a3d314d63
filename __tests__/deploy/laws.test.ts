import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declarationsIn } from '../../src/sources/deployments/declaration.ts';
import { type Deployment } from '../../src/sources/deployments/deployment.ts';
import { findDeployments } from '../../src/sources/deployments/find-deployments.ts';
import { foldersOf } from '../../src/snapshot/folders.ts';
import { type FoundDeployments } from '../../src/sources/deployments/found.ts';
import { findHelmfiles } from '../../src/sources/deployments/helmfile/find-helmfiles.ts';
import { type Json } from '../../src/model/json.ts';
import { type Tree } from '../../src/model/tree.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { fill, shop } from './found.ts';
import { broken, declarations, helmfile } from './hostile.ts';

function treeOf(contents: Readonly<Record<string, string>>): Tree {
  const encoder = new TextEncoder();
  const entries = Object.keys(contents).sort();
  return {
    name: 'memory',
    files: new Map(entries.map((path) => [path, { path, digest: path, size: contents[path]?.length ?? 0 }])),
    problems: [],
    read: (path) => Promise.resolve(encoder.encode(contents[path])),
  };
}

const files = {
  'charts/web/Chart.yaml': 'name: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': '',
  'envs/eu.yaml': 'a: {b: c}\n',
  'apps/kustomization.yaml': 'resources: []\n',
  'x/kustomization.yaml': '',
};

function placeOf(tree: Tree) {
  return { tree, texts: textsOf(tree), folders: foldersOf(tree), fill };
}

async function foundIn(values: readonly Json[]): Promise<FoundDeployments> {
  const text = values.map((value) => JSON.stringify(value)).join('\n---\n');
  const tree = treeOf({ ...files, 'apps/all.yaml': text });
  return findDeployments(placeOf(tree), declarationsIn('apps/all.yaml', text), shop);
}

/** Every path in this repository that a deployment names. */
function pathsIn({ place, declaredIn, parts, unknown }: Deployment): string[] {
  const inParts = parts.flatMap((part): string[] => {
    if (part.kind === 'directory') return [part.folder, ...part.files];
    if (part.kind === 'kustomize') return [part.folder];
    const chart = part.chart.kind === 'folder' ? [part.chart.path] : [];
    const layers = part.layers.flatMap((layer) => (layer.kind === 'unknown' ? [layer.place.file] : [layer.file]));
    const set = part.set.flatMap((each) =>
      each.flag === 'set-file' ? [each.expression.slice(each.expression.indexOf('=') + 1)] : [],
    );
    return [...chart, ...layers, ...set];
  });
  return [place.file, ...declaredIn, ...inParts, ...unknown.map((one) => one.place.file)];
}

const isInside = (path: string): boolean => !path.startsWith('/') && !path.split('/').includes('..');

test('the documents as they are say something, and nothing is wrong with them', async () => {
  const { deployments, problems } = await foundIn(declarations);

  expect(problems).toEqual([]);
  // The list has no path, which the set's template wants: what it makes is unknown, and stands under the set's name.
  expect(deployments.map(({ name }) => name)).toEqual(['web', 'x', 'x', 'x', 'x', 'set', 'web', 'apps']);
});

test('no declaration makes it throw, or leads out of the repository', async () => {
  const anyOf = fc.tuple(...declarations.map((declaration) => broken(declaration)));

  await fc.assert(
    fc.asyncProperty(anyOf, async (values) => {
      const { deployments } = await foundIn(values);

      expect(deployments.flatMap(pathsIn).filter((path) => !isInside(path))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('no helmfile makes it throw, or leads out of the repository', async () => {
  await fc.assert(
    fc.asyncProperty(broken(helmfile), async (value) => {
      const tree = treeOf({ ...files, 'helmfile.yaml': JSON.stringify(value) });

      const { deployments } = await findHelmfiles(placeOf(tree), () => true);

      expect(deployments.flatMap(pathsIn).filter((path) => !isInside(path))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('what one declaration says does not depend on the order in which they come', async () => {
  const reversed = [...declarations].reverse();

  const names = (found: FoundDeployments): string[] =>
    found.deployments.map(({ name, parts }) => `${name} ${JSON.stringify(parts)}`).sort();
  const strip = (texts: readonly string[]): string[] =>
    texts.map((text) => text.replace(/"(document|first|last)":\d+/g, ''));

  expect(strip(names(await foundIn(reversed)))).toEqual(strip(names(await foundIn(declarations))));
});

test('documents in a List are read as if each stood alone', async () => {
  const list = { apiVersion: 'v1', kind: 'List', items: declarations };

  const alone = await foundIn(declarations);
  const inList = await foundIn([list]);

  expect(inList.deployments.map(({ name, target, namespace }) => [name, target, namespace])).toEqual(
    alone.deployments.map(({ name, target, namespace }) => [name, target, namespace]),
  );
});
