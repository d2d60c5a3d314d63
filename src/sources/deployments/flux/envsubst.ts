/**
 * Parses Flux's `${…}` in a text as github.com/fluxcd/pkg/envsubst does, with the same errors: the whole text or
 * nothing. One pass over the text. Whoever evaluates an expression limits its result (`expression.ts`).
 */
import { type Argument, type Expression, SubstitutionError } from './expression.ts';

/** Maximum nesting of expressions in arguments. */
const mostNested = 100;

/** The text in pieces: literal texts and expressions. */
export function parsed(text: string): Argument[] {
  return new Parser(text).whole();
}

interface Accepted {
  readonly text: string;
  readonly start: number;
}

class Parser {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    const end = text.indexOf('\0'); // their scanner takes it for the end
    this.text = end === -1 ? text : text.slice(0, end);
  }

  whole(): Argument[] {
    const pieces: Argument[] = [];
    while (this.at < this.text.length) {
      pieces.push(this.isOpening() ? this.expression() : this.accepted(anything, { nested: true, escaped: '$' }).text);
    }
    return pieces;
  }

  private isOpening(): boolean {
    return this.text.startsWith('${', this.at);
  }

  private expression(): Expression {
    const start = this.at;
    if (++this.depth > mostNested)
      throw new SubstitutionError('too-large', `expressions are nested more than ${mostNested} levels deep`);
    this.at += 2;
    const { name, operator, args } = this.peek() === '#' ? this.length() : this.named();
    this.depth -= 1;
    return { name, operator, args, written: this.text.slice(start, this.at) };
  }

  private length(): Omit<Expression, 'written'> {
    this.at += 1;
    const name = this.accepted(identifier).text;
    this.close();
    return { name, operator: '#', args: [] };
  }

  private named(): Omit<Expression, 'written'> {
    const name = this.accepted(identifier, {}, 'unable to parse variable name').text;
    switch (this.peek()) {
      case ':':
        return /[-=?+]/.test(this.text[this.at + 1] ?? '') ? this.fallback(name) : this.part(name);
      case '=':
        return this.fallback(name);
      case ',':
      case '^':
        return this.closed(name, this.operator(/[,^]/, 2), []);
      case '/':
        return this.replacement(name);
      case '#':
        return this.closed(name, this.operator(/#/, 2), () => [this.argument(notClosing)]);
      case '%':
        return this.closed(name, this.operator(/%/, 2), () => [this.argument(notClosing)]);
    }
    if (this.peek() !== '}') throw new SubstitutionError('refused', 'missing closing brace');
    return this.closed(name, '', []);
  }

  private closed(name: string, operator: string, args: Argument[] | (() => Argument[])): Omit<Expression, 'written'> {
    const read = typeof args === 'function' ? args() : args;
    this.close();
    return { name, operator, args: read };
  }

  private fallback(name: string): Omit<Expression, 'written'> {
    const length = this.peek() === '=' ? 1 : 2;
    const operator = this.text.slice(this.at, this.at + length);
    this.at += length;
    const args: Argument[] = [];
    while (this.peek() !== '}') args.push(this.argument(notClosing));
    this.close();
    return { name, operator, args };
  }

  /** `${name:1}` and `${name:1:2}`. */
  private part(name: string): Omit<Expression, 'written'> {
    this.at += 1;
    if (this.peek() > '\x7f') throw new SubstitutionError('refused', 'bad substitution'); // they lose their place here
    const first = this.argument(neitherColonNorClosing);
    if (this.peek() === '}') return this.closed(name, ':', [first]);
    this.accepted(colon);
    return this.closed(name, ':', () => [first, this.argument(notClosing)]);
  }

  private replacement(name: string): Omit<Expression, 'written'> {
    this.at += 1;
    const kind = /[/#%]/.test(this.peek()) ? this.text[this.at++] : '';
    const escapes = '$\\';
    const pattern = this.argument(notSlash, escapes);
    this.accepted(slash);
    const by = this.peek() === '}' ? [] : [this.argument(notClosing, escapes)];
    return this.closed(name, `/${kind ?? ''}`, [pattern, ...by]);
  }

  private operator(sign: RegExp, most: number): string {
    const start = this.at;
    while (this.at - start < most && sign.test(this.peek())) this.at += 1;
    return this.text.slice(start, this.at);
  }

  private argument(accepts: (character: string) => boolean, escaped = ''): Argument {
    if (this.isOpening()) return this.expression();
    return this.accepted(accepts, { nested: true, escaped }, 'unable to parse substitution within function').text;
  }

  private close(): void {
    if (this.peek() !== '}') throw new SubstitutionError('refused', 'bad substitution');
    this.at += 1;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  /** At least one accepted character. Drops a `$` before a `$`, and in a pattern a `\` before `/` or `\`. */
  private accepted(
    accepts: (character: string) => boolean,
    { nested = false, escaped = '' }: { readonly nested?: boolean; readonly escaped?: string } = {},
    fault = 'bad substitution',
  ): Accepted {
    const start = this.at;
    const parts: string[] = [];
    let from = start;
    while (this.at < this.text.length) {
      if (nested && this.isOpening()) break;
      const character = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
      if (this.isEscape(character, escaped)) {
        parts.push(this.text.slice(from, this.at));
        from = this.at + 1;
        this.at += 2;
      } else if (accepts(character)) this.at += character.length;
      else break;
    }
    if (this.at === start) throw new SubstitutionError('refused', fault);
    parts.push(this.text.slice(from, this.at));
    return { text: parts.join(''), start };
  }

  private isEscape(character: string, escaped: string): boolean {
    if (!escaped.includes(character)) return false;
    const next = this.text[this.at + 1];
    return character === '$' ? next === '$' : character === '\\' && (next === '/' || next === '\\');
  }
}

function anything(): boolean {
  return true;
}

function identifier(character: string): boolean {
  return /[\p{L}\p{Nd}_]/u.test(character);
}

function notClosing(character: string): boolean {
  return character !== '}';
}

function neitherColonNorClosing(character: string): boolean {
  return character !== ':' && character !== '}';
}

function colon(character: string): boolean {
  return character === ':';
}

function slash(character: string): boolean {
  return character === '/';
}

function notSlash(character: string): boolean {
  return character !== '/';
}
