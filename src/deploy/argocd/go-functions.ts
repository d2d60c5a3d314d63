import { isJsonList, isJsonMap } from '../../json.ts';
import { type Json } from '../../model.ts';
import { normalized } from './parameters.ts';

/**
 * Undefined where the function does not take these arguments.
 * @throws {TooMuchTextError} where it would give more than `most` characters.
 */
export type GoFunction = (values: readonly Json[], most: number) => Json | undefined;

/** Functions of text/template, sprig and Argo CD; the value that is piped comes last. */
export const goFunctions: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ['index', index],
  ['default', ([fallback = null, value = null]) => (isEmpty(value) ? fallback : value)],
  ['coalesce', (values) => values.find((value) => !isEmpty(value)) ?? null],
  ['lower', onText((text) => text.toLowerCase())],
  ['upper', onText((text) => text.toUpperCase())],
  ['trim', onText((text) => text.trim())],
  ['quote', onText((text) => JSON.stringify(text))],
  ['squote', onText((text) => `'${text}'`)],
  ['toString', ([value = null]) => (typeof value === 'object' ? undefined : String(value))],
  ['normalize', onText(normalized)],
  ['trimPrefix', onTexts((prefix, text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text))],
  [
    'trimSuffix',
    onTexts((suffix, text) => (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text)),
  ],
  ['trunc', ([length, text]) => (isCount(length) && typeof text === 'string' ? text.slice(0, length) : undefined)],
  ['replace', replace],
  [
    'join',
    ([between, items], most) =>
      typeof between === 'string' && isTexts(items) ? joined(items, between, most) : undefined,
  ],
  ['last', ([items]) => (isJsonList(items) ? (items.at(-1) ?? null) : undefined)],
  ['first', ([items]) => (isJsonList(items) ? (items[0] ?? null) : undefined)],
  ['print', (values, most) => (isTexts(values) ? joined(values, '', most) : undefined)],
  ['printf', printf],
]);

/** An index beyond a list is an error of the template; a key that a map lacks is nothing. */
function index([from, ...keys]: readonly Json[]): Json | undefined {
  let here: Json | undefined = from;
  for (const key of keys) {
    if (isJsonList(here) && typeof key === 'number') here = here[key];
    else if (isJsonMap(here) && typeof key === 'string') here = Object.hasOwn(here, key) ? here[key] : null;
    else return undefined;
  }
  return here;
}

function replace([from, to, text]: readonly Json[], most: number): Json | undefined {
  if (typeof from !== 'string' || typeof to !== 'string' || typeof text !== 'string') return undefined;
  return joined(from === '' ? ['', ...Array.from(text), ''] : text.split(from), to, most);
}

/** More than this is not made: a text of such a length may not be possible at all. */
export class TooMuchTextError extends Error {
  override readonly name = 'TooMuchTextError';
}

/** @throws {TooMuchTextError} */
function joined(texts: readonly string[], between: string, most: number): string {
  const size = texts.reduce((sum, text) => sum + text.length, between.length * Math.max(0, texts.length - 1));
  if (size > most) throw new TooMuchTextError();
  return texts.join(between);
}

/** `%s` and `%d` alone. */
function printf([format, ...values]: readonly Json[], most: number): Json | undefined {
  if (typeof format !== 'string' || /%[^sd]/.test(format)) return undefined;
  const parts = format.split(/%[sd]/);
  const texts = values.flatMap((value) => (typeof value === 'object' ? [] : [String(value)]));
  if (parts.length !== values.length + 1 || texts.length !== values.length) return undefined;
  return joined(
    parts.map((part, at) => (at === 0 ? part : `${texts[at - 1] ?? ''}${part}`)),
    '',
    most,
  );
}

function onText(change: (text: string) => string): GoFunction {
  return ([text]) => (typeof text === 'string' ? change(text) : undefined);
}

function onTexts(change: (first: string, text: string) => string): GoFunction {
  return ([first, text]) => (typeof first === 'string' && typeof text === 'string' ? change(first, text) : undefined);
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return isJsonList(value) && value.every((item) => typeof item === 'string');
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}

/** What sprig takes for empty. */
function isEmpty(value: Json): boolean {
  if (typeof value === 'object') return value === null || Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}
