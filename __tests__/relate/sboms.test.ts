import { describe, expect, test } from 'vitest';
import { type Json } from '../../src/model/json.ts';
import { type Manifest } from '../../src/model/manifest.ts';
import { type SbomFacts } from '../../src/facts/relate.ts';
import { sbomFacts } from '../../src/facts/sboms.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { pod } from '../compare/found.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

async function facts(files: Readonly<Record<string, Json | string>>, image: string): Promise<SbomFacts> {
  const contents = Object.entries(files).map(([path, value]): [string, string] => [
    path,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const tree = await folderTree(temporaryFolder(Object.fromEntries(contents)), { tracked: false, digests: 'stat' });
  const origin = { kind: 'plain', file: 'x.yaml', document: 0, item: [] } as const;
  const manifest: Manifest = { source: 'x.yaml', object: pod([{ name: 'a', image }]), origin };
  return sbomFacts(tree, textsOf(tree), [manifest]);
}

function cycloneDx(name: string, version?: string): Json {
  const component = { type: 'container', name, ...(version === undefined ? {} : { version }) };
  return { bomFormat: 'CycloneDX', metadata: { component } };
}

function spdx(name: string, versionInfo: string): Json {
  return { spdxVersion: 'SPDX-2.3', packages: [{ name, versionInfo, primaryPackagePurpose: 'CONTAINER' }] };
}

describe('an SBOM describes an image', () => {
  test.each<[string, Json, string]>([
    ['by its tag', cycloneDx('registry:5000/shop/web', '1.2'), 'registry:5000/shop/web:1.2'],
    ['by its digest', cycloneDx('shop/web', 'sha256:ab'), 'shop/web:1.2@sha256:ab'],
    ['by its name alone, where no version is given', cycloneDx('shop/web'), 'shop/web:1.2'],
    ['with the tag in the name', cycloneDx('shop/web:1.2'), 'shop/web:1.2'],
    ["under another of Docker Hub's names", cycloneDx('docker.io/library/nginx', '1.27'), 'nginx:1.27'],
    ['in SPDX', spdx('shop/web', '1.2'), 'shop/web:1.2'],
  ])('%s', async (_, sbom, image) => {
    expect(await facts({ 'sbom/web.json': sbom }, image)).toEqual({ kept: true, images: { [image]: true } });
  });

  test.each<[string, Json, string]>([
    ['another tag', cycloneDx('shop/web', '1.2'), 'shop/web:1.3'],
    ['another registry', cycloneDx('a/shop/web', '1.2'), 'b/shop/web:1.2'],
    ['a longer name', cycloneDx('shop/web'), 'shop/web-admin:1'],
  ])('but not %s', async (_, sbom, image) => {
    expect(await facts({ 'web.cdx.json': sbom }, image)).toEqual({ kept: true, images: {} });
  });
});

test.each<[string, Readonly<Record<string, Json | string>>]>([
  ['has no such file', {}],
  ['has one by that name that is none', { 'bom.json': '{"a": 1}', 'x.spdx.json': 'not JSON' }],
  ['has one of a library', { 'bom.json': { bomFormat: 'CycloneDX', metadata: { component: { type: 'library' } } } }],
])('a repository keeps no SBOMs when it %s', async (_, files) => {
  expect(await facts(files, 'nginx:1')).toEqual({ kept: false, images: {} });
});
