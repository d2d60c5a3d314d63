/** Finds the patch that removes a field which the resource has. */
import { counterpart } from '../../../foundation/kubernetes/counterpart.ts';
import { at } from '../../../foundation/json.ts';
import { type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { isObject } from '../../../foundation/kubernetes/names.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { allPatches } from './all-patches.ts';
import { documentsOf, kustomizationsOf } from './kustomization.ts';
import { writingInPatch } from './patch-writing.ts';
import { type Patch } from './patches.ts';
import { type BuildOrigin, type BuiltField, type Writing } from './writing.ts';

/** The part of a patch that removes a field which the resource has. */
export interface TakenAway {
  readonly patch: Patch;
  /**
   * Where: the operation that removes it, the `null`, or the directive (`$patch`); or the field, in the value that
   * replaces it.
   */
  readonly writing: Writing;
  /** The path in the patch whose removal restores the field; null where the patch sets another value there. */
  readonly undo: Path | null;
  /** The removed field in the built object: the missing field or a parent of it. */
  readonly field: Path;
}

/** Fields that a pod sets for all of its containers without a value of their own. */
const ofPodAndContainers = ['appArmorProfile', 'runAsNonRoot', 'runAsUser', 'seLinuxOptions', 'seccompProfile'];

/**
 * The patch that removes a missing field of a built object which the resource has; for a container's field, else the
 * patch that removes the pod's field that would apply to it. Null where there is none. `further`: patches that are
 * applied after those of the kustomizations.
 */
export async function takenAway(
  texts: Texts,
  manifest: Manifest,
  origin: BuildOrigin,
  path: Path,
  further: readonly Patch[] = [],
): Promise<TakenAway | null> {
  if (origin.file === null || at(manifest.object, path) !== undefined) return null;
  const resource = (await documentsOf(texts, origin.file)).find(({ value }) => isObject(value, origin.original));
  if (resource === undefined) return null;
  const missing = [path, ...fieldOfPod(path)].filter((each) => {
    const way = counterpart(manifest.object, each, resource.value);
    return way !== null && at(resource.value, way) !== undefined && at(manifest.object, each) === undefined;
  });
  if (missing.length === 0) return null;
  const patches: Patch[] = [];
  for (const kustomization of (await kustomizationsOf(texts, origin)).reverse())
    patches.push(...(await allPatches(texts, kustomization)));
  for (const each of missing) {
    for (const patch of [...patches, ...further].reverse()) {
      const found = inPatch(patch, { manifest, origin, path: each, final: undefined, isOwn: false });
      if (found !== null) return found;
    }
  }
  return null;
}

function fieldOfPod(path: Path): Path[] {
  const item = path.findLastIndex((part) => typeof part === 'number');
  const [context, field] = path.slice(item + 1);
  const isShared = item > 0 && context === 'securityContext' && ofPodAndContainers.includes(String(field));
  return isShared ? [[...path.slice(0, item - 1), ...path.slice(item + 1)]] : [];
}

function inPatch(patch: Patch, field: BuiltField): TakenAway | null {
  const { file, document, block, value, target } = patch;
  const writing = writingInPatch({ file, document, block, value, target }, field);
  if (writing === null) return null;
  const { way, edit } = writing;
  const taken = (undo: Path | null, depth: number): TakenAway => ({
    patch,
    writing: patch.shownAt === undefined ? writing : { ...writing, way: patch.shownAt, edit: null },
    undo,
    field: field.path.slice(0, depth),
  });
  const [step] = way;
  if (typeof step === 'number' && way[1] === 'path') return taken([step], depthOf(patch, step));
  if (way.at(-1) === '$patch') return taken(way.slice(0, -1), way.length - 1);
  if (isNull(patch, way)) return taken(way, way.length);
  return edit === 'field' ? taken(null, field.path.length) : null;
}

function isNull({ value }: Patch, way: Path): boolean {
  return at(value, way) === null;
}

/** The number of parts of a step's pointer. */
function depthOf({ value }: Patch, step: number): number {
  const pointer = at(value, [step, 'path']);
  return typeof pointer === 'string' ? pointer.split('/').length - 1 : 0;
}
