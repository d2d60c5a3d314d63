/** Finds the place of a finding's field in the source files. */
import { recentlyUsed } from '../../foundation/cache/recently-used.ts';
import { type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Place } from '../../model/problem.ts';
import { openYaml } from '../../yaml/positions.ts';
import { type OriginKind, type OriginLocator } from '../kind.ts';
import { originKindOf } from '../kinds.ts';
import { locateMade } from '../plain/locate.ts';
import { type LocatedSide } from './side.ts';

export type Locator = (manifest: Manifest, path: Path) => Promise<Place>;

/**
 * Maximum number of parsed texts in memory, which are many times larger than the texts. Findings are sorted by object.
 */
const mostOpen = 64;

/** Finds places in the source files, independent of the diff. Never fails: at worst the place is the file. */
export function locatorOf(side: LocatedSide): Locator {
  const open = recentlyUsed(mostOpen, openYaml);
  const locators = new Map<OriginKind, OriginLocator>();
  const locatorFor = (kind: OriginKind): OriginLocator => {
    const known = locators.get(kind) ?? kind.locator(side, open);
    locators.set(kind, known);
    return known;
  };
  return async (manifest, path) => {
    const { origin, rendered } = manifest;
    const finishedBy = rendered === undefined ? null : side.finishedBy(manifest, path);
    if (finishedBy !== null) return 'kind' in finishedBy ? finishedBy : locateMade(side.texts, open, finishedBy, path);
    return locatorFor(originKindOf(origin)).locate(manifest, origin, path);
  };
}
