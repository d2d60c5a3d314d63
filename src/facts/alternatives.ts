/**
 * Which sources are alternatives: overlays of one base, value files of one chart, or files for several platforms. One cluster
 * has one of them, so what is in another is not there as well.
 */
import { posix } from 'node:path';
import { groupBy } from '../foundation/groups.ts';
import { isMap, list } from '../foundation/json.ts';
import { onceEach } from '../foundation/cache/once-each.ts';
import { type Source } from '../model/source.ts';
import { type Contribution } from './contribution.ts';

/** A cluster with more sources that have alternatives is taken as if it had none, to limit time. */
const mostAlternatives = 200;

type AlternativesOf = (source: string) => ReadonlySet<string>;

const none: ReadonlySet<string> = new Set();

export function alternativesAmong(sources: readonly Source[], brought: readonly Contribution[]): AlternativesOf {
  const [overlays, alike] = [overlaysAmong(sources, brought), alikeAmong(sources, brought)];
  return (source) => new Set([...overlays(source), ...(alike.get(source) ?? [])]);
}

/**
 * Two charts or kustomizations are alternatives if both contain the same workload, out of files that both read, for the same
 * cluster. They are not if deployments are declared for both, which say that both are there.
 */
function overlaysAmong(sources: readonly Source[], brought: readonly Contribution[]): AlternativesOf {
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
        if (isDeclared(one) && isDeclared(other)) continue;
        if (!one.reads.some((file) => filesOf(other).has(file))) continue;
        found.set(one.id, (found.get(one.id) ?? new Set()).add(other.id));
      }
  }
  const perTarget = groupBy([...found.keys()], (id) => known.get(id)?.target);
  return (source) =>
    (perTarget.get(known.get(source)?.target)?.length ?? 0) > mostAlternatives ? none : (found.get(source) ?? none);
}

/** Whether something says that the source is deployed. A values file that is taken as one of a chart's environments does not. */
function isDeclared(source: Source): boolean {
  const { kind, deployment } = source;
  return deployment !== null && (kind !== 'helm' || !source.values.includes(deployment.place.file));
}

/** Of the objects of two files or folders, the larger number and this share of it are the same in alternatives. */
const sameShare = 0.8;

/** Manifests that are applied together: a source, or a folder of files. */
interface Bundle {
  readonly sources: readonly string[];
  readonly target: string;
  /** Names and accounts of its workloads, whatever their kinds, in order. */
  readonly workloads: string;
  readonly contributions: readonly Contribution[];
}

/**
 * Two sources, or two folders of files, that no declaration deploys are alternatives if they have the same workloads with the
 * same accounts, and nearly all of their objects have the same names: deploy.yaml for each of several platforms. Whoever adds
 * a file that only repeats a workload does not hide what the others have together.
 */
function alikeAmong(
  sources: readonly Source[],
  brought: readonly Contribution[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map(sources.filter(({ deployment }) => deployment === null).map((each) => [each.id, each]));
  const contributed = brought.flatMap((each) => {
    const source = known.get(each.source ?? '');
    return source === undefined ? [] : [{ source, contribution: each }];
  });
  const singles = contributed.map((each) => bundleOf([each]));
  const files = contributed.filter(({ source }) => source.kind === 'plain');
  const folders = [
    ...groupBy(files, ({ source }) => JSON.stringify([source.target, posix.dirname(source.path)])).values(),
  ]
    .filter(({ length }) => length > 1)
    .map(bundleOf);
  const found = new Map<string, Set<string>>();
  for (const bundles of [singles, folders])
    for (const group of groupBy(bundles, ({ target, workloads }) => JSON.stringify([target, workloads])).values()) {
      if (group.length > mostAlternatives || group[0].workloads === '[]') continue;
      if (group.length === 1) continue;
      const namesOf = onceEach(({ contributions }: Bundle) => namesIn(contributions));
      for (const one of group)
        for (const other of group) {
          if (one === other || !isNearlySame(namesOf(one), namesOf(other))) continue;
          for (const id of one.sources) found.set(id, new Set([...(found.get(id) ?? []), ...other.sources]));
        }
    }
  return found;
}

function bundleOf(all: readonly { readonly source: Source; readonly contribution: Contribution }[]): Bundle {
  const pods = all.flatMap(({ contribution }) => list(contribution['pods']).filter(isMap));
  const workloads = pods.map(({ namespace, name, account }) => JSON.stringify([namespace, withoutKind(name), account]));
  return {
    sources: all.map(({ source }) => source.id),
    target: all[0]?.source.target ?? '',
    workloads: JSON.stringify([...new Set(workloads)].sort()),
    contributions: all.map(({ contribution }) => contribution),
  };
}

/** The names of all objects, each with the list that it is in. */
function namesIn(contributions: readonly Contribution[]): ReadonlySet<string> {
  const names = contributions.flatMap((contribution) =>
    Object.entries(contribution).flatMap(([of, items]) =>
      list(items).flatMap((item) =>
        isMap(item) && typeof item['name'] === 'string'
          ? [JSON.stringify([of, item['namespace'], withoutKind(item['name'])])]
          : [],
      ),
    ),
  );
  return new Set(names);
}

function isNearlySame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const same = [...one].filter((name) => other.has(name)).length;
  return same >= sameShare * Math.max(one.size, other.size);
}

/** One platform may have a DaemonSet where another has a Deployment. */
function withoutKind(name: unknown): string {
  return String(name).replace(/^[^/]*\//, '');
}
