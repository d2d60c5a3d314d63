/** Removes a field with the smallest change of the text. */
import { type Path } from '../model/json.ts';
import { endOfBelongings } from './belongings.ts';
import { setField } from './edit-set.ts';
import { columnOf, lineEndOf, lineStartOf } from './layout.ts';
import type { SourceNode } from './source-tree.ts';
import type { EditRefusal, Splice } from './splice.ts';
import { slots, type Slot, type Written } from './written.ts';

/**
 * Null where there is nothing to remove. Removing the last entry leaves `{}` or `[]`, since the parent is not to be
 * removed.
 */
export function removeField(written: Written, path: Path): Splice | EditRefusal | null {
  const way = slots(written, path);
  if ('why' in way) return way;
  const slot = way[path.length];
  if (slot === undefined) return null;
  if (slot.entry === null || slot.holder === null) return { why: 'the fix would remove the whole document' };
  if (written.shared.has(slot.value))
    return { why: `the value is shared through an anchor (&${slot.value.anchor ?? ''})` };
  const entries = entriesOf(slot.holder);
  if (entries.length === 1) return setField(written, path.slice(0, -1), slot.holder.kind === 'map' ? {} : []);
  const at = entries.findIndex(({ start }) => start === slot.entry?.start);
  const neighbours = { before: entries[at - 1], after: entries[at + 1] };
  return slot.inFlow
    ? removeFromFlow(slot.entry, neighbours)
    : removeLines(written, slot, slot.entry, neighbours.after);
}

interface Entry {
  readonly start: number;
  readonly value: SourceNode;
}

function entriesOf(node: SourceNode): readonly Entry[] {
  return node.kind === 'map' ? node.pairs : node.kind === 'list' ? node.items : [];
}

/** Removes the comma too: the one before the entry, or the one behind the first entry. */
function removeFromFlow(
  entry: Entry,
  { before, after }: { before: Entry | undefined; after: Entry | undefined },
): Splice {
  if (before !== undefined) return { start: before.value.end, end: entry.value.end, text: '' };
  return { start: entry.start, end: after?.start ?? entry.value.end, text: '' };
}

function removeLines({ text }: Written, slot: Slot, entry: Entry, after: Entry | undefined): Splice | EditRefusal {
  const end = endOfBelongings(text, slot.value.end, columnOf(text, entry.start));
  const lineStart = lineStartOf(text, entry.start);
  if (text.slice(lineStart, entry.start).trim() === '') return wholeLines(text, lineStart, end);
  // The entry is on the line of its list item's dash, so the next entry takes its place.
  if (after === undefined) return { why: 'the field shares its line with another' };
  const between = text.slice(end, after.start);
  return between.trim() === ''
    ? { start: entry.start, end: after.start, text: '' }
    : { why: 'there is a comment between the fields' };
}

/** Whole lines with their line break; at the end of a text without a final break, with the break before them. */
function wholeLines(text: string, start: number, end: number): Splice {
  const next = text.indexOf('\n', end);
  if (next !== -1) return { start, end: next + 1, text: '' };
  return { start: start === 0 ? 0 : lineEndOf(text, start - 1), end, text: '' };
}
