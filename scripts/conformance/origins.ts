/** Decides which rendered lines can have come from the source line that they name. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Line = z.object({ text: z.string(), file: z.string().nullable(), line: z.number().nullable() });

/** The output of `plimsoll render --origins --format json`. */
export const Origins = z.array(z.object({ source: z.string(), lines: z.array(Line) }));

export type Line = z.infer<typeof Line>;

/** Number of non-blank rendered lines, and how many of them name a source line that fits. */
export interface Share {
  readonly lines: number;
  readonly fitting: number;
  readonly misfits: readonly string[];
}

/** A line of a template: the text outside of its actions, in order, and what the actions may do with it. */
interface SourceLine {
  readonly literals: readonly string[];
  /** It has an action, so it may also print anything else. */
  readonly acts: boolean;
  /** It has a branch, so some of its text may be missing. */
  readonly branches: boolean;
}

const branch = /^\{\{-?\s*(if|else|range|with|end|define|block)\b/;

/** The lines of a template as the engine reads them: an action or comment may span several lines. */
export function sourceLines(text: string): readonly SourceLine[] {
  const pieces = text.split(/(\{\{[\s\S]*?\}\})/);
  const lines: { literals: string[]; acts: boolean; branches: boolean }[] = [];
  let line = { literals: [] as string[], acts: false, branches: false };
  const visit = (piece: string, use: (part: string) => void): void => {
    for (const [index, part] of piece.split('\n').entries()) {
      if (index > 0) {
        lines.push(line);
        line = { literals: [], acts: false, branches: false };
      }
      use(part);
    }
  };
  for (const piece of pieces) {
    const action = piece.startsWith('{{');
    visit(piece, (part) => {
      if (action) line = { ...line, acts: true, branches: line.branches || branch.test(piece) };
      else if (part.trim() !== '') line.literals.push(part.trim());
    });
  }
  return [...lines, line];
}

/** Whether the literals occur in the text in this order. */
function inOrder(literals: readonly string[], text: string): boolean {
  let from = 0;
  return literals.every((literal) => {
    const at = text.indexOf(literal, from);
    from = at + literal.length;
    return at !== -1;
  });
}

/**
 * Whether the text of a source line can have produced a rendered line.
 *
 * @param continues whether the rendered line before names the same source line: the output of an action may have
 * several lines, and only the first and last have the text around the action.
 */
export function fits(rendered: string, source: SourceLine, continues: boolean): boolean {
  const text = rendered.trim();
  if (!source.acts) return source.literals.join('') === text;
  if (source.branches) return source.literals.length === 0 || source.literals.some((part) => text.includes(part));
  return inOrder(source.literals, text) || continues || source.literals.some((part) => text.startsWith(part));
}

/** Checks every non-blank line of a render against the file that it names, below `root`. */
export async function originShare(root: string, origins: z.infer<typeof Origins>): Promise<Share> {
  const files = new Map<string, readonly SourceLine[]>();
  for (const file of new Set(origins.flatMap(({ lines }) => lines.map((line) => line.file)))) {
    if (file !== null) files.set(file, sourceLines(await readFile(join(root, file), 'utf8')));
  }
  const judged = origins.flatMap(({ lines }) =>
    lines.map((line, index) => {
      const source = files.get(line.file ?? '')?.[(line.line ?? 0) - 1];
      const before = lines[index - 1];
      const continues = before?.file === line.file && before.line === line.line;
      return { line, fit: source !== undefined && fits(line.text, source, continues) };
    }),
  );
  const counted = judged.filter(({ line }) => line.text.trim() !== '');
  const misfits = counted
    .filter(({ fit }) => !fit)
    .map(({ line }) => `${line.file ?? '?'}:${line.line ?? '?'}: ${line.text}`);
  return { lines: counted.length, fitting: counted.length - misfits.length, misfits };
}
