/** Scans plain scalars as libyaml does. */
import { isBlank, isBlankOrEnd, isBreak } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { foldedBreaks } from './folding.ts';
import { YamlSyntaxError } from './syntax-error.ts';
import { scalarToken, type Token } from './token.ts';

export interface PlainScalar {
  readonly token: Token;
  /** Whether it ends at the beginning of a later line, where a key is allowed. */
  readonly endsLine: boolean;
}

/** Lines of a plain scalar are indented by at least `indent`; in flow collections, indentation is ignored. */
export function scanPlainScalar(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const start = cursor.at;
  let end = start;
  let value = '';
  let between = '';
  let endsLine = false;
  while (!cursor.atMark('---') && !cursor.atMark('...') && cursor.code() !== HASH) {
    const words = takeWords(cursor, inFlow);
    if (words !== '') {
      value += between + words;
      end = cursor.at;
      between = '';
      endsLine = false;
    }
    if (!isBlankOrEnd(cursor.code()) || cursor.code() === 0) break;
    const gap = takeGap(cursor, indent);
    between = gap.text;
    endsLine = gap.hasBreak;
    if (!inFlow && cursor.column < indent) break;
  }
  return { token: scalarToken('plain', start, end, value), endsLine };
}

/** The text up to a blank or the end of the scalar. */
function takeWords(cursor: Cursor, inFlow: boolean): string {
  const start = cursor.at;
  for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
    if (code === COLON && isBlankOrEnd(cursor.code(1))) break;
    if (inFlow && isFlowIndicator(code)) break;
    cursor.skip();
  }
  return cursor.text.slice(start, cursor.at);
}

function takeGap(cursor: Cursor, indent: number): { readonly text: string; readonly hasBreak: boolean } {
  const from = cursor.at;
  cursor.skipWhile(isBlank);
  if (!isBreak(cursor.code())) return { text: cursor.text.slice(from, cursor.at), hasBreak: false };
  const leading = cursor.takeBreak();
  let trailing = '';
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (code === TAB && cursor.column < indent)
      throw new YamlSyntaxError('found a tab character that violates indentation', cursor.at);
    if (isBlank(code)) cursor.skip();
    else trailing += cursor.takeBreak();
  }
  return { text: foldedBreaks(leading, trailing), hasBreak: true };
}

/** Without the colon: `{key:,}` has the key `key:`. */
function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x3f || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

const TAB = 0x09;
const HASH = 0x23;
const COLON = 0x3a;
