/** Tells whether a value contains templates. */
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';

/**
 * Whether any text of the value has a template; with `keys`, whether any key has one. `mark`: the text that begins a
 * template.
 */
export function isTemplated(value: Json, mark = '{{', where: 'anywhere' | 'keys' = 'anywhere'): boolean {
  if (typeof value === 'string') return where === 'anywhere' && value.includes(mark);
  if (isJsonList(value)) return value.some((item) => isTemplated(item, mark, where));
  return (
    isJsonMap(value) &&
    Object.entries(value).some(([key, inner]) => key.includes(mark) || isTemplated(inner, mark, where))
  );
}
