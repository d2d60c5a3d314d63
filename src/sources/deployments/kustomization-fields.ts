/** Fields of a kustomization that declarations set. A field without content is null and is left out. */
import { isJsonMap } from '../../foundation/json.ts';
import { imageReference } from '../../foundation/kubernetes/image-reference.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type WrittenAt } from '../../model/source.ts';
import { type Field } from './field.ts';

/** `[name=]newName[:newTag|@digest]`, as `kustomize edit set image` takes it. */
export function imageOf(written: string): JsonObject {
  const equals = written.indexOf('=');
  const image = written.slice(equals + 1);
  const { name: newName, tag, digest } = imageReference(image);
  const name = equals === -1 ? newName : written.slice(0, equals);
  return {
    name,
    ...(newName === name || newName === '*' ? {} : { newName }),
    ...(digest !== null ? { digest } : tag !== null && tag !== '*' ? { newTag: tag } : {}),
  };
}

export function maps(field: Field): Json[] {
  return field.items().flatMap((item) => item.map() ?? []);
}

/** Where the patches of a deployment are written: those that `maps` returns. */
export function placesOf(field: Field): { readonly patchesAt?: readonly WrittenAt[] } {
  const items = field.items().filter((item) => isJsonMap(item.value));
  const places = items.map((item): WrittenAt => {
    const { file, document, path } = item.written;
    return { file, document, path };
  });
  return places.length === 0 ? {} : { patchesAt: places };
}

export function someOf(items: readonly Json[]): Json {
  return items.length === 0 ? null : items;
}

export function nonEmpty(map: Readonly<Record<string, string>>): JsonObject | null {
  return Object.keys(map).length === 0 ? null : map;
}

export function withoutNull(fields: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
