/** Applies fixes to the source text: the smallest edits, in the file's own style; all other bytes stay. */
import { canonical } from '../foundation/json.ts';
import { type Json } from '../model/json.ts';
import { type FixOperation } from '../model/rule.ts';
import { applyOperations, refine } from './apply-operations.ts';
import { removeField } from './edit-remove.ts';
import { setField } from './edit-set.ts';
import { lineEdits, type LineEdit } from './line-edits.ts';
import { isRefusal, spliced, type EditRefusal, type Splice } from './splice.ts';
import { splitStream } from './stream.ts';
import { parseManifests } from './values.ts';
import { readWritten, slots, type Written } from './written.ts';

export type Edited =
  | { readonly kind: 'edited'; readonly text: string; readonly edits: readonly LineEdit[] }
  /** `why` is the end of a sentence that begins with "because". */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * The text after the operations on one document (index as in `YamlDocument`). The result is parsed again and verified:
 * the document's value is that of `applyOperations`; the text of all other documents is unchanged.
 */
export function editYaml(text: string, document: number, operations: readonly FixOperation[]): Edited {
  const chunk = splitStream(text)[document];
  const before = chunk === undefined ? null : readAlone(chunk.text);
  if (chunk === undefined || before === null) return refused('its YAML cannot be read');
  const wanted = applyOperations(before.value, operations);
  if (wanted === undefined) return refused(LEADS_NOWHERE);

  const edited = editDocument(chunk.text, before.value, operations);
  if (typeof edited !== 'string') return { kind: 'refused', ...edited };
  const after = readAlone(edited);
  const isWanted = after !== null && canonical(after.value) === canonical(wanted) && after.faults <= before.faults;
  if (!isWanted || edited.endsWith('\n') !== chunk.text.endsWith('\n')) return refused(CHANGES_MORE);

  const result = text.slice(0, chunk.offset) + edited + text.slice(chunk.offset + chunk.text.length);
  return { kind: 'edited', text: result, edits: lineEdits(chunk.text, edited, chunk.line) };
}

const LEADS_NOWHERE = 'a parent field is neither a map nor a list, or the list is too short';
const CHANGES_MORE = 'the text is written in a way that would change more than the field';

/** The value of a chunk with exactly one document; null otherwise. */
function readAlone(text: string): { readonly value: Json; readonly faults: number } | null {
  const { documents, faults } = parseManifests(text);
  const [document, another] = documents;
  return document === undefined || another !== undefined ? null : { value: document.value, faults: faults.length };
}

/** The document is parsed once for all parts that can be applied to the same text, and again for the next ones. */
function editDocument(text: string, value: Json, operations: readonly FixOperation[]): string | EditRefusal {
  let result = text;
  let parts = partsOf(value, operations);
  while (parts.length > 0) {
    const written = readWritten(result);
    if (written === null) return { why: 'its indentation cannot be followed safely' };
    const together = compatible(written, parts);
    const changes: Change[] = [];
    for (const part of together) {
      const change = changeOf(written, part);
      if (change === null) continue;
      if (isRefusal(change)) return change;
      changes.push({ ...change, depth: depthOf(written, part) });
    }
    result = splicedAll(result, changes);
    parts = parts.slice(together.length);
  }
  return result;
}

function partsOf(value: Json, operations: readonly FixOperation[]): readonly FixOperation[] {
  const parts: FixOperation[] = [];
  let now = value;
  for (const operation of operations) {
    for (const part of refine(now, operation)) parts.push(part);
    now = applyOperations(now, [operation]) ?? now;
  }
  return parts;
}

/**
 * The first part, and the following ones that are independent of it: each adds its own key to an existing block map
 * that is not empty, or replaces a scalar in one. Most fixes of one container are like this.
 */
function compatible(written: Written, parts: readonly FixOperation[]): readonly FixOperation[] {
  const touched = new Set<string>();
  for (const part of parts) {
    const entry = entryOf(written, part);
    if (entry === null || touched.has(entry)) break;
    touched.add(entry);
  }
  return parts.slice(0, Math.max(1, touched.size));
}

/**
 * The path of the only block map entry that a part changes: the one it adds, or whose scalar it replaces; else null.
 */
function entryOf(written: Written, part: FixOperation): string | null {
  const way = part.op === 'set' ? slots(written, part.path) : null;
  if (part.op !== 'set' || way === null || 'why' in way) return null;
  const last = way.at(-1);
  const isThere = way.length > part.path.length;
  if (isThere && !(isScalar(part.value) && last?.value.kind === 'scalar' && last.value.style !== 'block')) return null;
  const holder = isThere ? last?.holder : last?.value;
  if (holder?.kind !== 'map' || holder.flow || holder.pairs.length === 0) return null;
  return JSON.stringify(part.path.slice(0, way.length));
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object';
}

/** How many parts of the path exist. */
function depthOf(written: Written, { path }: FixOperation): number {
  const way = slots(written, path);
  return 'why' in way ? 0 : way.length;
}

function changeOf(written: Written, operation: FixOperation): Splice | EditRefusal | null {
  return operation.op === 'set'
    ? setField(written, operation.path, operation.value)
    : removeField(written, operation.path);
}

/**
 * Where a map ends with the last entry of its parent map, both get new lines at the same offset: the inner one first.
 */
interface Change extends Splice {
  readonly depth: number;
}

function splicedAll(text: string, changes: readonly Change[]): string {
  const fromTheEnd = changes.toReversed().sort((a, b) => b.start - a.start || a.depth - b.depth);
  return fromTheEnd.reduce(spliced, text);
}

function refused(why: string): Edited {
  return { kind: 'refused', why };
}
