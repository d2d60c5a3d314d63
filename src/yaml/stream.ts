/** Splits a YAML stream into documents as kubectl does. */
import { jsonObjects } from './json-stream.ts';

/**
 * Splits a YAML stream into documents by kubectl's rule (YAMLReader of k8s.io/apimachinery/pkg/util/yaml), not YAML's:
 * a line that begins with `---` ends a document, wherever it is. So a document that cannot be parsed does not affect
 * the others.
 */

/** The part of a stream between two separators. It may be empty or invalid. */
export interface Chunk {
  /** 0-based, counting every chunk with at least one line. */
  readonly index: number;
  /** 1-based line of the stream at which `text` begins. */
  readonly line: number;
  /** UTF-16 units from the stream's start to `text`. */
  readonly offset: number;
  readonly text: string;
  /**
   * The text behind `---` on its line if it is more than a comment. kubectl refuses such a stream; the line is then
   * part of `text`, since YAML allows it.
   */
  readonly separator: string | null;
  /** Whether it is one JSON object, which kubectl reads as JSON. */
  readonly json: boolean;
}

/** Splits a stream into chunks. Separator lines belong to none; chunks and separators together give `stream`. */
export function splitStream(stream: string): Chunk[] {
  const open = OPEN_BRACE.exec(stream);
  if (open === null) return splitYaml(stream, 0, 1, []);
  const objects = jsonObjects(stream);
  let line = 1;
  const chunks = objects.map(({ start, end }, index): Chunk => {
    const chunk = { index, line, offset: start, text: stream.slice(start, end), separator: null, json: true };
    line += countLines(stream, start, end);
    return chunk;
  });
  // kubectl skips the blanks before a text that is not JSON, up to the end of their first line.
  const from = objects.at(-1)?.end ?? firstLine(open[1] ?? '').length;
  return splitYaml(stream, from, objects.length > 0 ? line : 1 + countLines(stream, 0, from), chunks);
}

function firstLine(blanks: string): string {
  return blanks.slice(0, blanks.indexOf('\n') + 1) || blanks;
}

/** Splits the text from `from` on and appends it to the known chunks. */
function splitYaml(stream: string, from: number, fromLine: number, known: readonly Chunk[]): Chunk[] {
  const chunks = [...known];
  let line = fromLine;
  let start = from;
  let separator: string | null = null;
  for (let at = nextSeparator(stream, from); ; at = nextSeparator(stream, nextLine(stream, at))) {
    const text = stream.slice(start, at);
    if (text !== '') chunks.push({ index: chunks.length, line, offset: start, text, separator, json: false });
    if (at === stream.length) return chunks;
    line += countLines(stream, start, at);
    separator = behindSeparator(stream, at);
    start = separator === null ? nextLine(stream, at) : at;
    if (separator === null) line += 1;
  }
}

/** Number of line breaks in `text` from `start` to `end`. Only `\n` counts, as in git, editors and GitHub. */
export function countLines(text: string, start = 0, end = text.length): number {
  const part = text.slice(start, end); // indexOf would search far beyond the end
  let count = 0;
  for (let at = part.indexOf('\n'); at !== -1; at = part.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The offset of the next line that begins with `---`, from `from` (the start of a line) on; else the end. */
function nextSeparator(stream: string, from: number): number {
  if (stream.startsWith('---', from)) return from;
  const at = stream.indexOf('\n---', from);
  return at === -1 ? stream.length : at + 1;
}

function nextLine(stream: string, at: number): number {
  const end = stream.indexOf('\n', at);
  return end === -1 ? stream.length : end + 1;
}

function behindSeparator(stream: string, at: number): string | null {
  const rest = stream.slice(at + 3, nextLine(stream, at));
  return NOTHING.test(rest) ? null : rest.trim();
}

/** Blanks as in Go's unicode.IsSpace: without the byte order mark, which is a blank in JavaScript. */
const BLANK = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const NOTHING = new RegExp(`^${BLANK}*(?:#|$)`);
/** A stream that kubectl first reads as JSON. */
const OPEN_BRACE = new RegExp(`^(${BLANK}*)\\{`);
