import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type Rule } from '../model/rule.ts';
import { isSecret } from './secret-texts.ts';

/** Fields whose texts name things: what names something is said in every message, and is no secret. */
const naming = new Set(['name', 'namespace', 'kind', 'apiVersion', 'image', 'type', 'key', 'labels', 'matchLabels']);

/**
 * Words that are said of objects, whatever Secrets hold: their keys and names, and the words of the rules. A Secret whose
 * user is `keycloak` does not make every Deployment of that name unreadable.
 */
export function commonWords(objects: readonly JsonObject[], rules: readonly Rule[]): Set<string> {
  const common = new Set<string>();
  for (const { id, title, description, remedy } of rules)
    for (const [word] of [id, title, description, remedy].join(' ').matchAll(/[A-Za-z][\w-]*/g))
      common.add(word.toLowerCase());
  for (const object of objects) {
    if (isSecret(object)) addNames(object['metadata'] ?? null, common);
    else addNames(object, common);
  }
  return common;
}

function addNames(value: Json, common: Set<string>): void {
  if (isJsonList(value)) for (const item of value) addNames(item, common);
  if (!isJsonMap(value)) return;
  for (const [key, member] of Object.entries(value)) {
    common.add(key);
    if (naming.has(key)) addTexts(member, common);
    else if (key !== 'annotations') addNames(member, common);
  }
}

/** What no name, key, type or image reference has. */
const UNNAMED = /[^\w./:@-]/;

function addTexts(value: Json, common: Set<string>): void {
  if (typeof value === 'string' && !UNNAMED.test(value)) common.add(value);
  if (isJsonMap(value)) for (const member of Object.values(value)) addTexts(member, common);
}
