import { isJsonMap } from '../json.ts';
import type { Json } from '../model.ts';
import { firstValue } from './values.ts';

/**
 * What sigs.k8s.io/yaml's Unmarshal puts into a struct with these fields, from the first document of a text. Null where
 * that is no map. The names count in any case (`Type` is `type`): of several, the last by their bytes that is not null.
 */
export function goFields(text: string, names: readonly string[]): Readonly<Record<string, Json>> | null {
  const value = firstValue(text);
  if (!isJsonMap(value)) return null;
  const keys = Object.keys(value).sort(byBytes);
  const last = (name: string): Json | undefined =>
    value[keys.findLast((key) => folded(key) === folded(name) && value[key] !== null) ?? name];
  return Object.fromEntries(
    names.flatMap((name): [string, Json][] => {
      const field = last(name);
      return field === undefined ? [] : [[name, field]];
    }),
  );
}

/** Go's case folding also takes the long s and the Kelvin sign for letters. */
function folded(key: string): string {
  return key.toLowerCase().toUpperCase();
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
