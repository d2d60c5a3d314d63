import { nextEndUnquoted, piecesOf } from '../../src/sources/deployments/argocd/tags.ts';
import { fastTemplate } from '../../src/sources/deployments/argocd/fast-template.ts';
import { describe, expect, test } from 'vitest';
import { maskedBySight } from '../../src/secrets/by-sight.ts';
import { secretReferences } from '../../src/secrets/chart-values.ts';
import { secretRanges } from '../../src/secrets/places.ts';
import { compare } from '../../src/findings/compare/compare.ts';
import { flattened } from '../../src/sources/deployments/argocd/parameters.ts';
import { messageForPeople, pathInTree } from '../../src/sources/kustomize/fetched-names.ts';
import { type Json } from '../../src/model/json.ts';
import { followLinks, type RawEntry } from '../../src/snapshot/links.ts';
import { clusters } from '../../src/fixes/clusters.ts';
import { type LineEdit } from '../../src/yaml/line-edits.ts';
import { substituteIn } from '../../src/sources/deployments/flux/substitute.ts';
import { mayMerge } from '../../src/sources/plain/discover.ts';
import { filledLaterIn } from '../../src/sources/render/filled-later.ts';
import { isWithin } from '../../src/findings/identity/extent.ts';
import { imageOf } from '../../src/sources/deployments/kustomization-fields.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { parseManifests } from '../../src/yaml/values.ts';
import { writingByReplacement } from '../../src/sources/kustomize/writing/replacement-targets.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { type Found } from '../../src/findings/compare/found.ts';

type Work = (size: number) => unknown;

const substitution = { variables: { a: 'x' }, complete: true };

async function replacing(fieldPath: string): Promise<unknown> {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
  const original = { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'a' };
  const origin = { kind: 'kustomize', file: 'a.yaml', configuredIn: 'k', original, transformers: [] } as const;
  const replacements = [{ targets: [{ select: { kind: 'Pod' }, fieldPaths: [fieldPath] }] }];
  const tree = await folderTree(temporaryFolder({}), { tracked: false, digests: 'stat' });
  return writingByReplacement(
    textsOf(tree),
    { file: 'kustomization.yaml', document: 0, fields: { replacements } },
    { manifest: { source: 's', object, origin }, origin, path: ['spec'], final: true, isOwn: false },
  );
}

function nested(depth: number): Json {
  return Array.from({ length: depth }).reduce<Json>((inner) => ({ a: inner, b: '' }), '');
}

function linksTo(count: number): Map<string, RawEntry> {
  const links = Array.from({ length: count }, (_, index) => [`l/${index}`, { kind: 'link', to: '../d' }] as const);
  return new Map<string, RawEntry>([['d/a.yaml', { kind: 'file', digest: 'a', size: 1 }], ...links]);
}

function edits(count: number): LineEdit[] {
  return Array.from({ length: count }, (_, index) => ({ first: 3 * index + 1, last: 3 * index + 1, replacement: 'a' }));
}

const standing = () => ({ severity: 'low', enforcement: 'deny' }) as const;

function same(count: number): Found[] {
  return Array.from({ length: count }, () => items(1, 'a')).flat();
}

/** A finding on each container of one Pod. */
function items(count: number, prefix: string): Found[] {
  const containers = Array.from({ length: count }, (_, index) => ({ name: `${prefix}${index}` }));
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers } };
  const origin = { kind: 'plain', file: 'a.yaml', document: 0, item: [] } as const;
  const manifest = { source: 'a.yaml', object, origin };
  return containers.map((_, index) => ({
    finding: { rule: 'a/b', manifest, path: ['spec', 'containers', index], message: 'm', extent: {}, fix: [] },
    target: 'default',
    namespace: 'default',
  }));
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `/mnt/${index}`);
}

/** What a pull request can make as long as it likes, by what reads it. */
const works: readonly (readonly [string, Work])[] = [
  ['an image with many @', (size) => imageOf('@'.repeat(size))],
  ['an image with many :', (size) => imageOf(':'.repeat(size))],
  ['an image with many :a@', (size) => imageOf(':a@'.repeat(size / 3))],
  ['a field path of open brackets', (size) => replacing('['.repeat(size))],
  ['a field path of backslashes', (size) => replacing('\\'.repeat(size))],
  ['a field path of open brackets behind one that closes', (size) => replacing(']' + '[a'.repeat(size / 2))],
  ['variables of Flux that are opened', (size) => substituteIn({ a: '${a'.repeat(size / 3) }, substitution)],
  ['escaped variables of Flux', (size) => substituteIn({ a: '$${a}'.repeat(size / 5) }, substitution)],
  ['escapes in a replacement of Flux', (size) => substituteIn({ a: `\${a/${'\\/'.repeat(size / 2)}/}` }, substitution)],
  [
    'tags of a template that are opened',
    (size) => fastTemplate('{{'.repeat(size / 2), 'plain', {}, { characters: size }),
  ],
  ['tags of a Go template that are opened', (size) => piecesOf('{{ "'.repeat(size / 4), nextEndUnquoted)],
  ['a number of many digits', (size) => parseManifests(`a: ${'1'.repeat(size)}`)],
  ['marks on a line that may merge', (size) => mayMerge('!'.repeat(size))],
  ['what a list reaches', (size) => isWithin({ ports: names(size / 20) }, { ports: names(size / 20) })],
  ['paths of a node', (size) => isWithin({ host_paths: names(size / 20) }, { host_paths: names(size / 20) })],
  [
    'marks of other tools that are opened',
    (size) => filledLaterIn({ object: { apiVersion: 'v1', kind: 'Pod', spec: { hostNetwork: '<'.repeat(size) } } }),
  ],
  ['parameters of a set that nest', (size) => flattened(nested(size / 1000))],
  ['a message of many charts of a kustomization', (size) => messageForPeople('#helmCharts'.repeat(size / 11))],
  ['a message of one long word', (size) => messageForPeople('x'.repeat(size))],
  ['a message of many dashes', (size) => maskedBySight('-'.repeat(size))],
  ['a message of many quotations', (size) => maskedBySight(`invalid map key: map[${'"'.repeat(size)}`)],
  ['an anchor of one long word', (size) => maskedBySight(`unknown anchor '${'a'.repeat(size)}1' referenced`)],
  [
    'actions that are opened in the template of a Secret',
    (size) => secretReferences(new Map([['a', `kind: Secret\ndata: ${'{{ '.repeat(size / 3)}`]]), new Set()),
  ],
  ['a file of many dashes', (size) => secretRanges('-'.repeat(size), [])],
  ['a name of many namespaces', (size) => pathInTree('#namespace.'.repeat(size / 11))],
  ['links to a folder', (size) => followLinks(linksTo(size / 10))],
  ['edits of neighbouring lines', (size) => clusters(edits(size / 10), (edit) => edit)],
  ['findings that are the same', (size) => compare(same(size / 100), same(size / 100), standing, () => null)],
  [
    'list items that were all rewritten',
    (size) => compare(items(size / 100, 'a'), items(size / 100, 'b'), standing, () => null),
  ],
  ['aliases of a text', (size) => parseManifests(`a: &a ${'x'.repeat(size)}\nb:\n${'- *a\n'.repeat(size / 5)}`)],
];

describe('what reads a text of any length', () => {
  test.each(works)('takes time in proportion to it: %s', async (_name, work) => {
    const seconds = async (size: number): Promise<number> => {
      const begun = performance.now();
      await work(size);
      return (performance.now() - begun) / 1000;
    };
    await seconds(50_000);
    const once = await seconds(100_000);
    const four = Math.min(await seconds(400_000), await seconds(400_000));

    // In proportion it is 4 times as long, squared 16 times; what takes no time is not measured.
    expect(four < 0.25 || four / once < 11).toBe(true);
  });
});
