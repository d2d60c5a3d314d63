/** Reads fields of a map as Go's Unmarshal would put them into a struct. */
import { isJsonMap } from '../foundation/json.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { firstValue } from './values.ts';

/**
 * The fields that sigs.k8s.io/yaml's Unmarshal would set in a struct, from the first document of a text. Null where
 * that is not a map. Field names match in any case (`Type` is `type`); of several, the last one in byte order that is
 * not null counts.
 */
export function goFields(text: string, names: readonly string[]): Readonly<Record<string, Json>> | null {
  const value = firstValue(text);
  if (!isJsonMap(value)) return null;
  return Object.fromEntries(
    names.flatMap((name): [string, Json][] => {
      const field = fieldNamed(value, name);
      return field === undefined ? [] : [[name, field]];
    }),
  );
}

/** The value that encoding/json would set in the struct's field. */
export function fieldNamed(value: JsonObject, name: string): Json | undefined {
  const keys = Object.keys(value).filter((key) => foldedName(key) === foldedName(name));
  const last = keys.sort(byBytes).findLast((key) => value[key] !== null);
  return value[last ?? name];
}

/**
 * The same text for names that Go treats as equal. Its case folding also maps the long s and the Kelvin sign to
 * letters.
 */
export function foldedName(name: string): string {
  return name.toLowerCase().toUpperCase();
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
