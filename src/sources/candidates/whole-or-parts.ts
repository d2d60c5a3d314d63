import { type Manifest } from '../../model/manifest.ts';
import { type Planned } from './candidate.ts';
import { partsOf, type Unit } from './units.ts';

interface Tried {
  readonly unit: Unit;
  readonly planned: Planned;
}

/** Fields of a built container may be written in several files: then each part is edited where that is. */
export async function planWholeOrParts(
  manifest: Manifest,
  unit: Unit,
  plan: (unit: Unit) => Promise<Planned>,
): Promise<Tried[]> {
  const planned = await plan(unit);
  const parts = planned.kind === 'candidate' || manifest.origin.kind !== 'kustomize' ? [] : partsOf(unit);
  if (parts.length === 0) return [{ unit, planned }];
  const tried: Tried[] = [];
  for (const part of parts) tried.push(...(await planWholeOrParts(manifest, part, plan)));
  return tried;
}
