/** Finds the template line of a field by its line in the rendered document. */
import { type Path } from '../../../model/json.ts';
import { type Place } from '../../../model/problem.ts';
import { type Open } from '../../locate/side.ts';
import { type TemplateLines, type HelmOrigin } from './origin.ts';

/**
 * The template line of a field: its line in the rendered document, traced back. Where the origin of that line is not
 * known, the line of the nearest field around it that has one; else the template's file.
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
      ? 'the template line of this field was not traced'
      : 'no template line could be shown to print this field';
  return { kind: 'file', file: origin.template, why };
}
