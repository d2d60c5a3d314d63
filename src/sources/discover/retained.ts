/** Finds in a tree the sources of another tree, with the settings they have there. */
import { foldersOf } from '../../snapshot/folders.ts';
import { type Source } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { findKustomizations, namedBy } from '../kustomize/discover/kustomizations.ts';
import { sourceKindOf } from '../kinds.ts';
import { type NewPlace } from './new-place.ts';

/**
 * The sources of another tree, rendered with the same settings but with the files of this tree. Left out: sources with
 * a missing file, and those that are no longer sources.
 */
export async function retainedSources(sources: readonly Source[], tree: Tree, texts: Texts): Promise<Source[]> {
  if (sources.length === 0) return [];
  const isBuilt = sources.some(({ kind }) => kind === 'kustomize');
  const kustomizations = isBuilt ? await findKustomizations(tree, texts, () => true) : new Map<string, never>();
  const place: NewPlace = { tree, texts, folders: foldersOf(tree), kustomizations, named: namedBy(kustomizations) };
  const found = await Promise.all(sources.map(async (source) => sourceKindOf(source).retained(source, place)));
  return found.filter((source) => source !== null);
}
