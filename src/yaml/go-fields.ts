import { isJsonMap } from '../foundation/json.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { firstValue } from './values.ts';

/**
 * What sigs.k8s.io/yaml's Unmarshal puts into a struct with these fields, from the first document of a text. Null where
 * that is no map. The names count in any case (`Type` is `type`): of several, the last by their bytes that is not null.
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

/** What encoding/json puts into the field of a struct. */
export function fieldNamed(value: JsonObject, name: string): Json | undefined {
  const keys = Object.keys(value).filter((key) => foldedName(key) === foldedName(name));
  const last = keys.sort(byBytes).findLast((key) => value[key] !== null);
  return value[last ?? name];
}

/** The same for names that Go takes for one: its case folding also takes the long s and the Kelvin sign for letters. */
export function foldedName(name: string): string {
  return name.toLowerCase().toUpperCase();
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
