import { isExample, otherEnvironments } from '../deployments/environments.ts';
import { groupBy } from '../../foundation/groups.ts';
import { type Source } from '../../model/source.ts';

/** Whether something that the repository declares deploys it. */
export type IsDeployed = (source: Source) => boolean;

/** At most so many of one source are looked at, and looked for among so many. */
const [mostTwins, mostTried] = [8, 256];

/**
 * Of sources that base does not have, the sources of base that put the same into the same place of the same cluster, by
 * the id of the new one. Not where only one of them is deployed, where names say that they are of different
 * environments, or where the old one is an example: then nobody knows whether what is new stood in a cluster.
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

/** What is the same for what may render the same into the same place. */
function subjectsOf(source: Source, isDeployed: IsDeployed): string[] {
  const { kind, target, namespace } = source;
  const place = [kind, target, namespace, isDeployed(source)];
  return whatOf(source, isDeployed).map((what) => JSON.stringify([...place, what]));
}

/** A chart that nobody deploys has tests and value files, which are told apart elsewhere. */
function whatOf(source: Source, isDeployed: IsDeployed): readonly (string | readonly string[])[] {
  switch (source.kind) {
    case 'plain':
      return [source.path];
    case 'kustomize':
      return source.reads;
    case 'helm':
      return isDeployed(source) && source.remote === null
        ? [[source.path, source.release.name, source.release.namespace]]
        : [];
  }
}

function isOneEnvironment(one: Source, other: Source): boolean {
  const [old, now] = [namesOf(one), namesOf(other)];
  const most = Math.max(old.length, now.length);
  return Array.from({ length: most }).every((_, at) => otherEnvironments(old[at] ?? '', now[at] ?? '') === null);
}

/** All that may name an environment, in the same order for each. */
function namesOf(source: Source): string[] {
  const { path, deployment } = source;
  const values = source.kind === 'helm' ? source.values : [];
  return [path, deployment?.name ?? '', deployment?.place.file ?? '', ...values].map(withoutExtension);
}

function withoutExtension(file: string): string {
  return file.replace(/\.(ya?ml|json)$/, '');
}
