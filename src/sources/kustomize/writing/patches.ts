/** Reads the patches of a kustomization's fields and of a deployment. */
import { posix } from 'node:path';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type KustomizeSource } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { type Document, documentsOf, type KustomizationDocument } from './kustomization.ts';

/** A document of a patch: a part of an object, or a list of JSON patch operations. */
export interface Patch {
  readonly file: string;
  /** The document's index in the file. */
  readonly document: number;
  /** For an inline patch: the path of its text block in that document. */
  readonly block: Path | null;
  /**
   * The path in that block, where the patch is a text inside of it. Its own lines are then not known, and it is not
   * edited.
   */
  readonly shownAt?: Path;
  readonly value: Json;
  /** The selector of its objects; null: the object that the patch names itself. */
  readonly target: JsonObject | null;
}

type Field = 'patches' | 'patchesStrategicMerge' | 'patchesJson6902';

/** The patches in a field of a kustomization, in order of application. */
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

/** The inline patches that a deployment adds to a kustomization. */
export function patchesOver(texts: Texts, { overrides, patchesAt = [] }: KustomizeSource): Patch[] {
  const entries = overrides['patches'];
  return (isJsonList(entries) ? entries : []).flatMap((entry, index) => {
    const written = patchesAt[index];
    if (written === undefined || !isJsonMap(entry) || typeof entry['patch'] !== 'string') return [];
    const target = isJsonMap(entry['target']) ? entry['target'] : null;
    return inline(texts, written, entry['patch'], [...written.path, 'patch'], target);
  });
}

/** The patches in a file that a kustomization of a folder names. */
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

/** Of an inline patch with several documents only the first is read: only its lines can be found in the block. */
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
