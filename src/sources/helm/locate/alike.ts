/** Compares documents of one template, to reuse the traced lines of one for another. */
import { type HelmOrigin, type TemplateLines, type TemplateLinesOf } from './origin.ts';

/** A document of a chart with known origins of its lines. */
export interface TracedDocument {
  readonly origin: HelmOrigin;
  /** Origins for all lines of the rendered file. */
  readonly lines: TemplateLines;
}

/** The text before the first value on a line that prints a value behind a key: `image: "`. */
const printedKey = /^\s*((?:- +)*["']?[\w./-]+["']?:[^{]*)\{\{/;

/** A key and a value that ends on the same line. */
const plainValue = /^\s*(?:- +)*["']?[\w./-]+["']?: +(?:[\w./:@+-]+|"[^"\\]*"|'[^']*')$/;

const writtenKey = /^\s*(?:- +)*["']?([\w./-]+)["']?:/;

/**
 * Whether the lines of a document come from the same template lines as those of another document of that template. True
 * if they have the same number of lines and, where two differ, the template line prints a plain value behind the same
 * key. Then fields are on the same lines too.
 */
export function areAlike({ origin, lines }: TracedDocument, other: HelmOrigin, text: TemplateLinesOf): boolean {
  if (origin.name !== other.name || origin.template !== other.template) return false;
  const [before, now] = [origin.text.split('\n'), other.text.split('\n')];
  if (before.length !== now.length) return false;
  return now.every((line, index) => {
    const was = before[index] ?? '';
    if (line === was) return true;
    const source = lines[origin.start + index] ?? null;
    return source !== null && printsBoth(text(source.file)?.[source.line - 1] ?? '', was, line);
  });
}

function printsBoth(template: string, one: string, other: string): boolean {
  const key = printedKey.exec(template)?.[1]?.trimEnd();
  if (key === undefined || indentation(one) !== indentation(other)) return false;
  return [one, other].every((line) => line.trimStart().startsWith(key) && plainValue.test(line));
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

/**
 * Whether no other line of these templates could have printed the same text in its place, as the branches of an `if`
 * do. If one could, documents that are alike may come from different lines.
 */
export function isOnlyOne(
  line: { readonly file: string; readonly line: number },
  files: readonly string[],
  text: TemplateLinesOf,
): boolean {
  const own = text(line.file)?.[line.line - 1]?.trim() ?? '';
  const all = [...new Set([line.file, ...files])].map(text);
  if (own === '' || all.includes(null)) return false;
  const lines = all.flatMap((each) => each ?? []);
  if (lines.filter((each) => each.trim() === own).length !== 1) return false;
  const key = writtenKey.exec(own)?.[1];
  if (!lines.some((each) => /\{\{-?\s*else\b/.test(each))) return true;
  return key !== undefined && lines.filter((each) => writtenKey.exec(each)?.[1] === key).length === 1;
}
