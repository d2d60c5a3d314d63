/** Sets a field with the smallest change of the text. */
import { type Json, type Path } from '../model/json.ts';
import { endOfBelongings } from './belongings.ts';
import { addFlowItem, addFlowPair } from './edit-flow.ts';
import { replaceValue } from './edit-replace.ts';
import { columnOf } from './layout.ts';
import type { ListSource, MapSource, SourceNode } from './source-tree.ts';
import type { EditRefusal, Splice } from './splice.ts';
import { itemLines, pairLines } from './write-value.ts';
import { slots, type Slot, type Written } from './written.ts';

/** Adds the field with missing parents, or replaces its value. */
export function setField(written: Written, path: Path, value: Json): Splice | EditRefusal {
  const way = slots(written, path);
  if ('why' in way) return way;
  const slot = way[way.length - 1] ?? way[0];
  const [part, ...rest] = path.slice(way.length - 1);
  if (part === undefined) return replaceValue(written, slot, value);
  const missing = nested(rest, value);
  if (missing === null) return { why: 'the list is too short' };
  return addEntry(written, slot, part, missing);
}

/** The value inside the missing parents of a path. Null where the path names a list item other than the first. */
function nested(path: Path, value: Json): Json | null {
  return path.reduceRight<Json | null>((inner, part) => {
    if (typeof part === 'number') return part === 0 ? [inner] : null;
    return { [part]: inner };
  }, value);
}

function addEntry(written: Written, slot: Slot, part: string | number, value: Json): Splice | EditRefusal {
  const { value: holder } = slot;
  if (typeof part === 'string') {
    if (isNothing(written, holder) || (holder.kind === 'map' && holder.pairs.length === 0)) {
      return replaceValue(written, slot, { [part]: value });
    }
    if (holder.kind !== 'map') return { why: `${JSON.stringify(part)} cannot be set because its parent is not a map` };
    return holder.flow ? addFlowPair(written, holder, part, value) : addBlockPair(written, holder, part, value);
  }
  if (isNothing(written, holder) || (holder.kind === 'list' && holder.items.length === 0)) {
    return part === 0 ? replaceValue(written, slot, [value]) : { why: 'the list is too short' };
  }
  if (holder.kind !== 'list') return { why: `item ${part} cannot be set because its parent is not a list` };
  if (part !== holder.items.length) return { why: 'the list is too short' };
  return holder.flow ? addFlowItem(written, holder, value) : addBlockItem(written, holder, value);
}

function isNothing(written: Written, node: SourceNode): boolean {
  if (node.kind === 'empty') return true;
  return (
    node.kind === 'scalar' &&
    node.style === 'plain' &&
    /^(?:~|null|Null|NULL)$/.test(written.text.slice(node.start, node.end))
  );
}

function addBlockPair(written: Written, map: MapSource, key: string, value: Json): Splice {
  const column = columnOf(written.text, map.start);
  return addLines(
    written,
    endOfBelongings(written.text, map.end, column),
    pairLines(key, value, column, written.layout),
  );
}

function addBlockItem(written: Written, list: ListSource, value: Json): Splice {
  const column = columnOf(written.text, list.start);
  return addLines(written, endOfBelongings(written.text, list.end, column), itemLines(value, column, written.layout));
}

/** New lines below the line that ends at `at`. */
function addLines({ layout }: Written, at: number, lines: readonly string[]): Splice {
  return { start: at, end: at, text: lines.map((line) => layout.eol + line).join('') };
}
