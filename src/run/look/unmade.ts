import { makes } from '../../sources/plain/made.ts';
import { canonical } from '../../foundation/json.ts';
import { contributionOfRendering } from './inspect.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { askedOf } from '../../facts/contribution.ts';
import { type Contribution } from '../../facts/relate.ts';

/** Namespaces that a source brings, by their names; of one that was not rendered, none. */
export type Defines = (source: Source) => readonly string[];

/**
 * Ids of the sources whose namespace is not theirs to make: an object of the cluster brings it, on which they write no
 * more than labels and annotations; or another deployment, the first by its id, makes it just so.
 */
export function unmade(sources: readonly Source[], defines: Defines): ReadonlySet<string> {
  const making = sources.filter(makes).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (making.length === 0) return new Set();
  const brought = new Set(
    sources.filter((each) => !makes(each)).flatMap((each) => defines(each).map((name) => keyOf(each, name))),
  );
  const seen = new Set<string>();
  return new Set(
    making.flatMap((source) => {
      const key = keyOf(source, source.makes.name);
      const alike = canonical([key, source.makes.metadata.labels, source.makes.metadata.annotations]);
      if (!brought.has(key) && !seen.has(alike)) {
        seen.add(alike);
        return [];
      }
      return [source.id];
    }),
  );
}

/** The same of renderings; `known` is what those bring that were not rendered. */
export function unmadeIn(
  renderings: readonly Rendering[],
  known: ReadonlyMap<string, Contribution | null>,
): ReadonlySet<string> {
  const byId = new Map(renderings.map((rendering) => [rendering.source.id, rendering]));
  const broughtBy = ({ id }: Source): readonly string[] => {
    const rendering = byId.get(id);
    const brought = known.get(id) ?? (rendering === undefined ? null : contributionOfRendering(rendering, askedOf([])));
    return brought?.defined ?? [];
  };
  return unmade(
    renderings.map(({ source }) => source),
    broughtBy,
  );
}

function keyOf({ target }: Source, name: string): string {
  return JSON.stringify([target, name]);
}
