/** Replaces an existing value: keeps its quotes, its anchor and the comment behind it. */
import { isJsonList } from '../foundation/json.ts';
import { type Json } from '../model/json.ts';
import { endOfBelongings } from './belongings.ts';
import { flowStyleAt } from './edit-flow.ts';
import { columnOf, lineEndOf, lineStartOf } from './layout.ts';
import type { ScalarSource, SourceNode } from './source-tree.ts';
import type { EditRefusal, Splice } from './splice.ts';
import { blockLines, flowText, isBlock, itemLines, prettyJson, scalarText } from './write-value.ts';
import type { Slot, Written } from './written.ts';

export function replaceValue(written: Written, slot: Slot, value: Json): Splice | EditRefusal {
  const { value: node } = slot;
  if (written.shared.has(node)) return { why: `the value is shared through an anchor (&${node.anchor ?? ''})` };
  if (slot.inFlow || written.json) return replaceInFlow(written, slot, value);
  if (node.kind === 'scalar' && node.style !== 'block' && !isBlock(value)) return replaceScalar(written, node, value);
  if (slot.entry === null) return replaceRoot(written, node, value);
  return 'colon' in slot.entry
    ? replacePairValue(written, slot, slot.entry.start, value)
    : replaceItem(written, slot, slot.entry.start, value);
}

function replaceScalar({ text, layout }: Written, node: ScalarSource, value: Json): Splice {
  const { start, end, style } = node;
  const quote = style === 'single' ? "'" : style === 'double' ? '"' : null;
  const isScalar = typeof value !== 'object' || value === null;
  const written = isScalar ? scalarText(value, quote, layout.quote) : flowText(value, layout, 'yaml');
  return node.tag === null ? { start, end, text: written } : { start: tagStart(text, start), end, text: written };
}

/** The start of a value with its tag, which is replaced too. */
function tagStart(text: string, valueStart: number): number {
  const at = text.lastIndexOf('!', valueStart - 1);
  return text[at - 1] === '!' ? at - 1 : at;
}

function replaceInFlow(written: Written, slot: Slot, value: Json): Splice {
  const { text, layout } = written;
  const { start, end, kind } = slot.value;
  const at = slot.entry?.start ?? start;
  const style = flowStyleAt(written, at, null);
  const indent = /^\s*/.exec(text.slice(lineStartOf(text, at)))?.[0] ?? '';
  const isPretty = style === 'json' && isBlock(value) && text.trimEnd().includes('\n');
  const replacement = isPretty ? prettyJson(text, value, indent, layout) : flowText(value, layout, style);
  return { start, end, text: kind === 'empty' ? ` ${replacement}` : replacement };
}

function replaceRoot(written: Written, node: SourceNode, value: Json): Splice {
  const { text, layout } = written;
  const lines = isBlock(value) ? blockLines(value, 0, layout) : [flowText(value, layout, 'yaml')];
  return {
    start: node.start,
    end: node.kind === 'scalar' ? lineEndOf(text, node.end) : node.end,
    text: lines.join(layout.eol),
  };
}

/** Replaces `key: value` where one of both values takes lines of its own. A comment behind the key stays. */
function replacePairValue(
  written: Written,
  { value: node, entry }: Slot,
  keyStart: number,
  value: Json,
): Splice | EditRefusal {
  const { text, layout } = written;
  if (entry === null || !('colon' in entry) || entry.colon === null) return { why: 'the key has no colon' };
  const column = columnOf(text, keyStart);
  const old = stretchBehindColon(text, entry.colon, node, column);
  if (!isBlock(value)) return inlineValue(text, entry.colon, old, flowText(value, layout, 'yaml'));
  const lines = blockLines(value, column + (isJsonList(value) ? layout.listStep : layout.step), layout);
  return { start: old.start, end: old.end, text: old.behind + lines.map((line) => layout.eol + line).join('') };
}

/** The part of the text that is replaced with the value, and the comment `behind` it, which stays. */
interface OldValue {
  readonly start: number;
  readonly end: number;
  readonly behind: string;
}

function stretchBehindColon(text: string, colon: number, node: SourceNode, column: number): OldValue {
  const isBelow = lineStartOf(text, node.start) > colon;
  if (isBelow) return { start: lineEndOf(text, colon), end: endOfBelongings(text, node.end, column), behind: '' };
  const end = lineEndOf(text, node.end);
  const isText = node.kind === 'scalar' && node.style === 'block';
  return {
    start: text.slice(0, node.start).trimEnd().length,
    end,
    behind: isText ? '' : text.slice(node.end, end).trimEnd(),
  };
}

/** Writes the value directly behind its colon or anchor, before a comment there. */
function inlineValue(text: string, colon: number, { start, end, behind }: OldValue, value: string): Splice {
  const comment = /(?:^|\s)#/.exec(text.slice(colon + 1, start));
  const at = comment === null ? start : colon + 1 + comment.index;
  return { start: at, end, text: ` ${value}${text.slice(at, start)}${behind}` };
}

function replaceItem(written: Written, slot: Slot, dash: number, value: Json): Splice {
  const { text, layout } = written;
  const { value: node } = slot;
  const column = columnOf(text, dash);
  const [first = '', ...rest] = itemLines(value, column, layout);
  const lines = [first.slice(column), ...rest].join(layout.eol);
  return { start: dash, end: node.kind === 'empty' ? dash + 1 : node.end, text: lines };
}
