import { counterpart } from '../counterpart.ts';
import { at, canonical, isJsonList, isJsonMap } from '../json.ts';
import { type Json, type Path } from '../model.ts';
import { isObject, objectName } from '../names.ts';
import { type Patch } from './patches.ts';
import { selects } from './select.ts';
import { type Field, type Writing } from './writing.ts';

/** What of a patch writes a field as it is in the built object, or takes away one that is missing; null for nothing. */
export function writingInPatch(patch: Patch, field: Field): Writing | null {
  const { value, target } = patch;
  if (isJsonList(value)) return target !== null && selects(target, field) ? inOperations(patch, value, field) : null;
  const isMeant = target === null ? isPartOf(value, field) : selects(target, field);
  return isMeant ? inPart(patch, field) : null;
}

/** Whether a part of an object names the object of a field. */
function isPartOf(part: Json, { manifest, origin: { original } }: Field): boolean {
  return isObject(part, original) || isObject(part, { ...original, name: objectName(manifest.object).name });
}

function inPart(patch: Patch, { manifest, path, final }: Field): Writing | null {
  const way = counterpart(manifest.object, path, patch.value);
  if (way === null) return null;
  const there = at(patch.value, way);
  const writes = final === undefined ? there === null : there !== undefined && canonical(there) === canonical(final);
  return writes ? writing(patch, way, 'field') : null;
}

/** The last operation that writes the field, or that takes it away. */
function inOperations(patch: Patch, operations: readonly Json[], field: Field): Writing | null {
  for (const [index, operation] of [...operations.entries()].reverse()) {
    if (!isJsonMap(operation)) continue;
    const { op, path: pointer, value } = operation;
    const into = typeof pointer === 'string' ? restOf(pointer, field, value) : null;
    if (into === null) continue;
    if (op === 'remove' && field.final === undefined) return writing(patch, [index, 'path'], null);
    const there = op === 'add' || op === 'replace' ? at(value, into) : undefined;
    if (there !== undefined && field.final !== undefined && canonical(there) === canonical(field.final))
      return writing(patch, [index, 'value', ...into], into.length === 0 ? 'value' : 'field');
  }
  return null;
}

/**
 * Where a patch has what is around a missing field, at `around` in the built object; null where it has not. Of patches that
 * are merged only where `mayAdd`: they name items that they only change, too.
 */
export function additionInPatch(patch: Patch, field: Field, around: Path, mayAdd: boolean): Writing | null {
  const { value, target } = patch;
  const rest = field.path.slice(around.length);
  if (isJsonList(value)) {
    const found = target !== null && selects(target, field) ? addedBy(value, { ...field, path: around }) : null;
    return found === null ? null : writing(patch, [...found, ...rest], 'field');
  }
  const isMeant = mayAdd && (target === null ? isPartOf(value, field) : selects(target, field));
  const way = isMeant ? counterpart(field.manifest.object, around, value) : null;
  return way === null || isNothing(at(value, way)) ? null : writing(patch, [...way, ...rest], 'field');
}

/** The way into the operation that adds a field, or something that holds it. */
function addedBy(operations: readonly Json[], field: Field): Path | null {
  for (const [index, operation] of operations.entries()) {
    if (!isJsonMap(operation) || (operation['op'] !== 'add' && operation['op'] !== 'replace')) continue;
    const { path: pointer, value } = operation;
    const into = typeof pointer === 'string' ? restOf(pointer, field, value) : null;
    if (into !== null && !isNothing(at(value, into))) return [index, 'value', ...into];
  }
  return null;
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

function writing({ file, document, block }: Patch, way: Path, edit: Writing['edit']): Writing {
  return { file, document, block, way, isWhole: true, edit };
}

/** What is left of a field's path behind a JSON pointer (RFC 6901); null where the pointer does not lead to it. */
function restOf(pointer: string, { path, manifest }: Field, value?: Json): Path | null {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (parts.length > path.length) return null;
  const leads = parts.every((part, index) => {
    if (part !== '-') return part === String(path[index]);
    return isAppended(at(manifest.object, path.slice(0, index)), path[index], value);
  });
  return leads ? path.slice(parts.length) : null;
}

/** `-` is behind the list's end. An item that was added there is known by its name; without one, the last item is it. */
function isAppended(list: Json | undefined, index: string | number | undefined, value: Json | undefined): boolean {
  if (!isJsonList(list) || typeof index !== 'number') return false;
  const name = at(value, ['name']);
  return name === undefined ? index === list.length - 1 : at(list[index], ['name']) === name;
}
