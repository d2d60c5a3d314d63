import { at, isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type Path } from '../model/json.ts';
import { maskedBySight } from './by-sight.ts';
import { isCredential, isCredentialKey } from './credentials.ts';
import { isSecret } from './secret-texts.ts';

/**
 * Whether a scalar of an object may be quoted: it is not in a Secret, nor in a Secret inside another object, does not have
 * the name of a credential, and does not look like one. Values that equal those of Secrets are masked later.
 */
export function isQuotable(object: Json, path: Path, value: string | number | boolean): boolean {
  if (typeof value === 'boolean') return !isInSecret(object, path);
  const text = String(value);
  if (isInSecret(object, path) || isCredential({ path, text })) return false;
  return !itemNames(object, path).some(isCredentialKey) && maskedBySight(text) === text;
}

function isInSecret(object: Json, path: Path): boolean {
  return around(object, path).some((each) => isJsonMap(each) && isSecret(each));
}

/** The names of the list items that contain it: an environment variable has its name next to its value. */
function itemNames(object: Json, path: Path): string[] {
  const all = around(object, path);
  return all.flatMap((each, index) => {
    const name = isJsonList(all[index - 1]) && isJsonMap(each) ? each['name'] : null;
    return typeof name === 'string' ? [name] : [];
  });
}

/** The values along the path, from the object to the scalar. */
function around(object: Json, path: Path): readonly Json[] {
  return Array.from({ length: path.length + 1 }).flatMap((_, length) => at(object, path.slice(0, length)) ?? []);
}
