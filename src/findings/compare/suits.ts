/** Further conditions under which two findings with the same key are partners. */
import { canonical } from '../../foundation/json.ts';
import { type KubernetesObject, type Manifest } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { isWithin } from '../identity/extent.ts';
import { containerAround, containersBefore } from './renamed-containers.ts';
import { renamedFrom, type SamePath } from './renamed.ts';
import { builtInPodKinds } from '../../foundation/kubernetes/pods.ts';
import { namedItems, namedPath } from '../../foundation/kubernetes/keys.ts';
import { type Identified } from './identified.ts';

export type Suits = (before: Identified, after: Identified) => boolean;

/**
 * False if both sides set a namespace and these differ: what a deployment moves into another namespace is new there.
 */
export function isOneNamespace({ into: from }: Identified, { into: to }: Identified): boolean {
  return from === to || from === null || to === null;
}

/**
 * An object that another one of its name replaced was never in the cluster, so its finding does not match one that is
 * in the cluster now.
 */
export function stoodBefore(before: Identified, after: Identified): boolean {
  return !before.replaced || after.replaced;
}

/**
 * True if the item does not exist at head, and its successor did not exist at base. If both exist on both sides, one
 * was fixed and the other broken: a fixed and a new finding.
 */
export function rewriting(): Suits {
  const hasItem = itemsIn();
  const containerBefore = containersBefore();
  /** A container that has a predecessor is no other one: what that one met is lost. */
  const mayBeOneContainer = (before: RawFinding, after: RawFinding): boolean => {
    const [old, now] = [containerAround(before.path), containerAround(after.path)];
    const was =
      old === null || now === null ? null : containerBefore(before.manifest.object, after.manifest.object, now);
    return was === null || canonical(was) === canonical(old);
  };
  return ({ finding: before }, { finding: after }) =>
    isWithin(after.extent, before.extent) &&
    !hasItem(after.manifest.object, before) &&
    !hasItem(before.manifest.object, after) &&
    mayBeOneContainer(before, after);
}

/** True for the same field of one workload, in which nothing differs except names of containers. */
export function renaming(isWorkload = builtInPodKinds.isWorkload): Suits {
  const known = new Map<Manifest, Map<Manifest, SamePath | null>>();
  return (one, other) => {
    const { manifest: before, extent, path } = one.finding;
    const { manifest: after, extent: now, path: there } = other.finding;
    if (!isWorkload(before.object) || !isWithin(now, extent)) return false;
    const pairs = known.get(before) ?? new Map<Manifest, SamePath | null>();
    const isSamePath = pairs.has(after) ? (pairs.get(after) ?? null) : renamedFrom(before.object, after.object);
    known.set(before, pairs.set(after, isSamePath));
    return isSamePath?.(path, there) === true;
  };
}

/** Whether an object has the list item (by its key) of a finding. The items of an object are listed once. */
function itemsIn(): (object: KubernetesObject, finding: RawFinding) => boolean {
  const known = new Map<KubernetesObject, Map<string, ReadonlySet<string>>>();
  const named = new Map<RawFinding, string>();
  return (object, finding) => {
    const item = finding.path.slice(0, finding.path.findLastIndex((part) => typeof part === 'number') + 1);
    const list = JSON.stringify(item.map((part) => (typeof part === 'number' ? null : part)));
    const lists = known.get(object) ?? new Map<string, ReadonlySet<string>>();
    const items = lists.get(list) ?? namedItems(object, item);
    const name = named.get(finding) ?? namedPath(finding.manifest.object, item);
    known.set(object, lists.set(list, items));
    named.set(finding, name);
    return items.has(name);
  };
}
