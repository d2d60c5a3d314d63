import { jsonObjects } from './json-stream.ts';

/**
 * Where the documents of a YAML stream begin and end. The rule is the one that kubectl uses (YAMLReader of
 * k8s.io/apimachinery/pkg/util/yaml), not YAML's: a line that begins with `---` ends a document, wherever it stands.
 * So a document that cannot be parsed loses none of the others.
 */

/** One stretch of a stream between separators. It may be empty or broken. */
export interface Chunk {
  /** 0-based, counting every chunk that holds at least one line. */
  readonly index: number;
  /** 1-based line of the stream at which `text` begins. */
  readonly line: number;
  /** UTF-16 units from the stream's start to `text`. */
  readonly offset: number;
  readonly text: string;
  /**
   * What stands behind `---` on its line, when that is more than a comment. kubectl refuses such a stream; the line is
   * then part of `text`, since YAML allows it.
   */
  readonly separator: string | null;
  /** It is one JSON object, and kubectl reads it as JSON. */
  readonly json: boolean;
}

/** Cuts a stream into chunks; separator lines belong to none. Joining them back with the separators gives `stream`. */
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
  // kubectl goes over the blanks before what turned out to be no JSON, to the end of their first line.
  const from = objects.at(-1)?.end ?? firstLine(open[1] ?? '').length;
  return splitYaml(stream, from, objects.length > 0 ? line : 1 + countLines(stream, 0, from), chunks);
}

function firstLine(blanks: string): string {
  return blanks.slice(0, blanks.indexOf('\n') + 1) || blanks;
}

/** Splits what follows `from`, behind the chunks that are known. */
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

/** How many line breaks lie in `text` from `start` to `end`. Only `\n` counts: so do git, editors and GitHub. */
export function countLines(text: string, start = 0, end = text.length): number {
  const part = text.slice(start, end); // indexOf would look for a break far behind the end
  let count = 0;
  for (let at = part.indexOf('\n'); at !== -1; at = part.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The offset of the next line that begins with `---`, at or behind `from` (the start of a line); else the end. */
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

/** Blanks as Go's unicode.IsSpace has them: not the byte order mark, which JavaScript takes for one. */
const BLANK = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const NOTHING = new RegExp(`^${BLANK}*(?:#|$)`);
/** What kubectl tries as JSON first. */
const OPEN_BRACE = new RegExp(`^(${BLANK}*)\\{`);
