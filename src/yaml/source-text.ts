/** Caches the parts of a file's text: lines, chunks and parsed documents. */
import { openYaml, type OpenYaml } from './positions.ts';
import { type Chunk, splitStream } from './stream.ts';
import { parseManifests, type YamlDocument } from './values.ts';

/** The text of a file and its parts, each computed on first use: a file may get thousands of edits. */
export interface SourceText {
  readonly text: string;
  /** Split at `\n`. */
  readonly lines: () => readonly string[];
  readonly chunks: () => readonly Chunk[];
  readonly documents: () => readonly YamlDocument[];
  readonly open: () => OpenYaml;
}

export function sourceText(text: string): SourceText {
  return {
    text,
    lines: once(() => text.split('\n')),
    chunks: once(() => splitStream(text)),
    documents: once(() => parseManifests(text).documents),
    open: once(() => openYaml(text)),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
