/** Adds to flow collections: on the same line, or on a new line where each entry has its own. */
import { type Json } from '../model/json.ts';
import { lineEndOf, lineStartOf } from './layout.ts';
import type { ListSource, MapSource } from './source-tree.ts';
import type { Splice } from './splice.ts';
import { flowText, writtenKey, prettyJson, type FlowStyle } from './write-value.ts';
import type { Written } from './written.ts';

/** `map` has at least one pair. */
export function addFlowPair(written: Written, map: MapSource, key: string, value: Json): Splice {
  const { text, layout } = written;
  const last = map.pairs.at(-1);
  const style = flowStyleAt(written, last?.start ?? map.start, last?.colon ?? null);
  const name = style === 'yaml' ? writtenKey(key, layout) : JSON.stringify(key);
  const colon = style === 'tight-json' ? ':' : ': ';
  return addEntry(written, last, style, (indent) => `${name}${colon}${entryText(text, written, value, style, indent)}`);
}

/** `list` has at least one item. */
export function addFlowItem(written: Written, list: ListSource, value: Json): Splice {
  const last = list.items.at(-1);
  const style = flowStyleAt(written, last?.start ?? list.start, null);
  return addEntry(written, last, style, (indent) => entryText(written.text, written, value, style, indent));
}

/**
 * JSON style where the document or the neighbouring entry is quoted like JSON; tight where no space follows the colons.
 */
export function flowStyleAt({ text, json }: Written, start: number, colon: number | null): FlowStyle {
  if (!json && text[start] !== '"') return 'yaml';
  if (colon !== null) return /\s/.test(text[colon + 1] ?? '') ? 'json' : 'tight-json';
  return /[:,]\s/.test(text) ? 'json' : 'tight-json';
}

interface Entry {
  readonly start: number;
  readonly value: { readonly end: number };
}

/** `write` gets the entry's indentation if it is on a line of its own. */
function addEntry(
  { text, layout }: Written,
  last: Entry | undefined,
  style: FlowStyle,
  write: (indent: string | null) => string,
): Splice {
  const { start, end } = { start: last?.start ?? 0, end: last?.value.end ?? 0 };
  const comma = /^\s*,/.exec(text.slice(end))?.[0] ?? '';
  const behind = text.slice(end + comma.length, lineEndOf(text, end + comma.length));
  const indent = text.slice(lineStartOf(text, start), start);
  const trailing = comma === '' ? '' : ',';
  if (indent.trim() === '' && /^\s*(?:#.*)?$/.test(behind)) {
    const added = `,${behind}${layout.eol}${indent}${write(indent)}${trailing}`;
    return { start: end, end: end + comma.length + behind.length, text: added };
  }
  const space = style === 'tight-json' ? '' : ' ';
  return { start: end, end: end + comma.length, text: `,${space}${write(null)}${trailing}` };
}

function entryText(text: string, { layout }: Written, value: Json, style: FlowStyle, indent: string | null): string {
  const isPretty = style === 'json' && indent !== null;
  return isPretty ? prettyJson(text, value, indent, layout) : flowText(value, layout, style);
}
