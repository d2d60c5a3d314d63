import { type Chunk, splitStream } from './stream.ts';

/** The text of a file with its parts, each found when it is first asked for: a file may have thousands of edits. */
export interface SourceText {
  readonly text: string;
  /** Split at `\n`. */
  readonly lines: () => readonly string[];
  readonly chunks: () => readonly Chunk[];
}

export function sourceText(text: string): SourceText {
  return { text, lines: once(() => text.split('\n')), chunks: once(() => splitStream(text)) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
