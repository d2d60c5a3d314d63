/** Finds what became of the objects of base, from the renderings of both sides. */
import { isFile } from '../../sources/kinds.ts';
import { movesBetween, type RenderedObject } from '../../findings/compare/moves.ts';
import { isNobodys } from '../open/deployed-otherwise.ts';
import { isExample } from '../../foundation/text/environments.ts';
import { objectKey } from '../../foundation/kubernetes/keys.ts';
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { pairRenamedWith, rolesReferred } from '../../findings/compare/renamed-with.ts';
import { noRenames, pairRenamed, type RenameOf, renamesIn } from '../../findings/compare/renames.ts';
import { type HasObject, type ObjectHistory } from '../../findings/compare/object-history.ts';

/** @param ids for ids of sources at head: their ids at base. */
export function objectHistory(
  base: readonly Rendering[],
  head: readonly Rendering[],
  deploying: ReadonlySet<string>,
  pods: PodKinds,
  ids: ReadonlyMap<string, string> = new Map(),
): ObjectHistory {
  const [was, now] = [renderedObjects(base), renderedObjects(head, ids)];
  const cameFrom = movesBetween(was, now, new Set(base.map(({ source }) => source.id)), deploying);
  const examples = examplesAmong(base);
  const deployed = new Set(head.flatMap(({ source }) => (isNobodys(source) ? [] : [source.id])));
  const idAtBase = (manifest: Manifest): string => ids.get(manifest.source) ?? manifest.source;
  const [isAtHead, wasAtBase] = [isAmong(now, ({ source }) => source), isAmong(was, idAtBase)];
  return {
    isWorkload: pods.isWorkload,
    isAtHead,
    wasAtBase,
    renameOf: renamesBetween(base, head, { isAtHead, wasAtBase, cameFrom }, idAtBase, pods),
    cameFrom: (object) => {
      const from = cameFrom(object);
      return from !== null && examples.has(from) && deployed.has(object.source) ? null : from;
    },
  };
}

/** Ids of sources in a folder of examples that no declaration deploys. */
function examplesAmong(base: readonly Rendering[]): ReadonlySet<string> {
  return new Set(base.flatMap(({ source }) => (isNobodys(source) && isExample(source.path) ? [source.id] : [])));
}

/** Of the objects that are gone or new, without those that moved to another source. */
function renamesBetween(
  base: readonly Rendering[],
  head: readonly Rendering[],
  { isAtHead, wasAtBase, cameFrom }: Omit<ObjectHistory, 'renameOf'>,
  idAtBase: (manifest: Manifest) => string,
  pods: PodKinds,
): RenameOf {
  const gone = base.flatMap(({ manifests }) => manifests.filter((manifest) => !isAtHead(manifest)));
  if (gone.length === 0) return noRenames;
  const gained = head.flatMap(({ source, manifests }) =>
    manifests
      .filter((manifest) => !wasAtBase(manifest))
      .map((manifest) => {
        const object = objectKey(manifest);
        return { manifest, object, from: cameFrom({ object, source: idAtBase(manifest), target: source.target }) };
      }),
  );
  const moved = new Set(gained.flatMap(({ from, object }) => (from === null ? [] : [JSON.stringify([from, object])])));
  const left = gone.filter((manifest) => !moved.has(JSON.stringify([manifest.source, objectKey(manifest)])));
  const added = gained.flatMap(({ manifest, from }) => (from === null ? [manifest] : []));
  const workloads = pairRenamed(left, added, idAtBase, pods);
  const isReferred = rolesReferred(base.flatMap(({ manifests }) => manifests));
  const others = pairRenamedWith(workloads, left, added, idAtBase, isReferred, pods);
  return renamesIn(new Map([...workloads, ...others]), idAtBase);
}

function isAmong(all: readonly RenderedObject[], named: (manifest: Manifest) => string): HasObject {
  const objects = new Set(all.map(({ source, object }) => JSON.stringify([source, object])));
  return (manifest) => objects.has(JSON.stringify([named(manifest), objectKey(manifest)]));
}

export function renderedObjects(
  renderings: readonly Rendering[],
  ids: ReadonlyMap<string, string> = new Map(),
): RenderedObject[] {
  return renderings.flatMap(({ source, manifests }) =>
    manifests.map((manifest) => ({
      object: objectKey(manifest),
      source: ids.get(source.id) ?? source.id,
      target: source.target,
      isPlain: isFile(source),
      deployment: isNobodys(source) ? null : (source.deployment?.name ?? null),
    })),
  );
}
