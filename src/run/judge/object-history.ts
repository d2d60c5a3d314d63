/** Finds what became of the objects of base, from the renderings of both sides. */
import { isFile } from '../../sources/kinds.ts';
import { movesBetween, type RenderedObject } from '../../findings/compare/moves.ts';
import { isNobodys } from '../open/deployed-otherwise.ts';
import { isExample } from '../../sources/deployments/environments.ts';
import { objectKey } from '../../foundation/kubernetes/keys.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type HasObject, type ObjectHistory } from '../../findings/compare/object-history.ts';

/** @param ids for ids of sources at head: their ids at base. */
export function objectHistory(
  base: readonly Rendering[],
  head: readonly Rendering[],
  deploying: ReadonlySet<string>,
  ids: ReadonlyMap<string, string> = new Map(),
): ObjectHistory {
  const [was, now] = [renderedObjects(base), renderedObjects(head, ids)];
  const cameFrom = movesBetween(was, now, new Set(base.map(({ source }) => source.id)), deploying);
  const examples = examplesAmong(base);
  const deployed = new Set(head.flatMap(({ source }) => (isNobodys(source) ? [] : [source.id])));
  return {
    isAtHead: isAmong(now, (source) => source),
    wasAtBase: isAmong(was, (source) => ids.get(source) ?? source),
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

function isAmong(all: readonly RenderedObject[], named: (source: string) => string): HasObject {
  const objects = new Set(all.map(({ source, object }) => JSON.stringify([source, object])));
  return (manifest) => objects.has(JSON.stringify([named(manifest.source), objectKey(manifest)]));
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
