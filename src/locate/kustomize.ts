import { writingOf } from '../build-writing.ts';
import { isMap } from '../json.ts';
import { type Manifest, type Origin, type Path, type Place } from '../model.ts';
import { type Texts } from '../texts.ts';
import { parseManifests } from '../yaml/values.ts';
import { type Open } from './locate.ts';

type BuildOrigin = Extract<Origin, { kind: 'kustomize' }>;

/** Where a built object's field was written: a patch, the resource's own file, or the kustomization that made it. */
export async function locateInBuild(
  texts: Texts,
  open: Open,
  manifest: Manifest,
  origin: BuildOrigin,
  path: Path,
): Promise<Place> {
  const writing = await writingOf(texts, manifest, origin, path);
  const place = writing === null ? null : await placeOf(texts, open, writing.file, writing.document, writing.way);
  return place ?? kustomizationPlace(texts, open, origin, path);
}

async function placeOf(texts: Texts, open: Open, file: string, document: number, path: Path): Promise<Place | null> {
  const text = await texts.of(file);
  const located = text.ok ? open(text.text).locate(document, path) : null;
  return located === null ? null : { kind: 'lines', file, first: located.first, last: located.last };
}

/** Fields of a kustomization by the fields of objects that they write. */
const transformerFields: Readonly<Record<string, string>> = {
  image: 'images',
  replicas: 'replicas',
  namespace: 'namespace',
};

async function kustomizationPlace(texts: Texts, open: Open, { configuredIn }: BuildOrigin, path: Path): Promise<Place> {
  const field = transformerFields[String(path.at(-1))];
  const text = await texts.of(configuredIn);
  const [document] = text.ok ? parseManifests(text.text).documents : [];
  if (field !== undefined && document !== undefined && isMap(document.value) && field in document.value) {
    const place = await placeOf(texts, open, configuredIn, document.index, [field]);
    if (place !== null) return place;
  }
  return {
    kind: 'file',
    file: configuredIn,
    why: 'the field is made by this kustomization, and no single line of it could be shown to write it',
  };
}
