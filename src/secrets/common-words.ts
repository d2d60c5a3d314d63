/** Collects words that are never masked, because they name things. */
import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type Rule } from '../model/rule.ts';
import { isSecret } from './secret-texts.ts';

/** Fields whose texts are names, which are in every message and are not secret. */
const naming = new Set(['name', 'namespace', 'kind', 'apiVersion', 'image', 'type', 'key', 'labels', 'matchLabels']);

/**
 * Words that are used for objects, whatever Secrets contain: keys, names, and the words of rules. A Secret with the
 * user `keycloak` must not mask every Deployment of that name.
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

/** Characters that no name, key, type or image reference contains. */
const UNNAMED = /[^\w./:@-]/;

function addTexts(value: Json, common: Set<string>): void {
  if (typeof value === 'string' && !UNNAMED.test(value)) common.add(value);
  if (isJsonMap(value)) for (const member of Object.values(value)) addTexts(member, common);
}
