import { at, canonical } from '../../foundation/json.ts';
import { recentlyUsed } from '../../foundation/cache/recently-used.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Place } from '../../model/problem.ts';
import { openYaml } from '../../yaml/positions.ts';
import { type OriginKind, type OriginLocator } from '../kind.ts';
import { originKindOf } from '../kinds.ts';
import { locateMade } from '../plain/locate.ts';
import { type LocatedSide } from './side.ts';

export type Locator = (manifest: Manifest, path: Path) => Promise<Place>;

/** Findings come object by object, and what an opened text takes is many times its size. */
const mostOpen = 64;

/** Places in the source, independent of any diff. Never fails: the least is the file itself. */
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
    if (finishedBy !== null && rendered !== undefined && isChanged(rendered, manifest.object, path))
      return 'kind' in finishedBy ? finishedBy : locateMade(side.texts, open, finishedBy, path);
    return locatorFor(originKindOf(origin)).locate(manifest, origin, path);
  };
}

/** Whether finishing wrote a field. What it removed is where it was. */
function isChanged(before: Json, after: Json, path: Path): boolean {
  const [old, now] = [at(before, path), at(after, path)];
  return now !== undefined && (old === undefined || canonical(old) !== canonical(now));
}
