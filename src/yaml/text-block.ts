/** Finds a literal text block in a document and edits it in the file. */
import { at } from '../foundation/json.ts';
import { type Path } from '../model/json.ts';
import { type LineEdit } from './line-edits.ts';
import { type SourceText } from './source-text.ts';

/** A text that is written as a literal block (`values: |`). */
export interface TextBlock {
  readonly text: string;
  /** 1-based; its first line in the file. */
  readonly first: number;
  /** Spaces before each of its lines. */
  readonly indent: number;
}

/** `key: |` or `- |` without an explicit indentation. */
const header = /[:-][ \t]+\|[-+]?[ \t]*(?:#.*)?\r?$/;

/** Null where the text is written in a way in which its lines are not lines of the file. */
export function textBlock(file: SourceText, document: number, path: Path): TextBlock | null {
  const key = file.open().locate(document, path);
  const lines = file.lines();
  if (key?.found !== true || !header.test(lines[key.first - 1] ?? '')) return null;
  const below = lines.slice(key.first);
  const indent = indentOf(below.find((line) => line.trim() !== '') ?? '');
  const end = below.findIndex((line) => line.trim() !== '' && indentOf(line) < indent);
  const text = (end === -1 ? below : below.slice(0, end))
    .map((line) => line.slice(indent))
    .join('\n')
    .trimEnd();
  return indent > 0 && isTextAt(file, document, path, text) ? { text, first: key.first + 1, indent } : null;
}

/** Converts an edit of the text to an edit of the file. */
export function editInFile({ first, indent }: TextBlock, edit: LineEdit): LineEdit {
  const lines = edit.replacement === '' ? [] : edit.replacement.split('\n');
  const indented = lines.map((line) => (line.trim() === '' ? line : `${' '.repeat(indent)}${line}`));
  return { first: edit.first + first - 1, last: edit.last + first - 1, replacement: indented.join('\n') };
}

function isTextAt(file: SourceText, document: number, path: Path, text: string): boolean {
  const value = at(file.documents().find(({ index }) => index === document)?.value, path);
  return typeof value === 'string' && value.trimEnd() === text.replaceAll('\r\n', '\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
