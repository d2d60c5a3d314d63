/**
 * Turns the text of a document into tokens as libyaml's scanner does, which go-yaml v2 copied and every Kubernetes tool
 * uses. It is not YAML 1.2: see docs/adr/0014-the-grammar-is-libyamls.md.
 */
import { scanBlockScalar } from './block-scalar.ts';
import { isBlankOrEnd, isBreak, isBreakOrEnd, isEnd, isWord } from './characters.ts';
import { Cursor } from './cursor.ts';
import { scanPlainScalar } from './plain-scalar.ts';
import { scanDouble, scanSingle } from './quoted-scalar.ts';
import { YamlSyntaxError } from './syntax-error.ts';
import { scanAlias, scanAnchor, scanDirective, scanTag } from './tags.ts';
import { token, type Token, type TokenType } from './token.ts';

/** A token that becomes a key if a colon follows on its line. */
interface SimpleKey {
  /** Number of tokens before it. */
  readonly number: number;
  /** Whether only a key is allowed in its place. */
  readonly required: boolean;
  readonly at: number;
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** Maximum length of a key. Characters. */
const LONGEST_KEY = 1024;
/** Maximum nesting of collections in libyaml. Ours is lower. */
const DEEPEST = 10_000;

export class Scanner {
  private readonly cursor: Cursor;
  private queue: Token[] = [];
  private head = 0;
  /** The next token once it is final: a parser peeks at it many times. */
  private next: Token | null = null;
  /** The end of the last token taken. */
  endOfLast = 0;
  /** Number of tokens that left the queue. */
  private taken = 0;
  private ended = false;
  private indent = -1;
  private readonly indents: number[] = [];
  private keyAllowed = true;
  /** The last possible key of the block, and of each open flow collection. */
  private readonly keys: (SimpleKey | null)[] = [null];
  /** For each of `keys`, the number of the last key saved there; initially that of the collection's own token. */
  private readonly lastNumbers: number[] = [0];
  /** A key that is no longer waited for although a colon may follow: see `closeFlow`. */
  private forgotten: SimpleKey | null = null;

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  /** The next token, which is not taken. */
  peek(): Token {
    return (this.next ??= this.made());
  }

  private made(): Token {
    while (this.head === this.queue.length || this.awaitsColon()) this.fetch();
    const next = this.queue[this.head];
    if (next === undefined) throw new RangeError('behind the end of the stream');
    return next;
  }

  take(): Token {
    const next = this.peek();
    this.next = null;
    this.head += 1;
    this.taken += 1;
    this.endOfLast = next.end;
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    }
    return next;
  }

  /** Whether the next token may still become a key. */
  private awaitsColon(): boolean {
    if (this.ended) return false;
    for (let level = 0; level < this.keys.length; level += 1) {
      const key = this.keys[level];
      if (key?.number === this.taken) return key !== this.forgotten && this.isValid(level);
    }
    return false;
  }

  private isValid(level: number): boolean {
    const key = this.keys[level];
    if (key === null || key === undefined) return false;
    if (key.line === this.cursor.line && key.index + LONGEST_KEY >= this.cursor.index) return true;
    if (key.required) throw new YamlSyntaxError("could not find expected ':'", this.cursor.at);
    this.keys[level] = null;
    return false;
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.unrollIndent(cursor.column);
    const code = cursor.code();
    if (isEnd(code)) this.fetchEnd();
    else if (cursor.column === 0 && code === PERCENT) this.fetchDirective();
    else if (code === DASH && cursor.atMark('---')) this.fetchMark('document-start');
    else if (code === DOT && cursor.atMark('...')) this.fetchMark('document-end');
    else this.fetchInDocument(code);
  }

  private fetchInDocument(code: number): void {
    const scan = KEY_PARTS.get(code);
    if (isWord(code) && code !== DASH) this.fetchPlain();
    else if (scan !== undefined) this.fetchKeyPart(scan);
    else if (code === 0x5b) this.openFlow('flow-sequence-start');
    else if (code === 0x7b) this.openFlow('flow-mapping-start');
    else if (code === 0x5d) this.closeFlow('flow-sequence-end');
    else if (code === 0x7d) this.closeFlow('flow-mapping-end');
    else if (code === 0x2c) this.fetchFlowEntry();
    else this.fetchIndicated(code, isBlankOrEnd(this.cursor.code(1)), this.keys.length > 1);
  }

  /** Scans a text whose first character is an indicator in some places and may begin a plain scalar in others. */
  private fetchIndicated(code: number, blankFollows: boolean, inFlow: boolean): void {
    if (code === DASH && blankFollows) this.fetchBlockEntry();
    else if (code === QUESTION && (inFlow || blankFollows)) this.fetchKey();
    else if (code === COLON && (inFlow || blankFollows)) this.fetchValue();
    else if (code === PIPE && !inFlow) this.fetchBlockScalar('literal');
    else if (code === GREATER && !inFlow) this.fetchBlockScalar('folded');
    else if (NEVER_FIRST.has(code))
      throw new YamlSyntaxError('found character that cannot start any token', this.cursor.at);
    else this.fetchPlain();
  }

  /**
   * Skips blanks, comments and line breaks. Where a key is allowed, a tab is not a blank, since it is no indentation.
   */
  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      const takesTabs = this.keys.length > 1 || !this.keyAllowed;
      while (cursor.code() === SPACE || (takesTabs && cursor.code() === TAB)) cursor.at += 1;
      if (cursor.code() === HASH) cursor.takeUntil(isBreakOrEnd);
      if (!isBreak(cursor.code())) return;
      cursor.takeBreak();
      if (this.keys.length === 1) this.keyAllowed = true;
    }
  }

  private fetchEnd(): void {
    this.endKeys(false);
    this.ended = true;
    this.push('stream-end', this.cursor.at, this.cursor.at);
  }

  private fetchDirective(): void {
    this.endKeys(false);
    this.queue.push(scanDirective(this.cursor));
  }

  private fetchMark(type: 'document-start' | 'document-end'): void {
    this.endKeys(false);
    this.pushNext(type, 3);
  }

  /** Ends all blocks. */
  private endKeys(allowed: boolean): void {
    this.unrollIndent(-1);
    this.removeKey();
    this.keyAllowed = allowed;
  }

  private openFlow(type: 'flow-sequence-start' | 'flow-mapping-start'): void {
    this.saveKey();
    this.keys.push(null);
    this.lastNumbers.push(this.nextNumber());
    if (this.keys.length > DEEPEST) throw new YamlSyntaxError('exceeded max depth of 10000', this.cursor.at);
    this.keyAllowed = true;
    this.pushNext(type);
  }

  /** For an empty collection that may be a key (`[]: a`), libyaml stops waiting for the colon. So does this. */
  private closeFlow(type: 'flow-sequence-end' | 'flow-mapping-end'): void {
    this.removeKey();
    if (this.keys.length > 1) {
      this.keys.pop();
      const key = this.keys.at(-1) ?? null;
      const last = this.lastNumbers.pop();
      if (key !== null && key.number === last) this.forgotten = key;
    }
    this.keyAllowed = false;
    this.pushNext(type);
  }

  private fetchFlowEntry(): void {
    this.removeKey();
    this.keyAllowed = true;
    this.pushNext('flow-entry');
  }

  private fetchBlockEntry(): void {
    if (this.keys.length === 1) {
      if (!this.keyAllowed)
        throw new YamlSyntaxError('block sequence entries are not allowed in this context', this.cursor.at);
      this.rollIndent(this.cursor.column, 'block-sequence-start', this.cursor.at);
    }
    this.removeKey();
    this.keyAllowed = true;
    this.pushNext('block-entry');
  }

  private fetchKey(): void {
    if (this.keys.length === 1) {
      if (!this.keyAllowed) throw new YamlSyntaxError('mapping keys are not allowed in this context', this.cursor.at);
      this.rollIndent(this.cursor.column, 'block-mapping-start', this.cursor.at);
    }
    this.removeKey();
    this.keyAllowed = this.keys.length === 1;
    this.pushNext('key');
  }

  private fetchValue(): void {
    const level = this.keys.length - 1;
    const key = this.keys[level];
    if (key !== null && key !== undefined && this.isValid(level)) {
      this.insert(key.number, token('key', key.at, key.at));
      this.rollIndent(key.column, 'block-mapping-start', key.at, key.number);
      this.keys[level] = null;
      this.keyAllowed = false;
    } else {
      if (level === 0) {
        if (!this.keyAllowed)
          throw new YamlSyntaxError('mapping values are not allowed in this context', this.cursor.at);
        this.rollIndent(this.cursor.column, 'block-mapping-start', this.cursor.at);
      }
      this.keyAllowed = level === 0;
    }
    this.pushNext('value');
  }

  /** Scans a token with which a key may begin. */
  private fetchKeyPart(scan: (cursor: Cursor) => Token): void {
    this.saveKey();
    this.keyAllowed = false;
    this.queue.push(scan(this.cursor));
  }

  private fetchPlain(): void {
    this.saveKey();
    const { token: scalar, endsLine } = scanPlainScalar(this.cursor, this.indent + 1, this.keys.length > 1);
    this.keyAllowed = endsLine;
    this.queue.push(scalar);
  }

  private fetchBlockScalar(style: 'literal' | 'folded'): void {
    this.removeKey();
    this.keyAllowed = true;
    this.queue.push(scanBlockScalar(this.cursor, style, this.indent));
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    const { at, index, line, column } = this.cursor;
    const required = this.keys.length === 1 && this.indent === column;
    this.removeKey();
    const number = this.nextNumber();
    this.keys[this.keys.length - 1] = { number, required, at, index, line, column };
    this.lastNumbers[this.keys.length - 1] = number;
  }

  private nextNumber(): number {
    return this.taken + this.queue.length - this.head;
  }

  private removeKey(): void {
    const level = this.keys.length - 1;
    if (this.keys[level]?.required === true) throw new YamlSyntaxError("could not find expected ':'", this.cursor.at);
    this.keys[level] = null;
  }

  /** Begins a deeper block: inserts its token before the token with this number, or at the end. */
  private rollIndent(column: number, type: TokenType, at: number, number: number | null = null): void {
    if (this.keys.length > 1 || this.indent >= column) return;
    this.indents.push(this.indent);
    if (this.indents.length > DEEPEST) throw new YamlSyntaxError('exceeded max depth of 10000', this.cursor.at);
    this.indent = column;
    if (number === null) this.push(type, at, at);
    else this.insert(number, token(type, at, at));
  }

  private unrollIndent(column: number): void {
    if (this.keys.length > 1) return;
    while (this.indent > column) {
      this.push('block-end', this.cursor.at, this.cursor.at);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private insert(number: number, inserted: Token): void {
    if (number < this.taken) this.queue.push(inserted);
    else this.queue.splice(this.head + number - this.taken, 0, inserted);
  }

  private push(type: TokenType, start: number, end: number): void {
    this.queue.push(token(type, start, end));
  }

  private pushNext(type: TokenType, width = 1): void {
    this.push(type, this.cursor.at, this.cursor.at + width);
    this.cursor.at += width;
  }
}

const TAB = 0x09;
const SPACE = 0x20;
const HASH = 0x23;
const PERCENT = 0x25;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const QUESTION = 0x3f;
const PIPE = 0x7c;
const GREATER = 0x3e;

/** The characters with which a key may begin, except for plain scalars. */
const KEY_PARTS: ReadonlyMap<number, (cursor: Cursor) => Token> = new Map([
  [0x2a, scanAlias],
  [0x26, scanAnchor],
  [0x21, scanTag],
  [0x27, scanSingle],
  [0x22, scanDouble],
]);

/** A tab, `#`, `%`, `@`, `` ` ``, and in flow collections `|` and `>`. */
const NEVER_FIRST: ReadonlySet<number> = new Set([TAB, HASH, PERCENT, 0x40, 0x60, PIPE, GREATER]);
