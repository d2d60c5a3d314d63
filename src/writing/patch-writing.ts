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
    const into = typeof pointer === 'string' ? restOf(pointer, field) : null;
    if (into === null) continue;
    if (op === 'remove' && field.final === undefined) return writing(patch, [index, 'path'], null);
    const there = op === 'add' || op === 'replace' ? at(value, into) : undefined;
    if (there !== undefined && field.final !== undefined && canonical(there) === canonical(field.final))
      return writing(patch, [index, 'value', ...into], into.length === 0 ? 'value' : 'field');
  }
  return null;
}

function writing({ file, document, block }: Patch, way: Path, edit: Writing['edit']): Writing {
  return { file, document, block, way, isWhole: true, edit };
}

/** What is left of a field's path behind a JSON pointer (RFC 6901); null where the pointer does not lead to it. */
function restOf(pointer: string, { path, manifest }: Field): Path | null {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (parts.length > path.length) return null;
  const leads = parts.every((part, index) => {
    const here = path[index];
    // `-` is behind the list's end, which is where the last item then is.
    const list = part === '-' ? at(manifest.object, path.slice(0, index)) : undefined;
    return part === String(here) || (isJsonList(list) && here === list.length - 1);
  });
  return leads ? path.slice(parts.length) : null;
}
