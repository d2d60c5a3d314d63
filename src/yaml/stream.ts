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
}

/** Cuts a stream into chunks; separator lines belong to none. Joining them back with the separators gives `stream`. */
export function splitStream(stream: string): Chunk[] {
  const chunks: Chunk[] = [];
  let line = 1;
  let start = 0;
  let separator: string | null = null;
  for (let at = nextSeparator(stream, 0); ; at = nextSeparator(stream, nextLine(stream, at))) {
    const text = stream.slice(start, at);
    if (text !== '') chunks.push({ index: chunks.length, line, offset: start, text, separator });
    if (at === stream.length) return chunks;
    line += countLines(stream, start, at);
    separator = behindSeparator(stream, at);
    start = separator === null ? nextLine(stream, at) : at;
    if (separator === null) line += 1;
  }
}

/** How many line breaks lie in `text` from `start` to `end`. Only `\n` counts: so do git, editors and GitHub. */
export function countLines(text: string, start = 0, end = text.length): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
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
  const rest = stream.slice(at + 3, nextLine(stream, at)).trim();
  return rest === '' || rest.startsWith('#') ? null : rest;
}
