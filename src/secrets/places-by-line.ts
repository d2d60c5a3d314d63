import { type Range } from './ranges.ts';

/**
 * The values of Secrets in a text that is no YAML: a template, a broken document, or a document in a text block. Told by
 * the lines alone: `kind: Secret`, and `data:` or `stringData:` of the same indentation in the same map.
 */
export function rangesByLine(text: string): Range[] {
  if (!/kind["']?[ \t]*:[ \t]*["']?Secret\b/.test(text)) return [];
  const lines = keyLinesOf(text);
  const fields = new Set<number>();
  let steps = 0;
  for (const [index, line] of lines.entries()) {
    if (!/^["']?kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t\r]*(?:#.*)?$/.test(line.text)) continue;
    const around = mapAround(lines, index);
    for (const field of around.fields) fields.add(field);
    steps += around.steps;
    if (steps > MOST_STEPS) return [{ start: 0, end: text.length }];
  }
  return [...fields].flatMap((field) => valuesBelow(lines, field));
}

/** Lines looked at: more only where the same maps are told to be Secrets again and again. Then nothing is shown. */
const MOST_STEPS = 5_000_000;

export interface Line {
  readonly start: number;
  /** Of its first key: behind the dash. */
  readonly indent: number;
  /** Whether a dash stands before it. */
  readonly item: boolean;
  readonly text: string;
}

export function keyLinesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const lead = /^[ \t]*(?:-[ \t]+)*/.exec(line)?.[0] ?? '';
    const here = { start, indent: lead.length, item: lead.includes('-'), text: line.slice(lead.length) };
    start += line.length + 1;
    return here;
  });
}

/** Indexes of the `data` and `stringData` of the map that holds a line. */
function mapAround(lines: readonly Line[], index: number): { readonly fields: number[]; readonly steps: number } {
  const indent = lines[index]?.indent ?? 0;
  let last = index;
  while (last + 1 < lines.length && !begins(lines[last + 1], indent)) last += 1;
  let first = index;
  while (first > 0 && lines[first]?.item !== true && !endsBefore(lines[first - 1], indent)) first -= 1;
  const fields: number[] = [];
  for (let at = first; at <= last; at++) {
    const line = lines[at];
    if (line?.indent === indent && /^["']?(?:data|stringData)["']?[ \t]*:/.test(line.text)) fields.push(at);
  }
  return { fields, steps: last - first + 1 };
}

function begins(line: Line | undefined, indent: number): boolean {
  if (line === undefined || isBlank(line)) return false;
  return line.indent < indent || (line.item && line.indent <= indent) || line.text.startsWith('---');
}

function endsBefore(line: Line | undefined, indent: number): boolean {
  return line === undefined || line.text.startsWith('---') || (!isBlank(line) && line.indent < indent);
}

/** Nothing but actions of a template. */
export function isAction(text: string): boolean {
  return text.startsWith('{{') && text.replaceAll(/\{\{.*?\}\}/g, '').trim() === '';
}

/** Blank, a comment, or nothing but an action of a template. */
function isBlank({ text }: Line): boolean {
  return /^(?:\s*|#.*)$/.test(text) || isAction(text);
}

export function valuesBelow(lines: readonly Line[], field: number): Range[] {
  const head = lines[field];
  if (head === undefined) return [];
  const inline = head.text.slice(head.text.indexOf(':') + 1);
  const ranges: Range[] = [];
  const offset = head.start + head.indent + head.text.indexOf(':') + 1;
  if (/[^\s{}[\]|>-]/.test(inline.replaceAll(/\{\{.*?\}\}/g, '')))
    ranges.push({ start: offset, end: offset + inline.length });
  for (let at = field + 1; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined || (!isBlank(line) && line.indent <= head.indent)) break;
    for (const range of valueOf(line)) ranges.push(range);
  }
  return ranges;
}

/** Behind the key; the whole line where there is none. An action alone (`{{- range … }}`) is no value. */
export function valueOf({ start, indent, text }: Line): Range[] {
  if (isAction(text) || text.trim() === '') return [];
  const key =
    /^(?:"[^"]*"|'[^']*'|[^\s:#"']+)[ \t]*:(?=[ \t\r]|$)[ \t]*(?:[|>][+-]?\d*[ \t\r]*$)?/.exec(text)?.[0] ?? '';
  const value = text.slice(key.length);
  // A value that is an action alone says nothing of what it gives.
  if (/^["']?\{\{[^}]*\}\}["']?[ \t\r]*$/.test(value) && !/"[^"]{3,}"/.test(value)) return [];
  return [{ start: start + indent + key.length, end: start + indent + text.length }];
}
