/** What a value must become where a template prints it between other text: `{{ .repository }}:{{ .tag }}`. */
import { at } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type KubernetesObject } from '../../../model/manifest.ts';
import { type FixOperation } from '../../../model/rule.ts';

/**
 * The part of the wanted text that stands where `given` does in the printed one. Null if the text around it would have to
 * change too. The whole text where `given` is not in the printed text, or is all of it.
 */
export function partOfText(wanted: string, printed: Json | undefined, given: Json | undefined): string | null {
  if (typeof printed !== 'string' || typeof given !== 'string' || given === '') return wanted;
  if (given === printed || !printed.includes(given)) return wanted;
  for (let start = printed.indexOf(given); start !== -1; start = printed.indexOf(given, start + 1)) {
    const [before, behind] = [printed.slice(0, start), printed.slice(start + given.length)];
    const fits = wanted.length > before.length + behind.length;
    if (fits && wanted.startsWith(before) && wanted.endsWith(behind))
      return wanted.slice(before.length, wanted.length - behind.length);
  }
  return null;
}

/**
 * An operation on a field, at the value that decides it. Null where the value would have to change together with others.
 *
 * @param given the value now.
 */
export function movedToValue(
  operation: FixOperation,
  value: Path,
  object: KubernetesObject,
  given: Json | undefined,
): FixOperation | null {
  if (operation.op !== 'set' || typeof operation.value !== 'string') return { ...operation, path: value };
  const part = partOfText(operation.value, at(object, operation.path), given);
  return part === null ? null : { ...operation, path: value, value: part };
}
