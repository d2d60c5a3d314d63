import { type RenderedFile } from '../../engine/helm-request.ts';

/** A document of a rendered file. */
export interface DocumentText {
  /** 0-based line of the file at which it begins. */
  readonly start: number;
  /** UTF-16 units of that line that are not the document's. */
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
