/** Scans anchors, aliases, tags and directives as libyaml does. */
import { isBlank, isBlankOrEnd, isBreakOrEnd, isDigit, isWord } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { YamlSyntaxError } from './syntax-error.ts';
import { token, type Token } from './token.ts';

/** The cursor is at `&`. */
export function scanAnchor(cursor: Cursor): Token {
  return scanName(cursor, 'anchor');
}

/** The cursor is at `*`. */
export function scanAlias(cursor: Cursor): Token {
  return scanName(cursor, 'alias');
}

function scanName(cursor: Cursor, type: 'anchor' | 'alias'): Token {
  const start = cursor.at;
  cursor.skip();
  const name = cursor.takeUntil(isNoWord);
  if (name === '' || !(isBlankOrEnd(cursor.code()) || '?:,]}%@`'.includes(cursor.char())))
    throw new YamlSyntaxError('did not find expected alphabetic or numeric character', cursor.at);
  return token(type, start, cursor.at, name);
}

/** The cursor is at `!`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.at;
  const { handle, suffix } = cursor.code(1) === LESS ? takeVerbatim(cursor) : takeShorthand(cursor);
  if (!isBlankOrEnd(cursor.code()))
    throw new YamlSyntaxError('did not find expected whitespace or line break', cursor.at);
  return token('tag', start, cursor.at, handle, suffix);
}

interface Tag {
  readonly handle: string;
  readonly suffix: string;
}

function takeVerbatim(cursor: Cursor): Tag {
  cursor.at += 2;
  const suffix = takeUri(cursor, '');
  if (cursor.code() !== GREATER) throw new YamlSyntaxError("did not find the expected '>'", cursor.at);
  cursor.skip();
  return { handle: '', suffix };
}

function takeShorthand(cursor: Cursor): Tag {
  const handle = takeHandle(cursor, false);
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: takeUri(cursor, '') };
  const suffix = takeUri(cursor, handle);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

function takeHandle(cursor: Cursor, inDirective: boolean): string {
  if (cursor.code() !== EXCLAMATION) throw new YamlSyntaxError("did not find expected '!'", cursor.at);
  const start = cursor.at;
  cursor.skip();
  cursor.skipWhile(isWord);
  if (cursor.code() === EXCLAMATION) cursor.skip();
  else if (inDirective && cursor.at > start + 1) throw new YamlSyntaxError("did not find expected '!'", cursor.at);
  return cursor.text.slice(start, cursor.at);
}

/** `head`: a handle that is actually the beginning of the suffix; its `!` is left out. */
function takeUri(cursor: Cursor, head: string): string {
  const start = cursor.at;
  let uri = head.slice(1);
  while (isWord(cursor.code()) || URI.includes(cursor.char())) {
    if (cursor.code() === PERCENT) uri += takeOctets(cursor);
    else {
      uri += cursor.char();
      cursor.skip();
    }
  }
  if (head === '' && cursor.at === start) throw new YamlSyntaxError('did not find expected tag URI', cursor.at);
  return uri;
}

/** Reads the `%xx` sequences of one character. */
function takeOctets(cursor: Cursor): string {
  const first = takeOctet(cursor);
  const octets = [first];
  const width = widthOf(first);
  if (width === 0) throw new YamlSyntaxError('found an incorrect leading UTF-8 octet', cursor.at);
  while (octets.length < width) {
    const octet = takeOctet(cursor);
    if ((octet & 0xc0) !== 0x80) throw new YamlSyntaxError('found an incorrect trailing UTF-8 octet', cursor.at);
    octets.push(octet);
  }
  return Buffer.from(octets).toString('utf8');
}

function takeOctet(cursor: Cursor): number {
  const [, digits] = /^%([\da-fA-F]{2})/.exec(cursor.text.slice(cursor.at, cursor.at + 3)) ?? [];
  if (digits === undefined) throw new YamlSyntaxError('did not find URI escaped octet', cursor.at);
  cursor.at += 3;
  return Number.parseInt(digits, 16);
}

function widthOf(octet: number): number {
  if (octet < 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 2;
  if ((octet & 0xf0) === 0xe0) return 3;
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
}

/** The cursor is at the `%` that begins a line. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.at;
  cursor.skip();
  const name = cursor.takeUntil(isNoWord);
  if (name === '') throw new YamlSyntaxError('could not find expected directive name', cursor.at);
  if (!isBlankOrEnd(cursor.code())) throw new YamlSyntaxError('found unexpected non-alphabetical character', cursor.at);
  if (name !== 'YAML' && name !== 'TAG') throw new YamlSyntaxError('found unknown directive name', cursor.at);
  const found = name === 'YAML' ? versionDirective(cursor, start) : tagDirective(cursor, start);
  cursor.skipWhile(isBlank);
  if (cursor.code() === HASH) cursor.takeUntil(isBreakOrEnd);
  if (!isBreakOrEnd(cursor.code())) throw new YamlSyntaxError('did not find expected comment or line break', cursor.at);
  cursor.takeBreak();
  return found;
}

function versionDirective(cursor: Cursor, start: number): Token {
  cursor.skipWhile(isBlank);
  const major = takeNumber(cursor);
  if (cursor.char() !== '.') throw new YamlSyntaxError("did not find expected digit or '.' character", cursor.at);
  cursor.skip();
  const minor = takeNumber(cursor);
  return token('version-directive', start, cursor.at, `${major}.${minor}`);
}

function takeNumber(cursor: Cursor): number {
  const digits = cursor.takeUntil(isNoDigit);
  if (digits.length > 2) throw new YamlSyntaxError('found extremely long version number', cursor.at);
  if (digits === '') throw new YamlSyntaxError('did not find expected version number', cursor.at);
  return Number(digits);
}

function tagDirective(cursor: Cursor, start: number): Token {
  cursor.skipWhile(isBlank);
  const handle = takeHandle(cursor, true);
  if (!isBlank(cursor.code())) throw new YamlSyntaxError('did not find expected whitespace', cursor.at);
  cursor.skipWhile(isBlank);
  const prefix = takeUri(cursor, '');
  if (!isBlankOrEnd(cursor.code()))
    throw new YamlSyntaxError('did not find expected whitespace or line break', cursor.at);
  return token('tag-directive', start, cursor.at, handle, prefix);
}

function isNoWord(code: number): boolean {
  return !isWord(code);
}

function isNoDigit(code: number): boolean {
  return !isDigit(code);
}

const LESS = 0x3c;
const GREATER = 0x3e;
const EXCLAMATION = 0x21;
const PERCENT = 0x25;
const HASH = 0x23;
/** Characters of a tag other than word characters. */
const URI = ";/?:@&=+$,.!~*'()[]%";
