/** Splits a rendered file into the texts of its documents. */
import { type RenderedFile } from '../../engine/helm-request.ts';

/** A document of a rendered file. */
export interface DocumentText {
  /** 0-based line of the file at which the document begins. */
  readonly start: number;
  /** UTF-16 units of that line before the document. */
  readonly column: number;
  readonly text: string;
}

export function documentTexts({ text, documents }: Pick<RenderedFile, 'text' | 'documents'>): DocumentText[] {
  const lines = text.split('\n');
  return documents.map(({ start, end, column }) => {
    const [first = '', ...rest] = lines.slice(start, end);
    return { start, column, text: [first.slice(column), ...rest].join('\n') };
  });
}
