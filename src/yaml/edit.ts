/** Fixes as edits of the source text: the smallest, in the file's own style, with every other byte as it was. */
import { canonical } from '../json.ts';
import type { FixOperation, Json } from '../model.ts';
import { applyOperations, refine } from './apply-operations.ts';
import { removeField } from './edit-remove.ts';
import { setField } from './edit-set.ts';
import { lineEdits, type LineEdit } from './line-edits.ts';
import { isRefusal, spliced, type Refusal } from './splice.ts';
import { splitStream } from './stream.ts';
import { parseManifests } from './values.ts';
import { readWritten } from './written.ts';

export type Edited =
  | { readonly kind: 'edited'; readonly text: string; readonly edits: readonly LineEdit[] }
  /** `why` reads well behind "because". */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * The text after the operations on the document with that index (as in `YamlDocument`). What is returned was parsed
 * again: the document's value is what `applyOperations` says; all other documents are as before, since their text is.
 */
export function editYaml(text: string, document: number, operations: readonly FixOperation[]): Edited {
  const chunk = splitStream(text)[document];
  const before = chunk === undefined ? null : readAlone(chunk.text);
  if (chunk === undefined || before === null) return refused('the document cannot be read');
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

const LEADS_NOWHERE = 'the way leads through a value that is no map or list, or beyond the end of a list';
const CHANGES_MORE = 'the edit would change more than what was asked for';

/** The value of a chunk, which must be one document and stay one. */
function readAlone(text: string): { readonly value: Json; readonly faults: number } | null {
  const { documents, faults } = parseManifests(text);
  const [document, another] = documents;
  return document === undefined || another !== undefined ? null : { value: document.value, faults: faults.length };
}

function editDocument(text: string, value: Json, operations: readonly FixOperation[]): string | Refusal {
  let result = text;
  let now = value;
  for (const operation of operations) {
    for (const part of refine(now, operation)) {
      const edited = editOnce(result, part);
      if (typeof edited !== 'string') return edited;
      result = edited;
    }
    now = applyOperations(now, [operation]) ?? now;
  }
  return result;
}

function editOnce(text: string, operation: FixOperation): string | Refusal {
  const written = readWritten(text);
  if (written === null) return { why: 'the text is indented in a way that cannot be edited safely' };
  const change =
    operation.op === 'set' ? setField(written, operation.path, operation.value) : removeField(written, operation.path);
  if (change === null) return text;
  return isRefusal(change) ? change : spliced(text, change);
}

function refused(why: string): Edited {
  return { kind: 'refused', why };
}
