import { posix } from 'node:path';
import { isJsonMap } from '../../foundation/json.ts';
import { type JsonObject } from '../../model/json.ts';
import { withOwnNames } from './field-names.ts';
import { parseManifests } from '../../yaml/values.ts';

/** The names under which kustomize looks for a folder's file, in its own order. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The kustomization of a folder; null where it has none. */
export function kustomizationIn(folder: string, has: (path: string) => boolean): string | null {
  return kustomizationNames.map((name) => posix.join(folder, name)).find(has) ?? null;
}

/** Whether a path is of a kustomization. */
export function isKustomization(path: string): boolean {
  return kustomizationNames.includes(posix.basename(path));
}

/** The fields of a kustomization, by its text, under their own names; null for what is no map. */
export function fieldsOf(text: string): JsonObject | null {
  const written = fieldsAsWritten(text);
  return written === null ? null : withOwnNames(written);
}

/** The same under the names that they are written with. */
export function fieldsAsWritten(text: string): JsonObject | null {
  const value = parseManifests(text).documents[0]?.value;
  return isJsonMap(value) ? value : null;
}
