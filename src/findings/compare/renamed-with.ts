/**
 * Finds the objects that were renamed together with workloads of their source: a release or a prefix has another name. An
 * object that is no workload is only the same if nothing else of it changed, since others may refer to its name.
 */
import { canonical, isJsonMap } from '../../foundation/json.ts';
import { groupOf, objectName } from '../../foundation/kubernetes/names.ts';
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { groupBy } from '../../foundation/groups.ts';
import { type Manifest } from '../../model/manifest.ts';

/** Maximum number of different changes of names in a source that are tried. */
const mostChanges = 8;

/**
 * @param workloads pairs of workloads, by that of head.
 * @param isReferred whether something at base referred to the name that an object has now: then it gets more than a name.
 */
export function pairRenamedWith(
  workloads: ReadonlyMap<Manifest, Manifest>,
  gone: readonly Manifest[],
  added: readonly Manifest[],
  sourceOf: (manifest: Manifest) => string,
  isReferred: (manifest: Manifest) => boolean,
  { isWorkload }: PodKinds,
): Map<Manifest, Manifest> {
  const pairs = new Map<Manifest, Manifest>();
  const others = groupBy(
    gone.filter(({ object }) => !isWorkload(object)),
    ({ source }) => source,
  );
  const now = groupBy(
    added.filter((each) => !isWorkload(each.object) && !isReferred(each)),
    sourceOf,
  );
  for (const [source, same] of groupBy(workloads, ([after]) => sourceOf(after))) {
    const [before, after] = [others.get(source) ?? [], now.get(source) ?? []];
    if (before.length === 0 || after.length === 0) continue;
    const byText = groupBy(after, ({ object }) => keyOf({ object }, canonical(object)));
    for (const renamed of changesOf(same, gone))
      for (const each of before) {
        const [found] = byText.get(keyOf(each, renamed(canonical(each.object)))) ?? [];
        if (found !== undefined && !pairs.has(found)) pairs.set(found, each);
      }
  }
  return pairs;
}

function keyOf({ object: { apiVersion, kind } }: Pick<Manifest, 'object'>, text: string): string {
  return JSON.stringify([groupOf(apiVersion), kind, text]);
}

type Renamed = (text: string) => string;

/** How names changed in a source, as changes of whole texts. */
function changesOf(pairs: readonly (readonly [Manifest, Manifest])[], gone: readonly Manifest[]): Renamed[] {
  const changes = pairs.map(([after, before]) => partsChanged(nameOf(before), nameOf(after)));
  const distinct = new Map(changes.map((change) => [JSON.stringify(change), change]));
  return [...distinct.values()].slice(0, mostChanges).map(({ start, from, to }) => {
    if (from !== '') return (text) => replaced(text, [from], () => to);
    const source = pairs[0]?.[1].source;
    const names = gone.flatMap((each) =>
      each.source === source && nameOf(each).startsWith(start) ? [nameOf(each)] : [],
    );
    return (text) => replaced(text, names, (name) => `${start}${to}-${name.slice(start.length)}`);
  });
}

function nameOf({ object }: Manifest): string {
  return objectName(object).name;
}

interface Change {
  /** What both names begin with, up to a hyphen. */
  readonly start: string;
  /** The parts in place of which the others are now; empty if parts were added. */
  readonly from: string;
  readonly to: string;
}

function partsChanged(before: string, after: string): Change {
  const [old, now] = [before.split('-'), after.split('-')];
  const least = Math.min(old.length, now.length);
  let start = 0;
  while (start < least && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < least - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const [from, to] = [old, now].map((parts) => parts.slice(start, parts.length - end).join('-'));
  return {
    start: old
      .slice(0, start)
      .map((part) => `${part}-`)
      .join(''),
    from: from ?? '',
    to: to ?? '',
  };
}

/** Replaces words where they are not parts of others. */
function replaced(text: string, words: readonly string[], by: (word: string) => string): string {
  const longestFirst = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (longestFirst.length === 0) return text;
  return text.replace(new RegExp(`(?<![A-Za-z0-9])(?:${longestFirst.join('|')})(?![A-Za-z0-9])`, 'g'), by);
}

/** The names of roles that bindings refer to, each with its kind. */
export function rolesReferred(manifests: readonly Manifest[]): (manifest: Manifest) => boolean {
  const referred = new Set(
    manifests.flatMap(({ object }) => {
      const role = object['roleRef'] ?? null;
      return isJsonMap(role) ? [JSON.stringify([role['kind'], role['name']])] : [];
    }),
  );
  return ({ object }) => referred.has(JSON.stringify([object.kind, objectName(object).name]));
}
