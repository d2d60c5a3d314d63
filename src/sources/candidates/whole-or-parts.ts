/** Plans a fix for a unit as a whole or, where that fails, for each of its parts. */
import { type Manifest } from '../../model/manifest.ts';
import { originKindOf } from '../kinds.ts';
import { type Planned } from './candidate.ts';
import { finerUnits, type Unit } from './units.ts';

interface Tried {
  readonly unit: Unit;
  readonly planned: Planned;
}

/**
 * Several files may write the fields of a container that Kustomize builds. Then each part is edited in its own file.
 */
export async function planWholeOrParts(
  manifest: Manifest,
  unit: Unit,
  plan: (unit: Unit) => Promise<Planned>,
): Promise<Tried[]> {
  const planned = await plan(unit);
  const parts =
    planned.kind === 'candidate' || !originKindOf(manifest.origin).mayBeInSeveralFiles ? [] : finerUnits(unit);
  if (parts.length === 0) return [{ unit, planned }];
  const tried: Tried[] = [];
  for (const part of parts) tried.push(...(await planWholeOrParts(manifest, part, plan)));
  return tried;
}
