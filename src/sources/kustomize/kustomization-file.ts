/** Finds the kustomization file of a folder and reads its fields. */
import { posix } from 'node:path';
import { isJsonMap } from '../../foundation/json.ts';
import { type JsonObject } from '../../model/json.ts';
import { withOwnNames } from './field-names.ts';
import { parseManifests } from '../../yaml/values.ts';

/** The file names of a kustomization, in Kustomize's order. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The kustomization file of a folder; null where it has none. */
export function kustomizationIn(folder: string, has: (path: string) => boolean): string | null {
  return kustomizationNames.map((name) => posix.join(folder, name)).find(has) ?? null;
}

/** Whether a path is a kustomization file. */
export function isKustomization(path: string): boolean {
  return kustomizationNames.includes(posix.basename(path));
}

/** The fields in a kustomization's text, in their standard spelling; null where it is not a map. */
export function fieldsOf(text: string): JsonObject | null {
  const written = fieldsAsWritten(text);
  return written === null ? null : withOwnNames(written);
}

/** The same in the spelling of the file. */
export function fieldsAsWritten(text: string): JsonObject | null {
  const value = parseManifests(text).documents[0]?.value;
  return isJsonMap(value) ? value : null;
}
