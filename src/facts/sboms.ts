/** The family `sbom`: which images an SBOM in the repository describes. It answers for the whole repository. */
import { imageReference } from '../foundation/kubernetes/image-reference.ts';
import { posix } from 'node:path';
import { at, isJsonList, isMap, list } from '../foundation/json.ts';
import { type Json } from '../model/json.ts';
import { type Manifest } from '../model/manifest.ts';
import { type Tree } from '../model/tree.ts';
import { type Texts } from '../snapshot/texts.ts';

export interface SbomFacts {
  /** Whether the repository has SBOMs of images at all. */
  readonly kept: boolean;
  /** Image references that an SBOM describes, as workloads write them. */
  readonly images: Readonly<Record<string, true>>;
}

/** File names of CycloneDX and SPDX documents; both projects recommend these endings. */
const sbomName = /(\.cdx\.json|\.spdx\.json|(^|\/)bom\.json|(^|\/)sboms?\/[^/].*\.json)$/;

/** Whether the tree has an SBOM of an image. */
export async function keepsSboms(tree: Tree, texts: Texts): Promise<boolean> {
  return (await sbomFacts(tree, texts, [])).kept;
}

/** Which of the manifests' images an SBOM file of the repository describes. */
export async function sbomFacts(tree: Tree, texts: Texts, manifests: readonly Manifest[]): Promise<SbomFacts> {
  const described: Described[] = [];
  // A file that is too large is not read, and describes nothing.
  for (const path of [...tree.files.keys()].filter((name) => sbomName.test(name))) {
    const text = await texts.of(path);
    for (const each of text.ok ? describedBy(path, text.text) : []) described.push(each);
  }
  const images = new Set(described.length === 0 ? [] : manifests.flatMap(({ object }) => imagesIn(object)));
  const covered = [...images].filter((image) => described.some((subject) => covers(subject, image)));
  return {
    kept: described.length > 0,
    images: Object.fromEntries(covered.sort().map((image) => [image, true as const])),
  };
}

/** The subject of an SBOM: an image's name and, where given, its version or digest. */
interface Described {
  readonly name: string;
  readonly version: string | null;
}

function describedBy(path: string, text: string): Described[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return []; // a file that only has the name of an SBOM describes nothing
  }
  if (!isMap(value)) return [];
  if (value['bomFormat'] === 'CycloneDX') return cycloneDx(value);
  if (typeof value['spdxVersion'] === 'string') return spdx(value, path);
  return [];
}

/** CycloneDX: metadata.component of type container, https://cyclonedx.org/docs/1.6/json/. */
function cycloneDx(value: Readonly<Record<string, unknown>>): Described[] {
  const metadata = value['metadata'];
  const component = isMap(metadata) ? metadata['component'] : undefined;
  if (!isMap(component) || component['type'] !== 'container') return [];
  return subject(component['name'], component['version']);
}

/** SPDX 2: the packages that the document describes; for images syft and trivy use primaryPackagePurpose CONTAINER. */
function spdx(value: Readonly<Record<string, unknown>>, path: string): Described[] {
  const packages = list(value['packages']).filter(isMap);
  const containers = packages.filter((entry) => entry['primaryPackagePurpose'] === 'CONTAINER');
  if (containers.length > 0) return containers.flatMap((entry) => subject(entry['name'], entry['versionInfo']));
  const describes = new Set(list(value['documentDescribes']));
  const named = packages.filter((entry) => describes.has(entry['SPDXID']) && posix.basename(path).includes('image'));
  return named.flatMap((entry) => subject(entry['name'], entry['versionInfo']));
}

function subject(name: unknown, version: unknown): Described[] {
  if (typeof name !== 'string' || name === '') return [];
  const written = imageReference(name);
  return [
    { name: normal(written.name), version: typeof version === 'string' && version !== '' ? version : written.tag },
  ];
}

function covers(described: Described, image: string): boolean {
  const { name, tag, digest } = imageReference(image);
  if (normal(name) !== described.name) return false;
  return described.version === null || described.version === tag || described.version === digest;
}

/** One spelling for Docker Hub's names: `nginx`, `library/nginx` and `docker.io/library/nginx` are the same. */
function normal(name: string): string {
  return name.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '');
}

function imagesIn(value: Json): string[] {
  if (isJsonList(value)) return value.flatMap(imagesIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = at(value, ['image']);
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(imagesIn)];
}
