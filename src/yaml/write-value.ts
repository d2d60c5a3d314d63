/** Writes values as YAML text that every parser reads in the same way. */
import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json } from '../model/json.ts';
import type { Layout } from './layout.ts';
import { plainScalar } from './scalars.ts';

/**
 * Texts that can be plain in blocks and flow collections, in YAML 1.1 and 1.2, and that are not a number, boolean or
 * null.
 */
const PLAIN = /^[A-Za-z/_.][\w./@+-]*(?:[: ][\w./@+-]+)*$/;
const NUMBER_OR_DATE = /^[-+.\d]/;
/** Words that some YAML parser reads as boolean or null. */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A scalar on one line. `quote`: for texts that need or had quotes; null: quotes only where needed. */
export function scalarText(
  value: string | number | boolean | null,
  quote: "'" | '"' | null,
  fallback: "'" | '"',
): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = PLAIN.test(value) && !NUMBER_OR_DATE.test(value) && !WORD.test(value) && plainScalar(value) === value;
  if (quote === null && isPlain) return value;
  const isPrintable = /^[\x20-\x7e]*$/.test(value);
  return (quote ?? fallback) === "'" && isPrintable ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

/** How values are written inside flow collections. */
export type FlowStyle = 'yaml' | 'json' | 'tight-json';

/** A value on one line. */
export function flowText(value: Json, layout: Layout, style: FlowStyle): string {
  if (style === 'tight-json') return JSON.stringify(value);
  const inner = (item: Json): string => flowText(item, layout, style);
  const text = (one: string): string => (style === 'json' ? JSON.stringify(one) : scalarText(one, null, layout.quote));
  if (isJsonList(value)) return `[${value.map(inner).join(', ')}]`;
  if (!isJsonMap(value)) return typeof value === 'string' ? text(value) : String(value);
  const pairs = Object.entries(value).map(([key, item]) => `${text(key)}: ${inner(item)}`);
  return `{${pairs.join(', ')}}`;
}

/** JSON on several lines, as in a pretty-printed file. `indent`: the indentation of the line on which it begins. */
export function prettyJson(text: string, value: Json, indent: string, layout: Layout): string {
  const step = /^[ \t]+/m.exec(text)?.[0] ?? '  ';
  return JSON.stringify(value, null, step).replaceAll('\n', layout.eol + indent);
}

/** Whether the value is written on its own lines below its key. */
export function isBlock(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/**
 * Whether a text of several lines stays the same in a block: without blank lines, trailing blanks, tabs, or an indented
 * first line.
 */
function isLines(value: Json): value is string {
  return typeof value === 'string' && /^(?! )[\x20-\x7e]*\S(?:\n[\x20-\x7e]*[\x21-\x7e])+$/.test(value);
}

/** The lines of `key: value` or of its block, indented by `column`. */
export function pairLines(key: string, value: Json, column: number, layout: Layout): string[] {
  const head = `${' '.repeat(column)}${writtenKey(key, layout)}:`;
  if (isLines(value))
    return [`${head} |-`, ...value.split('\n').map((line) => ' '.repeat(column + layout.step) + line)];
  if (!isBlock(value)) return [`${head} ${flowText(value, layout, 'yaml')}`];
  return [head, ...blockLines(value, column + (isJsonList(value) ? layout.listStep : layout.step), layout)];
}

/** The lines of a map or list that is not empty, indented by `column`. */
export function blockLines(value: Json, column: number, layout: Layout): string[] {
  if (isJsonList(value)) return value.flatMap((item) => itemLines(item, column, layout));
  if (isJsonMap(value)) return Object.entries(value).flatMap(([key, item]) => pairLines(key, item, column, layout));
  return [' '.repeat(column) + flowText(value, layout, 'yaml')];
}

/** The lines of a list item whose dash is at `column`. */
export function itemLines(item: Json, column: number, layout: Layout): string[] {
  const dash = `${' '.repeat(column)}- `;
  if (!isBlock(item)) return [dash + flowText(item, layout, 'yaml')];
  const [first = '', ...rest] = blockLines(item, column + 2, layout);
  return [dash + first.slice(column + 2), ...rest];
}

export function writtenKey(key: string, layout: Layout): string {
  return scalarText(key, null, layout.quote);
}
