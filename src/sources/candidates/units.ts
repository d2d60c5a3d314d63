/** Groups findings that are fixed at one place, and divides these groups into smaller ones. */
import { groupBy } from '../../foundation/groups.ts';
import { comparePaths } from '../../foundation/json.ts';
import { type Compared } from '../../model/finding.ts';
import { type Path } from '../../model/json.ts';
import { type FixOperation } from '../../model/rule.ts';

/**
 * Findings that are fixed at one place: of one container, volume or rule item; or of one field of the object itself.
 */
export interface Unit {
  readonly findings: readonly Compared[];
  readonly operations: readonly FixOperation[];
}

/** The units of one manifest. */
export function unitsOf(findings: readonly Compared[]): Unit[] {
  return [...groupBy(findings, ({ path }) => JSON.stringify(unitPath(path))).values()].map(unitOf);
}

function unitOf(findings: readonly Compared[]): Unit {
  return { findings, operations: inOrder(findings.flatMap(({ fix }) => fix)) };
}

/** The smallest units of one manifest: one per field. */
export function smallestUnitsOf(findings: readonly Compared[]): Unit[] {
  return unitsOf(findings).flatMap((unit) => (divisions(unit.findings).at(-1) ?? []).map(unitOf));
}

/** The parts of a unit, one level finer; empty where it cannot be divided. */
export function finerUnits({ findings }: Unit): Unit[] {
  return (divisions(findings)[1] ?? []).map(unitOf);
}

function unitPath(path: Path): Path {
  const item = path.findLastIndex((part) => typeof part === 'number');
  return item === -1 ? path : path.slice(0, item + 1);
}

/**
 * Ways to divide findings of one place: all at once; then by field of the place (`securityContext`, `livenessProbe`);
 * then each path alone. Levels that divide nothing further are left out.
 */
export function divisions(findings: readonly Compared[]): (readonly (readonly Compared[])[])[] {
  const fields = [
    ...groupBy(findings, ({ path }) => JSON.stringify(path.slice(0, unitPath(path).length + 1))).values(),
  ];
  const single = [...groupBy(findings, ({ path }) => JSON.stringify(path)).values()];
  const finer = [fields, single].filter((parts, index, all) => parts.length > (all[index - 1]?.length ?? 1));
  return [[findings], ...finer];
}

/** Sorts operations: one `set` per field in order of paths, then removals, later list items first. */
export function inOrder(operations: readonly FixOperation[]): FixOperation[] {
  const byPath = new Map(operations.map((operation) => [JSON.stringify(operation.path), operation]));
  const sorted = [...byPath.values()].sort((a, b) => comparePaths(a.path, b.path));
  return [...sorted.filter(({ op }) => op === 'set'), ...sorted.filter(({ op }) => op === 'remove').reverse()];
}
