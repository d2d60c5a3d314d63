/**
 * JSON as kubectl reads it (YAMLOrJSONDecoder of k8s.io/apimachinery/pkg/util/yaml): a stream that begins with `{` is one
 * JSON object behind the other. Where the second is none, the rest is YAML; behind two, nothing else may stand.
 */
import { type Json } from '../model/json.ts';

/** Bytes that kubectl looks at to find the brace. */
const PREFIX = 4096;

export interface JsonStretch {
  readonly start: number;
  /** Behind the object, the blanks behind it and the first line break. */
  readonly end: number;
}

/** The objects at the stream's beginning. */
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

/** The value of one object; undefined where it is no JSON, or where Go has no such number. */
export function jsonValue(text: string): Json | undefined {
  try {
    return UNUSUAL.test(text) ? asGo(text) : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

/** Half of a pair, or a number that may be beyond what a float holds. */
const UNUSUAL = /\\u[dD]|[\d.][eE]|\d{309}/;

/** Go has a replacement character for half of a pair, and no infinity. */
function asGo(text: string): Json | undefined {
  const infinite: number[] = [];
  const value = JSON.parse(text, (_, part: Json) => {
    if (typeof part === 'number' && !Number.isFinite(part)) infinite.push(part);
    return typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\ufffd') : part;
  }) as Json;
  return infinite.length === 0 ? value : undefined;
}

/** Collections inside each other, of a text that is JSON. */
export function jsonDepth(text: string): number {
  return outermost(text, text.indexOf('{')).depth;
}

/**
 * The same text with other escapes of the same length where JSON has some that YAML's reader refuses: halves of pairs and
 * `\/`. Good for asking where something stands, not for what it is.
 */
export function withYamlEscapes(text: string): string {
  return text.replace(/\\(?:u[dD][89a-fA-F][\da-fA-F]{2}|[^])/g, (escape) => {
    if (escape === '\\/') return '\\\\';
    return escape.length > 2 ? '\\u003f' : escape;
  });
}

interface Outermost {
  /** Behind the bracket that closes the first one; null where none does. */
  readonly end: number | null;
  readonly depth: number;
}

/** The collection that begins at `open`, by its brackets alone. */
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
