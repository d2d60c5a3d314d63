/** Finds from which source of base an object of head moved. */
import { commonStart } from '../../foundation/common-start.ts';
import { groupBy } from '../../foundation/groups.ts';

/** A rendered object: its `objectKey`, the id of its source, and its cluster. */
export interface RenderedObject {
  readonly object: string;
  readonly source: string;
  readonly target: string;
  /** Whether its source is a file of manifests. A chart or a build may have other objects as well. */
  readonly isPlain?: boolean;
  /** The name of the deployment of its source; null or absent if there is none. */
  readonly deployment?: string | null;
}

/** The source of base from which an object of head moved; null if it did not move, or no object of its name is gone. */
export type CameFrom = (object: RenderedObject) => string | null;

/**
 * Finds the objects that moved: gone from a source of base, and present in a source of head that had none of their
 * name.
 * Objects of a chart or build never move into a source that existed before: that is another environment or another
 * application.
 * Objects without a deployment never move into what a deployment of base deploys: there they are new.
 * If several objects of one name moved, each is matched with the source whose id is the most similar to its own. If
 * there are more of them than before, the rest are matched with the most similar source as well.
 *
 * @param known ids of the sources of base, including those without objects.
 * @param deploying names of the deployments of base.
 */
export function movesBetween(
  base: readonly RenderedObject[],
  head: readonly RenderedObject[],
  known: ReadonlySet<string> = sourcesOf(base),
  deploying: ReadonlySet<string> = new Set(),
): CameFrom {
  const before = groupBy(base, nameOf);
  const origins = new Map<string, string>();
  const [by, now] = [deploymentsOf(base), deploymentsOf(head)];
  const isDeployedNow = (from: string, to: string): boolean =>
    by.get(from) === undefined && deploying.has(now.get(to) ?? '');
  const plain = sourcesOf(base.filter(({ isPlain = true }) => isPlain));
  for (const [name, objects] of groupBy(head, nameOf)) {
    const was = sourcesOf(before.get(name) ?? []);
    const is = sourcesOf(objects);
    const gone = [...was].filter((source) => !is.has(source));
    const gained = [...is].filter((source) => !was.has(source));
    const pairs = [
      ...paired(
        gained.filter((source) => known.has(source)),
        gone.filter((source) => plain.has(source)),
      ),
      ...paired(
        gained.filter((source) => !known.has(source)),
        gone,
      ),
    ];
    for (const [source, origin] of pairs)
      if (!isDeployedNow(origin, source)) origins.set(placeOf(name, source), origin);
  }
  return (object) => origins.get(placeOf(nameOf(object), object.source)) ?? null;
}

/** Names of deployments, by the id of the source that they deploy. */
function deploymentsOf(objects: readonly RenderedObject[]): ReadonlyMap<string, string> {
  return new Map(
    objects.flatMap(({ source, deployment = null }) => (deployment === null ? [] : [[source, deployment] as const])),
  );
}

function nameOf({ target, object }: RenderedObject): string {
  return JSON.stringify([target, object]);
}

function placeOf(name: string, source: string): string {
  return JSON.stringify([name, source]);
}

function sourcesOf(objects: readonly RenderedObject[]): ReadonlySet<string> {
  return new Set(objects.map(({ source }) => source));
}

/** With more pairs than this, sources are matched in the order of their names. */
const mostPairs = 10_000;

function paired(gained: readonly string[], gone: readonly string[]): [string, string][] {
  if (gone.length === 0) return [];
  if (gained.length * gone.length > mostPairs) return inOrder(gained.toSorted(), gone.toSorted());
  const pairs = gained.flatMap((to) => gone.map((from) => ({ to, from, likeness: likeness(from, to) })));
  pairs.sort((a, b) => b.likeness - a.likeness);
  const origins = new Map<string, string>();
  const taken = new Set<string>();
  for (const { to, from } of pairs) {
    if (origins.has(to) || taken.has(from)) continue;
    origins.set(to, from);
    taken.add(from);
  }
  for (const { to, from } of pairs) if (!origins.has(to)) origins.set(to, from);
  return [...origins];
}

function inOrder(gained: readonly string[], gone: readonly string[]): [string, string][] {
  return gained.flatMap((to, index) => {
    const from = gone[Math.min(index, gone.length - 1)];
    return from === undefined ? [] : [[to, from]];
  });
}

/** Similarity of two ids: the number of equal parts from the end, counted twice, and from the beginning. */
function likeness(from: string, to: string): number {
  const [a, b] = [parts(from), parts(to)];
  return 2 * commonStart(a.toReversed(), b.toReversed()) + commonStart(a, b);
}

function parts(id: string): string[] {
  return id.split(/[/#@,]/);
}
