/** Matches new sources with the sources of base that deploy the same to the same place. */
import { isExample, otherEnvironments } from '../../foundation/text/environments.ts';
import { groupBy } from '../../foundation/groups.ts';
import { type Source } from '../../model/source.ts';
import { sourceKindOf } from '../kinds.ts';

/** Whether a declaration in the repository deploys the source. */
export type IsDeployed = (source: Source) => boolean;

/** Maximum numbers per source: of matches, and of candidates. */
const [mostTwins, mostTried] = [8, 256];

/**
 * For each source that is new in head, the sources of base that put the same objects into the same namespace of the
 * same cluster, by the id of the new source. Not where only one of the two is deployed, where names show different
 * environments, or where the old one is an example: then it is not known whether the new objects were in a cluster
 * before.
 */
export function twins(
  base: readonly Source[],
  head: readonly Source[],
  isDeployed: IsDeployed,
): ReadonlyMap<string, readonly Source[]> {
  const before = new Set(base.map(({ id }) => id));
  const old = base.filter(({ path }) => !isExample(path));
  const bySubject = groupBy(
    old.flatMap((source) => subjectsOf(source, isDeployed).map((subject) => ({ subject, source }))),
    ({ subject }) => subject,
  );
  const found = head
    .filter(({ id }) => !before.has(id))
    .map((source) => {
      const tried = new Set<Source>();
      for (const subject of subjectsOf(source, isDeployed)) {
        if (tried.size >= mostTried) break;
        for (const other of (bySubject.get(subject) ?? []).slice(0, mostTried)) tried.add(other.source);
      }
      return [source.id, [...tried].filter((other) => isOneEnvironment(other, source)).slice(0, mostTwins)] as const;
    });
  return new Map(found.filter(([, alike]) => alike.length > 0));
}

/** Keys that sources share if they may render the same to the same place. */
function subjectsOf(source: Source, isDeployed: IsDeployed): string[] {
  const { kind, target, namespace } = source;
  const place = [kind, target, namespace, isDeployed(source)];
  const marks = sourceKindOf(source).marks(source, isDeployed(source));
  return marks.map((mark) => JSON.stringify([...place, mark]));
}

function isOneEnvironment(one: Source, other: Source): boolean {
  const [old, now] = [namesOf(one), namesOf(other)];
  const most = Math.max(old.length, now.length);
  return Array.from({ length: most }).every((_, at) => otherEnvironments(old[at] ?? '', now[at] ?? '') === null);
}

/** All names that may tell the environment, in the same order for each source. */
function namesOf(source: Source): string[] {
  const { path, deployment } = source;
  const values = sourceKindOf(source).valueFiles(source);
  return [path, deployment?.name ?? '', deployment?.place.file ?? '', ...values].map(withoutExtension);
}

function withoutExtension(file: string): string {
  return file.replace(/\.(ya?ml|json)$/, '');
}
