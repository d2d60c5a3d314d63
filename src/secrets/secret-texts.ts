/** Extracts the secret texts of a Secret object, plain and decoded. */
import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { parseManifests } from '../yaml/values.ts';
import { isCredential, isCredentialKey, leavesOf } from './credentials.ts';

/** The annotation in which kubectl stores the whole object as last applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export function isSecret(object: JsonObject): boolean {
  return object['kind'] === 'Secret';
}

/**
 * The texts in values of Secrets, as written and decoded: of the object itself, of Secrets that it contains for a
 * controller to create, and of every `stringData`, which only templates of Secrets have.
 */
export function textsOfSecret(object: JsonObject): string[] {
  return [...(isSecret(object) ? heldBy(object) : textsIn(object['stringData'] ?? null)), ...carriedBy(object)];
}

function heldBy(secret: JsonObject): string[] {
  const written = textsIn(secret['data'] ?? null);
  const applied = annotation(secret, LAST_APPLIED);
  return [
    ...written,
    ...written.flatMap((text) => decoded(text) ?? []),
    ...textsIn(secret['stringData'] ?? null),
    ...(applied === null ? [] : [applied, ...parseManifests(applied).documents.flatMap(({ value }) => nested(value))]),
  ];
}

function carriedBy(value: Json): string[] {
  if (isJsonList(value)) return value.flatMap((item) => (isJsonMap(item) ? textsOfSecret(item) : carriedBy(item)));
  if (!isJsonMap(value)) return [];
  return Object.values(value).flatMap((member) => (isJsonMap(member) ? textsOfSecret(member) : carriedBy(member)));
}

function nested(value: Json): string[] {
  return isJsonMap(value) && annotation(value, LAST_APPLIED) === null ? textsOfSecret(value) : [];
}

function annotation({ metadata }: JsonObject, name: string): string | null {
  const annotations = isJsonMap(metadata) ? metadata['annotations'] : null;
  const text = isJsonMap(annotations) && Object.hasOwn(annotations, name) ? annotations[name] : null;
  return typeof text === 'string' ? text : null;
}

function textsIn(value: Json): string[] {
  if (isJsonList(value)) return value.flatMap(textsIn);
  if (isJsonMap(value)) return Object.values(value).flatMap(textsIn);
  return value === null ? [] : [String(value)];
}

/** The decoded base64, where it is text; else null. */
export function decoded(text: string): string | null {
  const compact = text.replaceAll(/\s/g, '');
  if (compact === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return null;
  const bytes = Buffer.from(compact, 'base64');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * A value and the parts of it that are secret on their own: its lines, credentials in a settings file
 * (`.dockerconfigjson`, `.env`, a YAML file), the password of an address.
 */
export function partsOfSecret(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const settings = lines.flatMap((line) => assigned(line) ?? []);
  const address = /:\/\/[^/\s:@]*:([^/\s@]+)@/.exec(text)?.[1];
  return [text.trim(), ...lines, ...settings, ...inSettings(text), ...(address === undefined ? [] : [address])];
}

/** The value in `password = "…"`. */
function assigned(line: string): string | null {
  const match = /^(?:export\s+|-\s+)?["']?([\w.-]+)["']?\s*[=:]\s*(["']?)(.+)\2[,;]?$/.exec(line);
  const [, key = '', , value = ''] = match ?? [];
  return isCredentialKey(key) || key === 'auth' ? value : null;
}

function inSettings(text: string): string[] {
  if (!/[{:]/.test(text) || text.length > 200_000) return [];
  const leaves = parseManifests(text).documents.flatMap(({ value }) =>
    isJsonMap(value) || isJsonList(value) ? leavesOf(value) : [],
  );
  return leaves.flatMap((leaf) => {
    if (leaf.path.at(-1) === 'auth') return [leaf.text, ...afterColon(decoded(leaf.text))];
    return isCredential(leaf) ? [leaf.text] : [];
  });
}

/** `user:password` and the password alone. */
function afterColon(login: string | null): string[] {
  if (login === null) return [];
  return [login, login.slice(login.indexOf(':') + 1)];
}
