import { groupBy } from '../../foundation/groups.ts';
import { comparePaths } from '../../foundation/json.ts';
import { type Compared } from '../../model/finding.ts';
import { type Path } from '../../model/json.ts';
import { type FixOperation } from '../../model/rule.ts';

/** Findings that are mended in one place: those of one container, volume or rule item; or one field of the object itself. */
export interface Unit {
  readonly findings: readonly Compared[];
  readonly operations: readonly FixOperation[];
}

/** Units of one manifest. */
export function unitsOf(findings: readonly Compared[]): Unit[] {
  return [...groupBy(findings, ({ path }) => JSON.stringify(unitPath(path))).values()].map(unitOf);
}

function unitOf(findings: readonly Compared[]): Unit {
  return { findings, operations: inOrder(findings.flatMap(({ fix }) => fix)) };
}

/** Units of one manifest that divide no further: those of a field. */
export function smallestUnitsOf(findings: readonly Compared[]): Unit[] {
  return unitsOf(findings).flatMap((unit) => (divisions(unit.findings).at(-1) ?? []).map(unitOf));
}

/** The next finer way to mend the findings of a unit; none where it divides no further. */
export function partsOf({ findings }: Unit): Unit[] {
  return (divisions(findings)[1] ?? []).map(unitOf);
}

function unitPath(path: Path): Path {
  const item = path.findLastIndex((part) => typeof part === 'number');
  return item === -1 ? path : path.slice(0, item + 1);
}

/**
 * Ways to mend findings of one place: all at once, then field by field of the place (`securityContext`, `livenessProbe`),
 * then one by one. Ways that divide nothing further are left out.
 */
export function divisions(findings: readonly Compared[]): (readonly (readonly Compared[])[])[] {
  const fields = [
    ...groupBy(findings, ({ path }) => JSON.stringify(path.slice(0, unitPath(path).length + 1))).values(),
  ];
  const single = [...groupBy(findings, ({ path }) => JSON.stringify(path)).values()];
  const finer = [fields, single].filter((parts, index, all) => parts.length > (all[index - 1]?.length ?? 1));
  return [[findings], ...finer];
}

/** The same field is set once; fields in the order of their paths, then removals, those further down a list first. */
export function inOrder(operations: readonly FixOperation[]): FixOperation[] {
  const byPath = new Map(operations.map((operation) => [JSON.stringify(operation.path), operation]));
  const sorted = [...byPath.values()].sort((a, b) => comparePaths(a.path, b.path));
  return [...sorted.filter(({ op }) => op === 'set'), ...sorted.filter(({ op }) => op === 'remove').reverse()];
}
