/** Scans block scalars (| and >) as libyaml does. */
import { isBlank, isBreak, isBreakOrEnd, isDigit, isEnd } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { YamlSyntaxError } from './syntax-error.ts';
import { scalarToken, type Token } from './token.ts';

/** The cursor is at `|` or `>`; `parent` is the indentation of the block around it, -1 for none. */
export function scanBlockScalar(cursor: Cursor, style: 'literal' | 'folded', parent: number): Token {
  const start = cursor.at;
  cursor.skip();
  const { chomping, increment } = takeHeader(cursor);
  const lines = new BlockLines(cursor, parent, increment);
  let value = '';
  let leading = '';
  let wasBlank = false;
  let breaks = lines.takeBreaks();
  while (cursor.column === lines.indent && !isEnd(cursor.code())) {
    const blank = isBlank(cursor.code());
    const folds = style === 'folded' && leading === '\n' && !wasBlank && !blank;
    value += folds ? (breaks === '' ? ' ' : breaks) : leading + breaks;
    wasBlank = blank;
    value += cursor.takeUntil(isBreakOrEnd);
    leading = cursor.takeBreak();
    breaks = lines.takeBreaks();
  }
  if (chomping !== '-') value += leading;
  if (chomping === '+') value += breaks;
  return scalarToken(style, start, lines.end, value);
}

interface Header {
  readonly chomping: string;
  readonly increment: number;
}

function takeHeader(cursor: Cursor): Header {
  let chomping = takeChomping(cursor);
  const increment = takeIncrement(cursor);
  if (chomping === '' && increment > 0) chomping = takeChomping(cursor);
  cursor.skipWhile(isBlank);
  if (cursor.code() === HASH) cursor.takeUntil(isBreakOrEnd);
  if (!isBreakOrEnd(cursor.code())) throw new YamlSyntaxError('did not find expected comment or line break', cursor.at);
  cursor.takeBreak();
  return { chomping, increment };
}

function takeChomping(cursor: Cursor): string {
  const char = cursor.char();
  if (char !== '+' && char !== '-') return '';
  cursor.skip();
  return char;
}

function takeIncrement(cursor: Cursor): number {
  if (!isDigit(cursor.code())) return 0;
  if (cursor.char() === '0') throw new YamlSyntaxError('found an indentation indicator equal to 0', cursor.at);
  const increment = Number(cursor.char());
  cursor.skip();
  return increment;
}

/** The indentation of a block scalar: from its header, or from its first line. */
class BlockLines {
  indent: number;
  /** Offset behind the last break. */
  end: number;
  private readonly cursor: Cursor;
  private readonly parent: number;

  constructor(cursor: Cursor, parent: number, increment: number) {
    this.cursor = cursor;
    this.parent = parent;
    this.indent = increment === 0 ? 0 : Math.max(parent, 0) + increment;
    this.end = cursor.at;
  }

  /** Reads empty lines, and the indentation of the next line that is not empty. */
  takeBreaks(): string {
    const { cursor } = this;
    let breaks = '';
    let deepest = 0;
    this.end = cursor.at;
    for (;;) {
      while (this.isIndentation() && cursor.code() === SPACE) cursor.at += 1;
      deepest = Math.max(deepest, cursor.column);
      if (this.isIndentation() && cursor.code() === TAB)
        throw new YamlSyntaxError('found a tab character where an indentation space is expected', cursor.at);
      if (!isBreak(cursor.code())) break;
      breaks += cursor.takeBreak();
      this.end = cursor.at;
    }
    if (this.indent === 0) this.indent = Math.max(deepest, this.parent + 1, 1);
    return breaks;
  }

  private isIndentation(): boolean {
    return this.indent === 0 || this.cursor.column < this.indent;
  }
}

const TAB = 0x09;
const SPACE = 0x20;
const HASH = 0x23;
