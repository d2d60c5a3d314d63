import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A Markdown file of the repository. */
export interface Page {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** Folders whose pages people read, and whether those below count too. Cases and goldens are data. */
const folders = [
  { folder: '.', deep: false },
  { folder: 'docs', deep: true },
  { folder: 'engine', deep: false },
  { folder: 'examples', deep: true },
] as const;

/** Every page, sorted by path. */
export const pages: readonly Page[] = folders
  .flatMap(({ folder, deep }) => {
    const names = readdirSync(join(root, folder), { recursive: deep, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
  })
  .sort()
  .map(page);

/** @throws {Error} when there is no such file. */
export function page(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

export function isThere(path: string): boolean {
  return existsSync(join(root, path));
}

/** What the fenced blocks of a language hold. */
export function blocks({ text }: Page, language: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...text.matchAll(fence)].map(([, block = '']) => block);
}

/** The text without code, fenced or not: what is left is read as Markdown. */
export function withoutCode({ text }: Page): string {
  return text.replaceAll(/^(`{3,})[^\n]*\n.*?^\1$/gms, '').replaceAll(/`[^`\n]*`/g, '');
}

/** The first cell of each row of the page's tables, without its code marks. */
export function firstCells({ text }: Page): readonly string[] {
  return [...text.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, cell = '']) => cell);
}
