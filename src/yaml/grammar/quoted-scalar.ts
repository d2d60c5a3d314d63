/** Scans single- and double-quoted scalars as libyaml does. */
import { isBlank, isBlankOrEnd, isBreak, isEnd, isHex, isSurrogate } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { foldedBreaks } from './folding.ts';
import { YamlSyntaxError } from './syntax-error.ts';
import { scalarToken, type Token } from './token.ts';

/** The cursor is at the opening quote. */
export function scanSingle(cursor: Cursor): Token {
  return scanQuoted(cursor, 'single');
}

/** The cursor is at the opening quote. */
export function scanDouble(cursor: Cursor): Token {
  return scanQuoted(cursor, 'double');
}

function scanQuoted(cursor: Cursor, style: 'single' | 'double'): Token {
  const start = cursor.at;
  const quote = style === 'single' ? SINGLE : DOUBLE;
  cursor.skip();
  let value = '';
  for (;;) {
    if (cursor.atMark('---') || cursor.atMark('...'))
      throw new YamlSyntaxError('found unexpected document indicator', cursor.at);
    if (isEnd(cursor.code())) throw new YamlSyntaxError('found unexpected end of stream', cursor.at);
    const { text, joined } = takeText(cursor, style);
    value += text;
    if (cursor.code() === quote) break;
    value += takeGap(cursor, joined);
  }
  cursor.skip();
  return scalarToken(style, start, cursor.at, value);
}

/**
 * The text up to a blank or the closing quote. `joined`: whether an escaped line break ended it, so that the next
 * line's blanks are dropped.
 */
function takeText(cursor: Cursor, style: 'single' | 'double'): { readonly text: string; readonly joined: boolean } {
  let text = '';
  let start = cursor.at;
  for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
    if (style === 'single' && code === SINGLE) {
      if (cursor.code(1) !== SINGLE) break;
      text += cursor.text.slice(start, cursor.at + 1);
      cursor.at += 2;
      start = cursor.at;
    } else if (style === 'double' && code === DOUBLE) {
      break;
    } else if (style === 'double' && code === BACKSLASH) {
      text += cursor.text.slice(start, cursor.at);
      if (isBreak(cursor.code(1))) {
        cursor.skip();
        cursor.takeBreak();
        return { text, joined: true };
      }
      text += takeEscape(cursor);
      start = cursor.at;
    } else if (isSurrogate(code)) cursor.skip();
    else cursor.at += 1;
  }
  return { text: text + cursor.text.slice(start, cursor.at), joined: false };
}

function takeGap(cursor: Cursor, joined: boolean): string {
  const start = cursor.at;
  cursor.skipWhile(isBlank);
  if (!joined && !isBreak(cursor.code())) return cursor.text.slice(start, cursor.at);
  const leading = joined ? '' : cursor.takeBreak();
  let trailing = '';
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBlank(code)) cursor.skip();
    else trailing += cursor.takeBreak();
  }
  return foldedBreaks(leading, trailing);
}

function takeEscape(cursor: Cursor): string {
  const letter = cursor.text.charAt(cursor.at + 1);
  const simple = ESCAPES.get(letter);
  const length = HEX_LENGTHS.get(letter);
  if (simple === undefined && length === undefined)
    throw new YamlSyntaxError('found unknown escape character', cursor.at);
  cursor.at += 2;
  return simple ?? takeHex(cursor, length ?? 0);
}

function takeHex(cursor: Cursor, length: number): string {
  for (let at = 0; at < length; at += 1) {
    if (!isHex(cursor.code(at))) throw new YamlSyntaxError('did not find expected hexdecimal number', cursor.at);
  }
  const value = Number.parseInt(cursor.text.slice(cursor.at, cursor.at + length), 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
    throw new YamlSyntaxError('found invalid Unicode character escape code', cursor.at);
  cursor.at += length;
  return String.fromCodePoint(value);
}

const SINGLE = 0x27;
const DOUBLE = 0x22;
const BACKSLASH = 0x5c;

/** Without `\/`, which JSON has but libyaml does not. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const HEX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
