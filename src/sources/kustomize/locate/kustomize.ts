/** Finds the place of a built object's field in a repository's files. */
import { writingOf } from './build-writing.ts';
import { at, isMap } from '../../../foundation/json.ts';
import { chartDocument, type ChartDocument } from '../chart-documents.ts';
import { fetchedChartFolder } from '../fetched-names.ts';
import { chartOfDocument, fileOfEntry, readIn } from '../chart-entries.ts';
import { type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type Origin } from '../../../model/source.ts';
import { type Place } from '../../../model/problem.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { takenAway } from '../writing/taken-away.ts';
import { earlyEntry, lateEntry } from '../writing/transformer-entries.ts';
import { type Writing } from '../writing/writing.ts';
import { textBlock } from '../../../yaml/text-block.ts';
import { type Open } from '../../locate/side.ts';
import { type LaidOver } from './laid-over.ts';

type BuildOrigin = Extract<Origin, { kind: 'kustomize' }>;

/**
 * The place of a built object's field: in a patch, in the resource's own file, or in the kustomization that sets it.
 * `laidOver`: the changes of the deployment, to which a value belongs that none of these has.
 */
export async function locateInBuild(
  texts: Texts,
  open: Open,
  manifest: Manifest,
  origin: BuildOrigin,
  path: Path,
  laidOver: LaidOver | null,
): Promise<Place> {
  const taken = await takenAway(texts, manifest, origin, path, laidOver?.patches);
  if (taken === null && laidOver !== null && isLaidOver(laidOver, manifest, origin, path)) return laidOver.declared;
  const writing = taken?.writing ?? (await writingOf(texts, manifest, origin, path, laidOver?.patches));
  if (laidOver !== null && writing?.isWhole === false)
    return (await transformerPlace(texts, open, origin, path)) ?? laidOver.declared;
  const place = writing === null ? null : await placeOfWriting(texts, open, writing);
  const chart = origin.file === null ? null : chartDocument(origin.file);
  if (place === null && chart !== null)
    return (await transformerPlace(texts, open, origin, path)) ?? chartPlace(texts, open, chart);
  return place ?? kustomizationPlace(texts, open, origin, path);
}

/**
 * Whether an image, label or other entry of the deployment writes the field, even to the value that it had. Entries of
 * the kustomization with the same name are then without effect.
 */
function isLaidOver({ fields }: LaidOver, manifest: Manifest, origin: BuildOrigin, path: Path): boolean {
  const field = { manifest, origin, path, final: at(manifest.object, path), isOwn: true };
  return (lateEntry(fields, field) ?? earlyEntry(fields, field)) !== null;
}

/** The line that names the chart; for a remote chart, its template. */
async function chartPlace(texts: Texts, open: Open, document: ChartDocument): Promise<Place> {
  const { kustomization, template } = document;
  const chart = await chartOfDocument(document, readIn(texts));
  const why = 'the chart that renders it was not found in the text';
  if (chart === null) return { kind: 'file', file: kustomization, why };
  const file = `${fetchedChartFolder(chart)}${template}`;
  if (chart.repository !== '' && (await texts.of(file)).ok)
    return { kind: 'file', file, why: 'lines of a chart that a kustomization renders are not traced' };
  const place = await placeOf(texts, open, fileOfEntry(kustomization, chart), chart.document, chart.path);
  return place ?? { kind: 'file', file: kustomization, why };
}

async function placeOf(texts: Texts, open: Open, file: string, document: number, path: Path): Promise<Place | null> {
  const text = await texts.of(file);
  const located = text.ok ? open(text.text).locate(document, path) : null;
  return located === null ? null : { kind: 'lines', file, first: located.first, last: located.last };
}

/** The line in the text block if the block spans lines of the file; else the block's key. */
async function placeOfWriting(
  texts: Texts,
  open: Open,
  { file, document, block, way }: Writing,
): Promise<Place | null> {
  if (block === null) return placeOf(texts, open, file, document, way);
  const source = await texts.parts(file);
  const lines = source === null ? null : textBlock(source, document, block);
  const located = lines === null ? null : open(lines.text).locate(0, way);
  if (lines === null || located === null) return placeOf(texts, open, file, document, block);
  const before = lines.first - 1;
  return { kind: 'lines', file, first: located.first + before, last: located.last + before };
}

/** Fields of a kustomization, by the fields of objects that they set. */
const transformerFields: Readonly<Record<string, string>> = {
  image: 'images',
  replicas: 'replicas',
  namespace: 'namespace',
};

async function kustomizationPlace(texts: Texts, open: Open, origin: BuildOrigin, path: Path): Promise<Place> {
  const place = await transformerPlace(texts, open, origin, path);
  const why = 'this kustomization sets the field, but no single line could be shown to set it';
  return place ?? { kind: 'file', file: origin.configuredIn, why };
}

/** The field of the kustomization whose transformer sets this field; null where there is none. */
async function transformerPlace(
  texts: Texts,
  open: Open,
  { configuredIn }: BuildOrigin,
  path: Path,
): Promise<Place | null> {
  const field = transformerFields[String(path.at(-1))];
  const text = await texts.of(configuredIn);
  const [document] = text.ok ? parseManifests(text.text).documents : [];
  if (field === undefined || document === undefined || !isMap(document.value) || !(field in document.value))
    return null;
  return placeOf(texts, open, configuredIn, document.index, [field]);
}
