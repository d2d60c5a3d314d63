/** Finds the part of a patch that sets or removes a field of a built object. */
import { counterpart } from '../../../foundation/kubernetes/counterpart.ts';
import { at, canonical, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { isObject, objectName } from '../../../foundation/kubernetes/names.ts';
import { type Patch } from './patches.ts';
import { selectsObject } from './select.ts';
import { type BuiltField, type Writing } from './writing.ts';

/**
 * The part of a patch that sets a field to its value in the built object, or that removes a missing field; null where
 * there is none.
 */
export function writingInPatch(patch: Patch, field: BuiltField): Writing | null {
  const { value, target } = patch;
  if (isJsonList(value))
    return target !== null && selectsObject(target, field) ? inOperations(patch, value, field) : null;
  const isMeant = target === null ? isPartOf(value, field) : selectsObject(target, field);
  const names = target === null || field.isOwn ? namesSomething(field) : false;
  return isMeant && !names ? inPart(patch, field) : null;
}

/**
 * Whether a merge patch has the field only to name what it changes: the object, or an item of a list that the resource
 * has. With another value there, it would change something else.
 */
function namesSomething({ path, isOwn }: BuiltField): boolean {
  if (identity.has(path.join('.'))) return true;
  const [list, item, key] = path.slice(-3);
  return isOwn && typeof item === 'number' && mergedBy[String(list)]?.includes(String(key)) === true;
}

const identity: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace']);

/** Lists whose items a strategic merge patch names, with the fields that name an item. Other lists are replaced. */
const mergedBy: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port', 'protocol'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  webhooks: ['name'],
};

/**
 * Whether a patch names the object of a field. Of two objects with one name, a value that the resource has does not
 * tell which is meant, but a namespace does.
 */
function isPartOf(part: Json, { manifest, origin: { original }, isOwn }: BuiltField): boolean {
  const now = objectName(manifest.object);
  const namespace = at(part, ['metadata', 'namespace']) ?? null;
  const isThere = [null, original.namespace, now.namespace].some((each) => each === namespace);
  return (!isOwn || isThere) && (isObject(part, original) || isObject(part, { ...original, name: now.name }));
}

function inPart(patch: Patch, { manifest, path, final }: BuiltField): Writing | null {
  const way = counterpart(manifest.object, path, patch.value);
  if (way === null) return null;
  if (final === undefined) return takenAwayBy(patch, way);
  const there = at(patch.value, way);
  return there !== undefined && canonical(there) === canonical(final) ? writing(patch, way, 'field') : null;
}

/** The `null` or `$patch` with which a merge patch removes the field or a parent of it. */
function takenAwayBy(patch: Patch, way: Path): Writing | null {
  for (let depth = way.length; depth > 0; depth--) {
    const around = way.slice(0, depth);
    const there = at(patch.value, around);
    if (there === null) return writing(patch, around, depth === way.length ? 'field' : null);
    const directive = at(there, ['$patch']);
    if (directive === 'delete') return writing(patch, [...around, '$patch'], null);
    const isReplaced = directive === 'replace' || (isJsonList(there) && there.some(replacesList));
    if (isReplaced && depth < way.length) return writing(patch, way, 'field');
  }
  return null;
}

function replacesList(item: Json): boolean {
  return at(item, ['$patch']) === 'replace';
}

/** The last operation that sets or removes the field. */
function inOperations(patch: Patch, operations: readonly Json[], field: BuiltField): Writing | null {
  for (const [index, operation] of [...operations.entries()].reverse()) {
    if (!isJsonMap(operation)) continue;
    const { op, path: pointer, value } = operation;
    const into = typeof pointer === 'string' ? restOf(pointer, field, value) : null;
    if (into === null) continue;
    if (op === 'remove' && field.final === undefined && isGone(field, into))
      return writing(patch, [index, 'path'], null);
    const there = op === 'add' || op === 'replace' ? at(value, into) : undefined;
    if (there === undefined && field.final === undefined && op !== 'remove' && isWritten(value, field, into))
      return writing(patch, [index, 'value', ...into], 'field');
    if (there !== undefined && field.final !== undefined && canonical(there) === canonical(field.final))
      return writing(patch, [index, 'value', ...into], into.length === 0 ? 'value' : 'field');
  }
  return null;
}

/**
 * Whether what an operation removed is still missing: a following list item may have moved there. `into`: the part of
 * the path below it.
 */
function isGone({ manifest, path }: BuiltField, into: Path): boolean {
  return at(manifest.object, path.slice(0, path.length - into.length)) === undefined;
}

/**
 * Whether the parent of a missing field is still what an operation wrote: an item of another name may have moved there.
 */
function isWritten(value: Json | undefined, { manifest, path }: BuiltField, into: Path): boolean {
  const there = at(manifest.object, path.slice(0, path.length - into.length));
  return isJsonMap(value) && isJsonMap(there) && canonical(value['name'] ?? null) === canonical(there['name'] ?? null);
}

/**
 * Where a patch has the parent of a missing field; null where it does not. `around`: the parent's path in the built
 * object. Merge patches count only with `mayAdd`, since they also name items that they only change.
 */
export function additionInPatch(patch: Patch, field: BuiltField, around: Path, mayAdd: boolean): Writing | null {
  const { value, target } = patch;
  const rest = field.path.slice(around.length);
  if (isJsonList(value)) {
    const found = target !== null && selectsObject(target, field) ? addedBy(value, { ...field, path: around }) : null;
    return found === null ? null : writing(patch, [...found, ...rest], 'field');
  }
  const isMeant = mayAdd && (target === null ? isPartOf(value, field) : selectsObject(target, field));
  const way = isMeant ? counterpart(field.manifest.object, around, value) : null;
  return way === null || isNothing(at(value, way)) ? null : writing(patch, [...way, ...rest], 'field');
}

/** The path in the operation that adds a field or a parent of it. */
function addedBy(operations: readonly Json[], field: BuiltField): Path | null {
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

function writing({ file, document, block, shownAt }: Patch, way: Path, edit: Writing['edit']): Writing {
  const shown = shownAt === undefined ? { way, edit } : { way: shownAt, edit: null };
  return { file, document, block, isWhole: true, ...shown };
}

/**
 * The rest of a field's path below a JSON pointer (RFC 6901); null where the pointer does not lead to it. An item that
 * an operation adds may have moved since, so it is recognised by its `value`.
 */
function restOf(pointer: string, { path, manifest }: BuiltField, value?: Json): Path | null {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (parts.length > path.length) return null;
  const leads = parts.every((part, index) => {
    if (part === String(path[index])) return true;
    const isItem = index === parts.length - 1 && /^(?:-|\d+)$/.test(part);
    return isItem && isAdded(at(manifest.object, path.slice(0, index)), path[index], value, part === '-');
  });
  return leads ? path.slice(parts.length) : null;
}

/**
 * Whether an item of a list is what an operation added: it has its name, or its content and no later item has it. An
 * item without a name whose content has changed is the last one, where it was appended.
 */
function isAdded(
  list: Json | undefined,
  index: string | number | undefined,
  value: Json | undefined,
  isAppended: boolean,
): boolean {
  if (!isJsonList(list) || typeof index !== 'number' || value === undefined) return false;
  const name = at(value, ['name']);
  if (name !== undefined) return at(list[index], ['name']) === name;
  const same = list.findLastIndex((item) => canonical(item) === canonical(value));
  return same === -1 ? isAppended && isJsonMap(value) && index === list.length - 1 : index === same;
}
