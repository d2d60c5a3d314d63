/** Reads templates as lines of text, well enough to know where a new line may go. The render then verifies it. */

/** Number of spaces before the text. For a list item, before the text behind the dash. */
export function indentOf(line: string): number {
  return /^ *(?:- +)*/.exec(line)?.[0].length ?? 0;
}

/** The key of a line `key: …` or `- key: …`, including its actions; null for other lines. */
export function keyOfLine(line: string): string | null {
  return /^\s*(?:- +)*("?[\w./-]+"?):(?:\s|$)/.exec(line)?.[1] ?? null;
}

/** Whether every action that begins in the line ends in it. */
export function isWhole(line: string): boolean {
  return count(line, /\{\{/g) === count(line, /\}\}/g);
}

/** How many control blocks are open at a line (1-based). Only equal numbers can mean the same block. */
export function depthAt(template: readonly string[], line: number): number {
  const before = template.slice(0, line - 1).join('\n');
  const opened = count(before, /\{\{-?\s*(?:if|with|range|define|block)\b/g);
  return opened - count(before, /\{\{-?\s*end\b/g);
}

/** How many branches of control blocks print nothing but comments. */
export function emptyBranches(template: readonly string[]): number {
  const opening = String.raw`(?:(?:if|with|range)\b[^{}]*|else\b[^{}]*)`;
  const text = template.filter((line) => !line.trimStart().startsWith('#')).join('\n');
  return count(text, new RegExp(String.raw`\{\{-?\s*${opening}\}\}\s*(?=\{\{-?\s*(?:end|else)\b)`, 'g'));
}

/** Whether a line prints a text at a column: `{{- toYaml .Values.sc | nindent 8 }}`. */
export function printsAt(line: string, column: number): boolean {
  const [, spaces] = /^\s*\{\{.*\|\s*n?indent\s+(\d+)\s*-?\}\}/.exec(line) ?? [];
  return spaces !== undefined && Number(spaces) === column;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
