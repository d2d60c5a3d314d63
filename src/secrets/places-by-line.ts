/** Finds values of Secrets in texts that are not YAML, line by line. */
import { type Range } from './ranges.ts';

/**
 * The values of Secrets in a text that is not YAML: a template, a broken document, or a document in a text block. Found
 * by lines only: `kind: Secret`, and `data:` or `stringData:` with the same indentation in the same map.
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

/**
 * Maximum number of lines that are examined. It is only exceeded if the same maps are marked as Secrets over and over;
 * then the whole text is masked.
 */
const MOST_STEPS = 5_000_000;

export interface Line {
  readonly start: number;
  /** Indentation of its first key, behind the dash. */
  readonly indent: number;
  /** Whether the line begins with a dash. */
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

/** Indexes of the `data` and `stringData` lines of the map that contains a line. */
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

/** Whether there are only template actions. */
export function isAction(text: string): boolean {
  return text.startsWith('{{') && text.replaceAll(/\{\{.*?\}\}/g, '').trim() === '';
}

/** Blank, a comment, or only template actions. */
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

/** The text behind the key; the whole line without one. A line of actions only (`{{- range … }}`) has no value. */
export function valueOf({ start, indent, text }: Line): Range[] {
  if (isAction(text) || text.trim() === '') return [];
  const key =
    /^(?:"[^"]*"|'[^']*'|[^\s:#"']+)[ \t]*:(?=[ \t\r]|$)[ \t]*(?:[|>][+-]?\d*[ \t\r]*$)?/.exec(text)?.[0] ?? '';
  const value = text.slice(key.length);
  // A value that is only an action does not show what it prints.
  if (/^["']?\{\{[^}]*\}\}["']?[ \t\r]*$/.test(value) && !/"[^"]{3,}"/.test(value)) return [];
  return [{ start: start + indent + key.length, end: start + indent + text.length }];
}
