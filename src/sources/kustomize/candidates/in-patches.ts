/** Plans edits of a kustomization's patches that add or remove what is wrong. */
import { counterpart } from '../../../foundation/kubernetes/counterpart.ts';
import { at, canonical, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type FixOperation } from '../../../model/rule.ts';
import { isObject, objectName } from '../../../foundation/kubernetes/names.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { kustomizationsOf } from '../writing/kustomization.ts';
import { type Patch, patchesIn } from '../writing/patches.ts';
import { pluginPatches } from '../writing/plugin-patches.ts';
import { selectsObject } from '../writing/select.ts';
import { type BuildOrigin } from '../writing/writing.ts';
import { applyOperations } from '../../../yaml/apply-operations.ts';
import { type Planned } from '../../candidates/candidate.ts';
import { editFile } from '../../candidates/edit-file.ts';
import { type Unit } from '../../candidates/units.ts';

/** The fields with patches, in reverse order of application. */
const fields = ['patchesJson6902', 'patches', 'patchesStrategicMerge'] as const;

/**
 * An edit of the last patch that causes the finding: it adds the value or the list item around it, or removes a field
 * that should exist.
 */
export async function planInPatches(manifest: Manifest, unit: Unit, texts: Texts): Promise<Planned> {
  const { origin } = manifest;
  for (const patch of origin.kind === 'kustomize' ? await patchesFor(manifest, origin, texts) : []) {
    const { file, document, block, value } = patch;
    const operations = inPatch(value, manifest.object, unit);
    const text = operations === null ? null : await texts.parts(file);
    if (operations === null || text === null) continue;
    const planned = editFile(file, text, { document, block, operations, sheds: true });
    if (planned.kind === 'candidate') return planned;
  }
  return { kind: 'none', why: 'No patch of the kustomization adds or removes the field.' };
}

/** The patches of an object, the last one first. Effects on other objects are found when the edit is tested. */
async function patchesFor(manifest: Manifest, origin: BuildOrigin, texts: Texts): Promise<Patch[]> {
  const { original } = origin;
  const names = [original, { ...original, name: objectName(manifest.object).name }];
  const isFor = ({ target, value }: Patch): boolean =>
    target === null ? names.some((name) => isObject(value, name)) : selectsObject(target, { manifest, origin });
  const patches: Patch[] = [];
  for (const kustomization of await kustomizationsOf(texts, origin)) {
    patches.push(
      ...(await pluginPatches(texts, kustomization)).filter(({ shownAt }) => shownAt === undefined).reverse(),
    );
    for (const field of fields) patches.push(...(await patchesIn(texts, kustomization, field)).reverse());
  }
  return patches.filter(isFor);
}

/** The unit's operations translated to the patch; null where the patch does not cause the findings. */
function inPatch(patch: Json, object: Json, { operations }: Unit): readonly FixOperation[] | null {
  if (!isJsonList(patch)) return inItem(patch, object, operations);
  return withoutAdded(patch, operations) ?? inRemoval(patch, object, operations);
}

/**
 * For a JSON patch whose steps add what all operations remove (items of one list, or the list): removes these steps.
 */
function withoutAdded(patch: readonly Json[], operations: readonly FixOperation[]): readonly FixOperation[] | null {
  const wrong = new Set<number>();
  for (const operation of operations) {
    const steps = [...patch.keys()].filter((index) => adds(patch[index] ?? null, operation));
    if (steps.length === 0) return null;
    for (const index of steps) wrong.add(index);
  }
  return [...wrong].sort((a, b) => b - a).map((index) => ({ op: 'remove', path: [index] }));
}

/**
 * Whether a step of a JSON patch adds what an operation removes, or an item that is missing in the list that it sets.
 */
function adds(step: Json, operation: FixOperation): boolean {
  const added = pathOf(step, 'add');
  if (added === null || !isJsonMap(step)) return false;
  const kept = operation.op === 'set' ? operation.value : [];
  if (added.length === operation.path.length) return operation.op === 'remove' && startsWith(added, operation.path);
  const item = canonical(step['value'] ?? null);
  const isItem = added.length === operation.path.length + 1 && startsWith(added, operation.path);
  return isItem && isJsonList(kept) && kept.every((each) => canonical(each) !== item);
}

/** For a merge patch with the list item that all operations are about. */
function inItem(patch: Json, object: Json, operations: readonly FixOperation[]): readonly FixOperation[] | null {
  const moved = operations.map((operation): FixOperation | null => {
    const item = operation.path.findLastIndex((part) => typeof part === 'number');
    const way = item === -1 ? null : counterpart(object, operation.path.slice(0, item + 1), patch);
    return way === null ? null : { ...operation, path: [...way, ...operation.path.slice(item + 1)] };
  });
  return moved.every((operation) => operation !== null) ? moved : null;
}

/** For a JSON patch that removes the parent of everything that is set: replaces that field instead. */
function inRemoval(
  patch: readonly Json[],
  object: Json,
  operations: readonly FixOperation[],
): readonly FixOperation[] | null {
  const index = patch.findLastIndex((step) => {
    const removed = removedBy(step);
    return removed !== null && operations.every(({ op, path }) => op === 'set' && startsWith(path, removed));
  });
  const removed = removedBy(patch[index] ?? null);
  const fixed = removed === null ? undefined : applyOperations(object, operations);
  const value = removed === null || fixed === undefined ? undefined : at(fixed, removed);
  if (value === undefined) return null;
  return [
    { op: 'set', path: [index, 'op'], value: 'replace' },
    { op: 'set', path: [index, 'value'], value },
  ];
}

function removedBy(step: Json): Path | null {
  return pathOf(step, 'remove');
}

/** The field of a step of a JSON patch: a pointer (RFC 6901) as a path. Null for another operation. */
function pathOf(step: Json, op: 'add' | 'remove'): Path | null {
  if (!isJsonMap(step) || step['op'] !== op) return null;
  const pointer = step['path'];
  if (typeof pointer !== 'string' || !pointer.startsWith('/')) return null;
  const parts = pointer.slice(1).split('/');
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((part, index) => part === path[index]);
}
