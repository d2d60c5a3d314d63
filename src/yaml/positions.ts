/** Finds the lines of a field in a YAML text. */
import { type Path } from '../model/json.ts';
import { lineOf, lineStarts, type LineStarts } from './lines.ts';
import { readSourceTree, type SourceNode } from './source-tree.ts';
import { splitStream, type Chunk } from './stream.ts';
import { walk, type WrittenField } from './walk.ts';

/** Lines are 1-based, inclusive and of the whole stream. */
export interface Located {
  /** Whether the field exists; if not, the lines are those of its nearest existing parent. */
  readonly found: boolean;
  /** The line of the key; for a list item, of its dash; for the document itself, its first line. */
  readonly first: number;
  /** The last line of a plain or quoted value; `first` for collections and block texts (`|`, `>`). */
  readonly last: number;
}

export interface OpenYaml {
  /**
   * The lines of the field at `path` in the document with this index (as in `YamlDocument`). Paths through aliases and
   * merge keys lead to the place where the field is written. Null where there is no such document or it has no value.
   */
  locate(document: number, path: Path): Located | null;
}

/** Opens a stream for any number of lookups; each document is parsed on its first lookup. */
export function openYaml(text: string): OpenYaml {
  const chunks = splitStream(text);
  const opened = new Map<number, Opened | null>();
  return {
    locate(document, path) {
      const chunk = chunks[document];
      if (chunk === undefined) return null;
      const known = opened.get(document) ?? openChunk(chunk);
      opened.set(document, known);
      return known === null ? null : locateIn(known, chunk.line, path);
    },
  };
}

interface Opened {
  readonly tree: SourceNode;
  readonly starts: LineStarts;
}

function openChunk({ text }: Chunk): Opened | null {
  const tree = readSourceTree(text);
  return tree === null ? null : { tree, starts: lineStarts(text) };
}

function locateIn({ tree, starts }: Opened, line: number, path: Path): Located {
  const fields = walk(tree, path);
  const field: WrittenField = fields.at(-1) ?? fields[0];
  const first = line + lineOf(starts, field.entry?.start ?? tree.start);
  const { value } = field;
  const isShort = value.kind === 'scalar' && value.style !== 'block';
  const last = isShort ? line + lineOf(starts, Math.max(value.start, value.end - 1)) : first;
  return { found: fields.length === path.length + 1, first, last };
}
