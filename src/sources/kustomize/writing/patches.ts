import { posix } from 'node:path';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type KustomizeSource } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { type Document, documentsOf, type KustomizationDocument } from './kustomization.ts';

/** A document of a patch: an object's part, or a list of JSON patch operations. */
export interface Patch {
  readonly file: string;
  /** Of the file. */
  readonly document: number;
  /** The way to the text block in that document, of a patch that is written inline. */
  readonly block: Path | null;
  /** The way in that block, where the patch is a text inside of it: its own lines can't be told then, nor edited. */
  readonly shownAt?: Path;
  readonly value: Json;
  /** What it is for; null: for the object that it names itself. */
  readonly target: JsonObject | null;
}

type Field = 'patches' | 'patchesStrategicMerge' | 'patchesJson6902';

/** The patches of a field of a kustomization, in the order in which they are applied. */
export async function patchesIn(texts: Texts, kustomization: KustomizationDocument, field: Field): Promise<Patch[]> {
  const entries = kustomization.fields[field];
  const read = (isJsonList(entries) ? entries : []).map((entry, index) =>
    patchesOf(texts, kustomization, entry, [field, index]),
  );
  return (await Promise.all(read)).flat();
}

async function patchesOf(
  texts: Texts,
  kustomization: KustomizationDocument,
  entry: Json,
  path: Path,
): Promise<Patch[]> {
  const folder = posix.dirname(kustomization.file);
  if (typeof entry === 'string') {
    return entry.includes('\n')
      ? inline(texts, kustomization, entry, path, null)
      : patchesInFile(texts, folder, entry, null);
  }
  if (!isJsonMap(entry)) return [];
  const selector = entry['target'];
  const target = isJsonMap(selector) ? selector : null;
  const { path: file, patch: text } = entry;
  if (typeof file === 'string') return patchesInFile(texts, folder, file, target);
  return typeof text === 'string' ? inline(texts, kustomization, text, [...path, 'patch'], target) : [];
}

/** The inline patches that a deployment lays over a kustomization. */
export function patchesOver(texts: Texts, { overrides, patchesAt = [] }: KustomizeSource): Patch[] {
  const entries = overrides['patches'];
  return (isJsonList(entries) ? entries : []).flatMap((entry, index) => {
    const written = patchesAt[index];
    if (written === undefined || !isJsonMap(entry) || typeof entry['patch'] !== 'string') return [];
    const target = isJsonMap(entry['target']) ? entry['target'] : null;
    return inline(texts, written, entry['patch'], [...written.path, 'patch'], target);
  });
}

/** The patches of a file that a kustomization in a folder names. */
export async function patchesInFile(
  texts: Texts,
  folder: string,
  entry: string,
  target: Patch['target'],
): Promise<Patch[]> {
  const at = entry.includes('://') ? entry : posix.normalize(posix.join(folder, entry));
  const documents: Document[] = await documentsOf(texts, at);
  return documents.map((document) => ({ ...document, block: null, target }));
}

/** Of an inline patch with several documents, lines of the first only can be told by the way into its block. */
function inline(
  texts: Texts,
  { file, document }: Pick<KustomizationDocument, 'file' | 'document'>,
  text: string,
  block: Path,
  target: Patch['target'],
): Patch[] {
  const [first] = texts.inline(text);
  return first?.index !== 0 ? [] : [{ file, document, block, value: first.value, target }];
}
