/** Finds namespaces that deployments would create although other sources contain them. */
import { makes } from '../../sources/plain/made.ts';
import { canonical } from '../../foundation/json.ts';
import { contributionOfRendering } from './inspect.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { builtInPodKinds } from '../../foundation/kubernetes/pods.ts';
import { askedOf } from '../../facts/contribution.ts';
import { type Contribution } from '../../facts/relate.ts';

/** Names of the namespaces that a source contains; empty if it was not rendered. */
export type Defines = (source: Source) => readonly string[];

/**
 * Ids of the sources whose namespace is redundant: an object of the cluster defines it (they add only labels and
 * annotations to it), or another deployment (the first one by id) creates it with the same metadata.
 */
export function redundantNamespaces(sources: readonly Source[], defines: Defines): ReadonlySet<string> {
  const making = sources.filter(makes).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (making.length === 0) return new Set();
  const brought = new Set(
    sources.filter((each) => !makes(each)).flatMap((each) => defines(each).map((name) => namespaceKey(each, name))),
  );
  const seen = new Set<string>();
  return new Set(
    making.flatMap((source) => {
      const key = namespaceKey(source, source.makes.name);
      const content = canonical([key, source.makes.metadata.labels, source.makes.metadata.annotations]);
      if (!brought.has(key) && !seen.has(content)) {
        seen.add(content);
        return [];
      }
      return [source.id];
    }),
  );
}

/** No pods are asked for. */
const onlyNamespaces = { families: askedOf([]), pods: builtInPodKinds };

/** The same for renderings. `known`: contributions of sources that were not rendered. */
export function redundantNamespacesIn(
  renderings: readonly Rendering[],
  known: ReadonlyMap<string, Contribution | null>,
): ReadonlySet<string> {
  const byId = new Map(renderings.map((rendering) => [rendering.source.id, rendering]));
  const broughtBy = ({ id }: Source): readonly string[] => {
    const rendering = byId.get(id);
    const brought =
      known.get(id) ?? (rendering === undefined ? null : contributionOfRendering(rendering, onlyNamespaces));
    return brought?.defined ?? [];
  };
  return redundantNamespaces(
    renderings.map(({ source }) => source),
    broughtBy,
  );
}

function namespaceKey({ target }: Source, name: string): string {
  return JSON.stringify([target, name]);
}
