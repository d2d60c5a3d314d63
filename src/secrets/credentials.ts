import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type Path } from '../model/json.ts';

/** What a key ends with that holds a credential itself, and not the name of one. */
const endings =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|auth[_.-]?key|api[_.-]?key|(?:private|access|secret|signing|encryption|license|account|master|shared)[_.-]?key|connection[_.-]?string|dsn)s?$/i;

/** Keys that only name where a credential is kept. */
const names = /(?:existing|pull|tls|create|use|enable|mount|external)[_.-]?(?:image)?[_.-]?(?:pull)?secrets?$/i;

/** Whether a key looks like that of a credential. */
export function isCredentialKey(key: string): boolean {
  return endings.test(key) && !names.test(key);
}

/** A leaf of a tree of values: what it says, as text. */
export interface Leaf {
  readonly path: Path;
  readonly text: string;
}

/** All texts and numbers of a value, with the way to each. */
export function leavesOf(value: Json, path: Path = []): Leaf[] {
  if (isJsonList(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (isJsonMap(value)) return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
  return value === null || typeof value === 'boolean' ? [] : [{ path, text: String(value) }];
}

/** Whether a leaf stands under a key of a credential, or in a list or map under one. Templates and variables are none. */
export function isCredential({ path, text }: Leaf): boolean {
  if (text === '' || /^(?:\{\{.*\}\}|\$\(.*\)|\$\{.*\}|ENC\[.*\])$/s.test(text)) return false;
  const keys = path.filter((part) => typeof part === 'string');
  return keys.slice(-1).some(isCredentialKey) || keys.slice(0, -1).some((key) => isPluralCredential(key));
}

/** `secrets:`, `credentials:`: what is in them has other keys. */
function isPluralCredential(key: string): boolean {
  return /^(?:secrets|credentials|passwords|tokens|secretData|stringData)$/i.test(key);
}
