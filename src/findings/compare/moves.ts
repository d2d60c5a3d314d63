import { groupBy } from '../../foundation/groups.ts';

/** An object as it is rendered: its `objectKey`, the id of its source, and the cluster that it goes to. */
export interface Rendered {
  readonly object: string;
  readonly source: string;
  readonly target: string;
  /** Whether its source is a file of manifests; else a chart or a build, which may have other objects as well. */
  readonly isPlain?: boolean;
  /** The name of what deploys its source; null, or absent, where nothing says so. */
  readonly deployment?: string | null;
}

/** From which source of the base an object of head came; null where it stood in its own, or none of its name is gone. */
export type CameFrom = (object: Rendered) => string | null;

/**
 * Which objects moved: those that are gone from a source of the base, and stand in a source of head that had none of their name.
 * What a chart or build had never moved into one that was there before: that is another environment, or another application.
 * What nobody deployed never moved into what a deployment of the base deploys: there it is new.
 * Where several of one name moved, each came from the source whose name is the most like its own; where there are more of
 * them than before, those that are left came from the most alike as well.
 *
 * @param known the sources of the base, those without objects too.
 * @param deploying the names of the deployments of the base.
 */
export function movesBetween(
  base: readonly Rendered[],
  head: readonly Rendered[],
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

/** Of sources that something deploys, its name. */
function deploymentsOf(objects: readonly Rendered[]): ReadonlyMap<string, string> {
  return new Map(
    objects.flatMap(({ source, deployment = null }) => (deployment === null ? [] : [[source, deployment] as const])),
  );
}

function nameOf({ target, object }: Rendered): string {
  return JSON.stringify([target, object]);
}

function placeOf(name: string, source: string): string {
  return JSON.stringify([name, source]);
}

function sourcesOf(objects: readonly Rendered[]): ReadonlySet<string> {
  return new Set(objects.map(({ source }) => source));
}

/** Of more pairs than this, those of one place in the order of their names are taken together. */
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

/** How many parts of two ids are the same from their ends, and from their beginnings. */
function likeness(from: string, to: string): number {
  const [a, b] = [parts(from), parts(to)];
  return 2 * common(a.toReversed(), b.toReversed()) + common(a, b);
}

function parts(id: string): string[] {
  return id.split(/[/#@,]/);
}

function common(a: readonly string[], b: readonly string[]): number {
  const differing = a.findIndex((part, index) => part !== b[index]);
  return differing === -1 ? a.length : differing;
}
