import { at, canonical, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type ValueLayer } from '../../model/source.ts';
import { parseManifests } from '../../yaml/values.ts';

/** Values that stand in another document: an Application's, a HelmRelease's. */
export type InlineLayer = Extract<ValueLayer, { readonly kind: 'inline' }>;

/** The values at a layer's place in a text of its file: empty where nothing stands there; null where something else does. */
export function valuesWritten(text: string, { document, path }: InlineLayer): JsonObject | null {
  const whole = parseManifests(text).documents.find(({ index }) => index === document);
  if (whole === undefined) return null;
  const value = at(whole.value, path) ?? {};
  const values: Json = typeof value === 'string' ? (parseManifests(value).documents[0]?.value ?? {}) : value;
  return isJsonMap(values) ? values : null;
}

/** Whether a layer holds just what is written: not what a tool made of it. Only then what is written there decides. */
export function isAsWritten(text: string, layer: InlineLayer): boolean {
  const written = valuesWritten(text, layer);
  return written !== null && canonical(written) === canonical(layer.value);
}
