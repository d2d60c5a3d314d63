/**
 * Reads JSON as kubectl does (YAMLOrJSONDecoder of k8s.io/apimachinery/pkg/util/yaml): a stream that begins with `{` is
 * a sequence of JSON objects. Where the second one is not JSON, the rest is YAML; after two, only JSON objects may
 * follow.
 */
import { type Json } from '../model/json.ts';

/** Number of bytes in which kubectl looks for the brace. */
const PREFIX = 4096;

export interface JsonStretch {
  readonly start: number;
  /** Behind the object, the blanks after it and the first line break. */
  readonly end: number;
}

/** The JSON objects at the beginning of a stream. */
export function jsonObjects(stream: string): JsonStretch[] {
  const found: JsonStretch[] = [];
  for (let start = 0; ; start = found.at(-1)?.end ?? stream.length) {
    const open = skipBlanks(stream, start);
    if (stream[open] !== '{' || (found.length === 0 && open >= PREFIX)) return found;
    const { end: close } = outermost(stream, open);
    if (close === null || jsonValue(stream.slice(open, close)) === undefined) return found;
    found.push({ start, end: behindLine(stream, close) });
  }
}

/** The value of an object; undefined where it is not JSON, or where Go has no such number. */
export function jsonValue(text: string): Json | undefined {
  try {
    return UNUSUAL.test(text) ? asGo(text) : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

/** An escape of a surrogate, or a number that may exceed a float. */
const UNUSUAL = /\\u[dD]|[\d.][eE]|\d{309}/;

/** Go replaces a lone surrogate by the replacement character, and has no infinity. */
function asGo(text: string): Json | undefined {
  const infinite: number[] = [];
  const value = JSON.parse(text, (_, part: Json) => {
    if (typeof part === 'number' && !Number.isFinite(part)) infinite.push(part);
    return typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\ufffd') : part;
  }) as Json;
  return infinite.length === 0 ? value : undefined;
}

/** The nesting depth of a JSON text. */
export function jsonDepth(text: string): number {
  return outermost(text, text.indexOf('{')).depth;
}

/**
 * The text with escapes that YAML parsers refuse (surrogates, `\/`) replaced by others of the same length. Only for
 * finding offsets, not for values.
 */
export function withYamlEscapes(text: string): string {
  return text.replace(/\\(?:u[dD][89a-fA-F][\da-fA-F]{2}|[^])/g, (escape) => {
    if (escape === '\\/') return '\\\\';
    return escape.length > 2 ? '\\u003f' : escape;
  });
}

interface Outermost {
  /** Offset behind the bracket that closes the first one; null where there is none. */
  readonly end: number | null;
  readonly depth: number;
}

/** The collection that begins at `open`, found by its brackets alone. */
function outermost(text: string, open: number): Outermost {
  let [depth, deepest] = [0, 0];
  for (let at = open; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') at = endOfString(text, at);
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') depth -= 1;
    deepest = Math.max(deepest, depth);
    if (depth === 0) return { end: at + 1, depth: deepest };
  }
  return { end: null, depth: deepest };
}

/** The offset of the quote that closes a text, or the end. */
function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at;
}

function skipBlanks(stream: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(stream.charAt(at)) && at < stream.length) at += 1;
  return at;
}

function behindLine(stream: string, from: number): number {
  const at = skipBlanks(stream, from);
  const line = stream.slice(from, at).indexOf('\n');
  return line === -1 || at === stream.length ? at : from + line + 1;
}
