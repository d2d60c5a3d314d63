import { type Origin, type Path, type Place } from '../model.ts';
import { type Open } from './locate.ts';

/** Per line of a rendered template (0-based): the file and 1-based line that made it, or null where that is not known. */
export type TemplateLines = readonly ({ readonly file: string; readonly line: number } | null)[];

export type HelmOrigin = Extract<Origin, { kind: 'helm' }>;

/**
 * The template line of a field: its line in the rendered document, traced back. Where that line's origin is not known,
 * the nearest field around it that has one; at last the template's file.
 */
export function locateInTemplate(origin: HelmOrigin, path: Path, open: Open, lines: TemplateLines | null): Place {
  const rendered = open(origin.text);
  for (let depth = path.length; lines !== null && depth > 0; depth--) {
    const located = rendered.locate(0, [...origin.item, ...path.slice(0, depth)]);
    const from = located === null ? null : (lines[origin.start + located.first - 1] ?? null);
    if (from !== null) return { kind: 'lines', file: from.file, first: from.line, last: from.line };
  }
  const why =
    lines === null
      ? 'which line of the template made this field was not traced'
      : 'no line of the template could be shown to have made this field';
  return { kind: 'file', file: origin.template, why };
}
