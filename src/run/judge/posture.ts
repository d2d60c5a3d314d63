/** Computes the posture of the inspected sources, for every family in the same way. */
import { type PostureDefinition, type ValueOf } from '../../findings/posture/definition.ts';
import { postureFamilies } from '../../findings/posture/registry.ts';
import { postureRows, type PostureSide, rowKey } from '../../findings/posture/rows.ts';
import { nameKey } from '../../foundation/kubernetes/names.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type PostureFamily, type PostureRow } from '../../model/posture.ts';
import { newChartTests } from '../../sources/helm/discover/chart-tests.ts';
import { manifestsOf } from '../look/inspect.ts';
import {
  deployedButUnseen,
  type InspectedSide,
  incompleteSources,
  misdeclaredSources,
} from '../look/inspected-side.ts';
import { factsDiffer } from '../look/neighbours.ts';
import { type Setting } from '../open/setting.ts';

/** A family that fails has no rows; the others are not affected. `base` is null in an audit. */
export function postureOf(
  base: InspectedSide | null,
  head: InspectedSide,
  { borders, world, evaluator }: Pick<Setting, 'borders' | 'world' | 'evaluator'>,
  families: readonly PostureDefinition[] = postureFamilies,
): PostureFamily[] {
  return families.map((family) => ({
    ...headingOf(family),
    rows: borders.aroundNow(
      { stage: 'evaluate', subject: `the ${family.title} of ${family.subject}s` },
      () => knownRows(family.valuesBy(world.rules, evaluator.pods), base, head),
      () => [],
    ),
  }));
}

/** Joins the posture of several parts. `place` is the position of a row among all rows. */
export function postureTogether(
  parts: readonly (readonly PostureFamily[])[],
  place: (row: PostureRow) => number,
  families: readonly PostureDefinition[] = postureFamilies,
): PostureFamily[] {
  return families.map((family) => {
    const rows = parts.flat().flatMap((part) => (part.id === family.id ? part.rows : []));
    return { ...headingOf(family), rows: rows.sort((a, b) => place(a) - place(b)) };
  });
}

function headingOf({ id, title, subject, values }: PostureDefinition): Omit<PostureFamily, 'rows'> {
  return { id, title, subject, values };
}

/**
 * The rows without what is unknown: an object may still exist if its source was not rendered completely, and a value is
 * unknown if a possible finding would change it.
 */
function knownRows(valueOf: ValueOf, base: InspectedSide | null, head: InspectedSide): PostureRow[] {
  const unknown = incompleteSources(head);
  const wrong = base === null ? new Set<string>() : misdeclaredSources(base, head);
  const predecessors = base === null ? undefined : newChartTests(base.side.sources, head.side.sources);
  const isWhole = (source: string): boolean => !unknown.has(source);
  const rowsBy = (sideOf: (side: InspectedSide) => PostureSide): PostureRow[] =>
    postureRows(valueOf, base === null ? null : sideOf(base), sideOf(head), predecessors, isWhole);
  const atWorst = new Map(rowsBy(withHanging).map((row) => [rowKey(row), row]));
  const known = rowsBy(postureSide).filter((row) => {
    const worst = atWorst.get(rowKey(row));
    return (
      (row.after !== null || !unknown.has(row.source)) &&
      !wrong.has(row.source) &&
      row.before === worst?.before &&
      row.after === worst.after
    );
  });
  const unseen = base === null ? new Set<string>() : deployedButUnseen(base, head);
  const byFacts = base === null ? [] : changedByFacts(valueOf, base, head);
  return [...known, ...byFacts].map((row) => (row.before !== null && unseen.has(row.source) ? withoutAfter(row) : row));
}

/** Unchanged objects whose value changes because facts changed, for instance a label of their namespace. */
function changedByFacts(valueOf: ValueOf, base: InspectedSide, head: InspectedSide): PostureRow[] {
  if (!factsDiffer(base, head)) return [];
  return postureRows(valueOf, unchangedPosture(base), unchangedPosture(head)).filter(
    ({ before, after }) => before !== null && after !== null && before !== after,
  );
}

function unchangedPosture({ unchanged, evaluated }: InspectedSide): PostureSide {
  return { manifests: manifestsOf(unchanged), findings: evaluated.findings };
}

/** The source of this id at head is not what was deployed. */
function withoutAfter(row: PostureRow): PostureRow {
  return { ...row, after: null, unknown: true };
}

/** The posture if all possible findings were true. */
function withHanging(inspected: InspectedSide): PostureSide {
  const { manifests, findings } = postureSide(inspected);
  const hanging = inspected.evaluated.hanging.flatMap(({ finding, elsewhere }) =>
    elsewhere === true ? [] : [finding],
  );
  return { manifests, findings: [...findings, ...hanging] };
}

/**
 * A source that is rendered in two ways counts as it is deployed. An object that moved into another source, and is
 * checked in both, counts there.
 */
function postureSide({ side, renderings, evaluated }: InspectedSide): PostureSide {
  const once = renderings.filter(({ source }) => (side.retained.get(source.id) ?? source.id) === source.id);
  const isRetained = ({ source }: Manifest): boolean => side.retained.has(source);
  const all = manifestsOf(once);
  const declared = new Set(all.filter((manifest) => !isRetained(manifest)).map(({ object }) => nameKey(object)));
  return {
    manifests: all.filter((manifest) => !isRetained(manifest) || !declared.has(nameKey(manifest.object))),
    findings: evaluated.findings,
  };
}
