/** Reads, compares and changes JSON values of unknown shape by path. */
import { type Json, type JsonObject, type Path } from '../model/json.ts';

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value if it is a list, else the empty list. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The non-empty strings of a list. */
export function strings(value: unknown): string[] {
  return list(value).filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}

/** The value at a path, or undefined if there is none. Own keys only: `__proto__` is an ordinary key. */
export function at(value: Json | undefined, path: Path): Json | undefined {
  let here = value;
  for (const part of path) {
    if (isJsonList(here)) here = typeof part === 'number' ? here[part] : undefined;
    else if (isJsonMap(here) && Object.hasOwn(here, part)) here = here[part];
    else return undefined;
  }
  return here;
}

/** JSON with sorted keys in every map: equal for equal values, whatever their order of keys. */
export function canonical(value: Json): string {
  if (isJsonList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isJsonMap(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

/** Orders paths: keys by text, indexes by number, parents before their members. */
export function comparePaths(a: Path, b: Path): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    if (typeof part === 'number' && typeof other === 'number') return part - other;
    return String(part) < String(other) ? -1 : 1;
  }
  return a.length - b.length;
}

/** Whether two paths are equal, or one is a prefix of the other. */
export function overlap(a: Path, b: Path): boolean {
  const shorter = Math.min(a.length, b.length);
  return a.slice(0, shorter).every((part, index) => part === b[index]);
}

/** A copy of the value with the value at a path replaced. Missing maps on the path are created. */
export function replaced(value: Json, path: Path, by: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (isJsonList(value)) return value.map((item, index) => (index === key ? replaced(item, rest, by) : item));
  const map = isJsonMap(value) ? value : {};
  return { ...map, [key]: replaced(map[key] ?? null, rest, by) };
}
