/** Workloads whose pods get other labels, so that what selected them may do so no more. */
import { at, canonical } from '../../foundation/json.ts';
import { type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';
import { itemOf, keyOfItem, placedIn, placeOf } from './guard-objects.ts';

/** A workload whose pods have other labels than at the base. */
export interface Relabelled {
  readonly manifest: Manifest;
  /** The path of the labels. */
  readonly labels: Path;
}

/** By the keys of items: those that are in the same source as at the base. Policies do not count in the node's network. */
export function relabelledWorkloads(
  before: InspectedSide,
  after: InspectedSide,
  { podsIn, isWorkload }: Setting['evaluator']['pods'],
): ReadonlyMap<string, Relabelled> {
  const was = new Map(placedIn(before).map(({ key, source, manifest }) => [placeOf(key, source), manifest]));
  const found = placedIn(after).flatMap(({ key, source, manifest, isPossible }): [string, Relabelled][] => {
    const old = was.get(placeOf(key, source));
    if (isPossible || old === undefined || !isWorkload(manifest.object)) return [];
    const [pod] = podsIn(manifest.object);
    if (pod === undefined || pod.metadata === null || at(manifest.object, [...pod.spec, 'hostNetwork']) === true)
      return [];
    const labels = [...pod.metadata, 'labels'];
    if (canonical(at(old.object, labels) ?? null) === canonical(at(manifest.object, labels) ?? null)) return [];
    return [[keyOfItem(source, itemOf(manifest, source)), { manifest, labels }]];
  });
  return new Map(found);
}
