/** What became of the objects of base that guard something, and of their sources. */
import { groupBy } from '../../foundation/groups.ts';
import { clusterKey, objectName } from '../../foundation/kubernetes/names.ts';
import { type Json } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { isFile } from '../../sources/kinds.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';

/** What became of the objects of base. */
export interface Objects {
  /** The source of a manifest of base. */
  readonly sourceOf: (manifest: Manifest) => Source | null;
  /** The object of a manifest of either side, in its cluster. */
  readonly keyOf: (manifest: Manifest) => string;
  /** The object at head that has the key of one of base, in the same source or in one that did not have it. */
  readonly atHead: (manifest: Manifest) => Manifest | null;
  /** Whether an unknown value decides whether head has an object. */
  readonly mayExist: (key: string) => boolean;
  /** Whether an object of head is new in its source. */
  readonly isNew: (manifest: Manifest, source: Source) => boolean;
  /** Whether a source is gone with all its workloads, which are nowhere else. */
  readonly isGoneWhole: (source: Source) => boolean;
  /** Whether the object of base is at head only where nothing uses its file any more. */
  readonly isLeftOver: (manifest: Manifest) => boolean;
  /** Whether a workload, `shop/Deployment/web`, is at head only where nothing uses its file any more. */
  readonly isLeftWorkload: (own: Source, item: Json) => boolean;
  /** Whether a source of head only stands for files that another source no longer uses, which is still there. */
  readonly isLeftBy: (own: Source, source: Source) => boolean;
}

export function objectsOf(
  before: InspectedSide,
  after: InspectedSide,
  { isWorkload }: Setting['evaluator']['pods'],
): Objects {
  const [was, now] = [placedIn(before), placedIn(after)];
  const sources = new Map(was.map(({ source }) => [source.id, source]));
  const sourcesOfBoth = new Map([...now, ...was].map(({ source }) => [source.id, source]));
  const atBase = new Set(was.map(({ key, source }) => placeOf(key, source)));
  const atHead = groupBy(now, ({ key }) => key);
  const gained = now.filter(({ key, source }) => !atBase.has(placeOf(key, source)));
  const gainedKeys = new Set(gained.map(({ key }) => key));
  const workloads = groupBy(
    now.filter(({ manifest }) => isWorkload(manifest.object)),
    ({ source, manifest }) => keyOfItem(source, itemOf(manifest, source)),
  );
  const possible = new Set(now.filter(({ isPossible }) => isPossible).map(({ key }) => key));
  const sourcesAtHead = new Set([...after.renderings, ...after.unchanged].map(({ source }) => source.id));
  const isLeft = leftOver(before);
  const isLeftBy = (own: Source, source: Source): boolean => sourcesAtHead.has(own.id) && isLeft(source);
  const keyOf = (manifest: Manifest): string => {
    const { target = '', namespace = '' } = sourcesOfBoth.get(manifest.source) ?? {};
    return keyIn(target, manifest, namespace);
  };
  return {
    sourceOf: ({ source }) => sources.get(source) ?? null,
    keyOf,
    atHead: (manifest) => {
      const all = atHead.get(keyOf(manifest)) ?? [];
      const own = all.find(({ source }) => source.id === manifest.source);
      const was = sources.get(manifest.source);
      const isHere = ({ key, source }: Placed): boolean =>
        !atBase.has(placeOf(key, source)) && (was === undefined || !isLeftBy(was, source));
      return (own ?? all.find(isHere))?.manifest ?? null;
    },
    isLeftBy,
    isLeftWorkload: (own, item) => {
      const all = workloads.get(keyOfItem(own, item)) ?? [];
      return all.length > 0 && all.every(({ source }) => isLeftBy(own, source));
    },
    isLeftOver: (manifest) => {
      const was = sources.get(manifest.source);
      return was !== undefined && (atHead.get(keyOf(manifest)) ?? []).some(({ source }) => isLeftBy(was, source));
    },
    mayExist: (key) => possible.has(key),
    isNew: (manifest, source) => !atBase.has(placeOf(keyIn(source.target, manifest, source.namespace), source)),
    isGoneWhole: ({ id }) => {
      const workloads = was.filter(({ source, manifest }) => source.id === id && isWorkload(manifest.object));
      return !sourcesAtHead.has(id) && workloads.length > 0 && !workloads.some(({ key }) => gainedKeys.has(key));
    },
  };
}

/**
 * Whether a source is new only because nothing uses its files any more: a kustomization of the base read all of them, and the
 * repository does not say what deploys them now.
 */
function leftOver({ renderings, unchanged }: InspectedSide): (source: Source) => boolean {
  const all = [...renderings, ...unchanged].map(({ source }) => source);
  const ids = new Set(all.map(({ id }) => id));
  const read = new Set(all.filter((source) => !isFile(source)).flatMap(({ reads }) => reads));
  return ({ id, deployment, reads }) => deployment === null && !ids.has(id) && reads.every((file) => read.has(file));
}

interface Placed {
  readonly source: Source;
  readonly manifest: Manifest;
  readonly key: string;
  readonly isPossible: boolean;
}

export function placedIn({ renderings, unchanged }: InspectedSide): Placed[] {
  return [...renderings, ...unchanged].flatMap(({ source, manifests, supposed }) => {
    const placed = (isPossible: boolean) => (manifest: Manifest) => ({
      source,
      manifest,
      key: keyIn(source.target, manifest, source.namespace),
      isPossible,
    });
    return [...manifests.map(placed(false)), ...(supposed?.possible ?? []).map(placed(true))];
  });
}

export function placeOf(key: string, { id }: Source): string {
  return JSON.stringify([id, key]);
}

function keyIn(target: string, { object }: Manifest, namespace: string): string {
  return JSON.stringify([target, clusterKey(object, namespace)]);
}

/** A workload as the extents of findings name it: `shop/Deployment/web`. */
export function itemOf({ object }: Manifest, source: Source): string {
  const { kind, name, namespace } = objectName(object);
  return `${namespace ?? source.namespace}/${kind}/${name}`;
}

export function keyOfItem({ target }: Source, item: Json): string {
  return JSON.stringify([target, item]);
}
