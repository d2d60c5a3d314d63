/** Evaluates a `${…}` of Flux: the functions of github.com/fluxcd/pkg/envsubst. */

/** A part of a text or of an argument. */
export type Argument = string | Expression;

export interface Expression {
  readonly name: string;
  /** `:-`, `/#`; empty for the variable alone. */
  readonly operator: string;
  readonly args: readonly Argument[];
  /** The whole expression as written. */
  readonly written: string;
}

/** Why a text cannot be substituted: Flux would refuse it, or the result is too large. */
export class SubstitutionError extends Error {
  override readonly name = 'SubstitutionError';
  readonly code: 'refused' | 'too-large';

  constructor(code: SubstitutionError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The result of a function on a value; null where it is not supported. `most`: maximum length of the result. */
export function applied(operator: string, value: string, args: readonly string[], most: number): string | null {
  const [first = '', second = ''] = args;
  switch (operator) {
    case ',,':
      return byCharacter(value, lower);
    case '^^':
      return byCharacter(value, upper);
    case ',':
      return firstOnly(value, lower);
    case '^':
      return firstOnly(value, upper);
    case '#':
      return args.length === 0 ? String(Buffer.byteLength(value)) : withoutEnd(value, first, 'start');
    case '##':
      return withoutEnd(value, first, 'start');
    case '%':
    case '%%':
      return withoutEnd(value, first, 'end');
    case ':':
      return part(value, first, args[1]);
    case '//':
      return replacedAll(value, first, second, most);
    case '/':
      return first === '' ? second + value : value.replace(first, () => second);
    case '/#':
      return args.length === 2 && value.startsWith(first) ? second + value.slice(first.length) : value;
    case '/%':
      return args.length === 2 && value.endsWith(first) ? value.slice(0, value.length - first.length) + second : value;
    default:
      return value === '' ? args.join('') : value; // all the defaults: `-`, `+` and `?` too
  }
}

/** Patterns with wildcards are not supported. */
function withoutEnd(value: string, pattern: string, end: 'start' | 'end'): string | null {
  if (/[*?[\\]/.test(pattern)) return null;
  if (pattern === '') return value;
  if (end === 'start') return value.startsWith(pattern) ? value.slice(pattern.length) : value;
  return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) : value;
}

/** Positions are bytes. */
function part(value: string, offset: string, size: string | undefined): string | null {
  const position = whole(offset);
  if (position === null) return value;
  const bytes = Buffer.from(value);
  const start = Math.max(0, position < 0 ? bytes.length + position : position);
  const length = size === undefined ? bytes.length : whole(size);
  if (length === null) return value;
  const end = length < 0 ? bytes.length + length : start + length;
  const cut = bytes.subarray(start, Math.max(start, end));
  const text = cut.toString();
  return Buffer.from(text).equals(cut) ? text : null; // half a character
}

function whole(text: string): number | null {
  return /^[-+]?\d{1,15}$/.test(text) ? Number(text) : null;
}

function replacedAll(value: string, from: string, to: string, most: number): string {
  const parts = from === '' ? ['', ...Array.from(value), ''] : value.split(from);
  const size = value.length + (parts.length - 1) * (to.length - from.length);
  if (size > most) throw new SubstitutionError('too-large', `the result has more than ${most} characters`);
  return parts.join(to);
}

/** As Go does it, per character: one character never becomes two. */
function byCharacter(value: string, change: (character: string) => string): string {
  return Array.from(value, change).join('');
}

function firstOnly(value: string, change: (character: string) => string): string {
  const [first = ''] = value;
  return change(first) + value.slice(first.length);
}

function lower(character: string): string {
  return alone(character.toLowerCase(), character);
}

function upper(character: string): string {
  return alone(character.toUpperCase(), character);
}

function alone(changed: string, character: string): string {
  return Array.from(changed).length === 1 ? changed : character;
}
