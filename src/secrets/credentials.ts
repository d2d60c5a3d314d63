/** Recognises credentials by the key of a value. */
import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type Path } from '../model/json.ts';

/** Endings of keys whose value is a credential, not the name of one. */
const endings =
  /(?:passw(?:or)?d|passphrase|(?:^|[_.-])pass|sshpass|cli_auth|pwd|secret|token|credentials?|auth[_.-]?key|api[_.-]?key|(?:private|access|secret|signing|encryption|license|account|master|shared)[_.-]?key|connection[_.-]?string|dsn)s?$/i;

/** Keys whose value only names where a credential is stored. */
const names = /(?:existing|pull|tls|create|use|enable|mount|external)[_.-]?(?:image)?[_.-]?(?:pull)?secrets?$/i;

/** Whether a key looks like that of a credential. */
export function isCredentialKey(key: string): boolean {
  return endings.test(key) && !names.test(key);
}

/** A scalar in a tree of values, as text. */
export interface Leaf {
  readonly path: Path;
  readonly text: string;
}

/** All texts and numbers of a value, with their paths. */
export function leavesOf(value: Json, path: Path = []): Leaf[] {
  if (isJsonList(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (isJsonMap(value)) return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
  return value === null || typeof value === 'boolean' ? [] : [{ path, text: String(value) }];
}

/**
 * Whether a leaf is under a key of a credential, or in a list or map under one. Templates and variables do not count.
 */
export function isCredential({ path, text }: Leaf): boolean {
  if (text === '' || /^(?:\{\{.*\}\}|\$\(.*\)|\$\{.*\}|ENC\[.*\])$/s.test(text)) return false;
  const keys = path.filter((part) => typeof part === 'string');
  return keys.slice(-1).some(isCredentialKey) || keys.slice(0, -1).some((key) => isPluralCredential(key));
}

/** `secrets:`, `credentials:`: the members have other keys. */
function isPluralCredential(key: string): boolean {
  return /^(?:secrets|credentials|passwords|tokens|secretData|stringData)$/i.test(key);
}
