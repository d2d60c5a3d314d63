/** Lists the scalars of a value, and replaces one of them by another value. */
import { isJsonList, isJsonMap } from '../../../src/foundation/json.ts';
import { type Json, type Path } from '../../../src/model/json.ts';

export interface Leaf {
  readonly path: Path;
  readonly value: null | boolean | number | string;
}

/** The scalars of a value. */
export function leavesOf(value: Json, path: Path = []): Leaf[] {
  if (isJsonList(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (isJsonMap(value)) return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
  return [{ path, value }];
}

/** Another value of the same type, different from the one that Plimsoll itself would try. */
export function otherValue(value: Json): Json {
  if (typeof value === 'string') return `${value}x7`;
  if (typeof value === 'number') return value + 3;
  if (typeof value === 'boolean') return !value;
  if (isJsonList(value)) return [...value, 'x7'];
  return isJsonMap(value) ? { ...value, x7: 'x7' } : 'x7';
}

/** A copy with the existing value at a path replaced. */
export function withOther(value: Json, [part, ...rest]: Path, other: Json): Json {
  if (part === undefined) return other;
  if (isJsonList(value)) return value.map((item, index) => (index === part ? withOther(item, rest, other) : item));
  if (!isJsonMap(value)) return value;
  const members = Object.entries(value).map(([key, member]): [string, Json] => [
    key,
    key === part ? withOther(member, rest, other) : member,
  ]);
  return Object.fromEntries(members);
}
