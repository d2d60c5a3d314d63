/** Reads values that are written inside another document, such as an Application or HelmRelease. */
import { at, canonical, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type ValueLayer } from '../../model/source.ts';
import { parseManifests } from '../../yaml/values.ts';

/** Values that are written in another document: of an Application or a HelmRelease. */
export type InlineLayer = Extract<ValueLayer, { readonly kind: 'inline' }>;

/**
 * The values at the layer's place in the text of its file: empty where there is nothing; null where there is something
 * else.
 */
export function valuesWritten(text: string, { document, path }: InlineLayer): JsonObject | null {
  const whole = parseManifests(text).documents.find(({ index }) => index === document);
  if (whole === undefined) return null;
  const value = at(whole.value, path) ?? {};
  const values: Json = typeof value === 'string' ? (parseManifests(value).documents[0]?.value ?? {}) : value;
  return isJsonMap(values) ? values : null;
}

/**
 * Whether the layer's values are exactly what is written, not changed by a tool. Only then does an edit there decide
 * the values.
 */
export function isAsWritten(text: string, layer: InlineLayer): boolean {
  const written = valuesWritten(text, layer);
  return written !== null && canonical(written) === canonical(layer.value);
}
