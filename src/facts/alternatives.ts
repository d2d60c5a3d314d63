/**
 * Which sources are alternatives: overlays of one base, or value files of one chart. One cluster has one of them, so what is
 * in another is not there as well.
 */
import { groupBy } from '../foundation/groups.ts';
import { isMap, list } from '../foundation/json.ts';
import { onceEach } from '../foundation/cache/once-each.ts';
import { type Source } from '../model/source.ts';
import { type Contribution } from './contribution.ts';

/** A cluster with more sources that have alternatives is taken as if it had none, to limit time. */
const mostAlternatives = 200;

type AlternativesOf = (source: string) => ReadonlySet<string>;

/**
 * Two sources are alternatives if both contain the same workload, out of files that both read, for the same cluster. They
 * are not if deployments are declared for both, which say that both are there. A file of manifests is never one: whoever
 * adds a file that repeats a workload does not hide what the others have together.
 */
export function alternativesAmong(sources: readonly Source[], brought: readonly Contribution[]): AlternativesOf {
  const none: ReadonlySet<string> = new Set();
  const known = new Map(sources.filter(({ kind }) => kind !== 'plain').map((source) => [source.id, source]));
  if (known.size < 2) return () => none;
  const workloads = brought.flatMap(({ target, source = '', pods }) => {
    const of = known.get(source);
    if (of === undefined) return [];
    const names = new Set(
      list(pods).flatMap((pod) => (isMap(pod) ? [JSON.stringify([target, pod['namespace'], pod['name']])] : [])),
    );
    return [...names].map((name) => ({ name, of }));
  });
  const groups = [...groupBy(workloads, ({ name }) => name).values()].filter(({ length }) => length > 1);
  const found = new Map<string, Set<string>>();
  const filesOf = onceEach((source: Source) => new Set(source.reads));
  for (const group of groups) {
    if (group.length > mostAlternatives) continue;
    for (const { of: one } of group)
      for (const { of: other } of group) {
        if (one.id === other.id || found.get(one.id)?.has(other.id) === true) continue;
        if (one.deployment !== null && other.deployment !== null) continue;
        if (!one.reads.some((file) => filesOf(other).has(file))) continue;
        found.set(one.id, (found.get(one.id) ?? new Set()).add(other.id));
      }
  }
  const perTarget = groupBy([...found.keys()], (id) => known.get(id)?.target);
  return (source) =>
    (perTarget.get(known.get(source)?.target)?.length ?? 0) > mostAlternatives ? none : (found.get(source) ?? none);
}
