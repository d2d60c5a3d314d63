/** Finds which families of facts the Rego of a rule reads, directly or through other packages. */
import { type Reference } from './references.ts';

/** Names of families, sorted; null if it reads facts, but which ones can't be determined. */
export type Reached = readonly string[] | null;

/** The families that each module reads, by file. */
export function factsReached(references: ReadonlyMap<string, readonly Reference[]>): ReadonlyMap<string, Reached> {
  return new Map([...references].map(([file, all]) => [file, familiesIn(all)]));
}

function familiesIn(references: readonly Reference[]): Reached {
  const families = references.filter(isOfFacts).map(familiesOf);
  return families.includes(null) ? null : [...new Set(families.flatMap((names) => names ?? []))].sort();
}

function isOfFacts([first, second = null]: Reference): boolean {
  return first === 'data' && (second === 'facts' || second === null);
}

/** `data.facts.sbom`, `data.facts.targets[…].namespaces`, `data.facts.targets[…].from.namespaces`. */
function familiesOf([, second, third, , family, origin]: Reference): Reached {
  if (second !== 'facts' || third === undefined || third === null) return null;
  if (third !== 'targets') return [third];
  if (family === undefined || family === null) return null;
  if (family !== 'from') return [family];
  return origin === undefined || origin === null ? null : [family, origin];
}
