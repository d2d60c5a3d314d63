/** Collects which rendered lines are said to come from each line of a template. */
import type { OpenChart } from './open-chart.ts';
import { type RenderedLine, renderedLine } from './rendered-documents.ts';

/** A line of a template, 0-based, and the rendered lines that are said to come from it. */
export interface Claims {
  readonly file: string;
  readonly line: number;
  readonly rendered: ReadonlySet<RenderedLine>;
}

/**
 * The claims about the lines of a chart's objects. CRD files are not templates, so they are left out. `shift` makes
 * every claim wrong: it names a line that many lines further down.
 */
export function claimsOf({ manifests, traced }: OpenChart, ignored: ReadonlySet<string>, shift: number): Claims[] {
  const claims = new Map<string, { file: string; line: number; rendered: Set<RenderedLine> }>();
  for (const { origin } of manifests) {
    if (origin.kind !== 'helm' || !origin.name.includes('/templates/') || ignored.has(origin.name)) continue;
    const from = traced.lines.get(origin.name) ?? [];
    for (const index of origin.text.split('\n').keys()) {
      const source = from[origin.start + index];
      if (source === undefined || source === null) continue;
      const line = source.line - 1 + shift;
      const key = JSON.stringify([source.file, line]);
      const claim = claims.get(key) ?? { file: source.file, line, rendered: new Set() };
      claim.rendered.add(renderedLine(origin.name, origin.start + index));
      claims.set(key, claim);
    }
  }
  return [...claims.values()];
}
