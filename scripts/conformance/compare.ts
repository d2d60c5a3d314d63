/** Compares two renders object by object and field by field. */
import { type Json, type JsonObject } from '../../src/model/json.ts';
import { parseManifests } from '../../src/yaml/values.ts';

/** A path in a render: the object's name, then keys and indexes. For display, and to identify places. */
type Place = string;

/** The result of comparing two renders of the same source. */
export interface Comparison {
  readonly objects: number;
  readonly differences: readonly Place[];
}

function isMap(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function field(value: Json | undefined, key: string): Json | undefined {
  return value !== undefined && isMap(value) ? value[key] : undefined;
}

function nameOf(object: Json): string {
  const metadata = field(object, 'metadata');
  const parts = [
    field(object, 'apiVersion'),
    field(object, 'kind'),
    field(metadata, 'namespace'),
    field(metadata, 'name'),
  ];
  return parts
    .map((part) => (part === undefined ? '' : typeof part === 'string' ? part : JSON.stringify(part)))
    .join('/');
}

/** The members of a `List`, which the API server stores one by one; for any other object, the object. */
function members(object: Json): readonly Json[] {
  const items = field(object, 'items');
  return field(object, 'kind') === 'List' && items !== undefined && isList(items) ? items.flatMap(members) : [object];
}

/** The objects of a multi-document stream by name. A repeated name gets a number. */
function byName(text: string): ReadonlyMap<string, Json> {
  const objects = new Map<string, Json>();
  for (const value of parseManifests(text).documents.flatMap((document) => members(document.value))) {
    const name = nameOf(value);
    let unique = name;
    for (let count = 2; objects.has(unique); count += 1) unique = `${name}#${count}`;
    objects.set(unique, value);
  }
  return objects;
}

/** The places where two values differ. A field that only one of them has is one place, named by the field. */
export function differencesOf(left: Json | undefined, right: Json | undefined, place: Place): readonly Place[] {
  if (left === undefined || right === undefined) return left === right ? [] : [place];
  if (isList(left) && isList(right) && left.length === right.length) {
    return left.flatMap((item, index) => differencesOf(item, right[index], `${place}[${index}]`));
  }
  if (isMap(left) && isMap(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return keys.flatMap((key) => differencesOf(left[key], right[key], `${place}.${key}`));
  }
  return Object.is(left, right) ? [] : [place];
}

/** The object in each render, under the left one's name; undefined if a render does not have it. */
type Pair = readonly [name: string, left: Json | undefined, right: Json | undefined];

/** The name without its last part, for objects whose name is random. */
function kindOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/'));
}

/**
 * Pairs objects by name. Those that only one side has are then paired by kind and namespace, in the order of the
 * renders: some charts generate a random name in each render, which is a difference of one name, not two objects.
 */
function pairs(left: ReadonlyMap<string, Json>, right: ReadonlyMap<string, Json>): readonly Pair[] {
  const unpaired = [...right].filter(([name]) => !left.has(name));
  const paired = [...left].map(([name, object]): Pair => {
    if (right.has(name)) return [name, object, right.get(name)];
    const index = unpaired.findIndex(([other]) => kindOf(other) === kindOf(name));
    return [name, object, index === -1 ? undefined : unpaired.splice(index, 1)[0]?.[1]];
  });
  return [...paired, ...unpaired.map(([name, object]): Pair => [name, undefined, object])];
}

/** Compares objects, ignoring their order. Places use the names of the native render. */
export function compare(native: string, ours: string): Comparison {
  const [left, right] = [byName(native), byName(ours)];
  return {
    objects: left.size,
    differences: pairs(left, right)
      .flatMap(([name, ...both]) => differencesOf(...both, name))
      .sort(),
  };
}
