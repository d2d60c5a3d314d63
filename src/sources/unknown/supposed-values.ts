/** Chooses two other values to suppose in place of an unknown one. */
import { type Json } from '../../model/json.ts';

type Scalar = string | number | boolean;

/** Another value of the same type, in two variants that templates usually treat differently. */
export function supposed(value: Json | undefined, round: 0 | 1): Scalar {
  return pair(value)[round];
}

const text = 'unknown';

function pair(value: Json | undefined): readonly [Scalar, Scalar] {
  switch (typeof value) {
    case 'boolean':
      return [!value, !value];
    case 'number':
      return [value + 1, value === 0 ? 2 : 0];
    case 'string':
      return textPair(value);
    default:
      return [text, true];
  }
}

function textPair(value: string): readonly [string, string] {
  if (value === '') return [text, 'true'];
  if (value === 'true' || value === 'false') return [String(value === 'false'), text];
  if (/^\d{1,15}$/.test(value)) return [String(Number(value) + 1), text];
  return [value === text ? `${text}-2` : text, ''];
}

/** As an argument of Helm's `--set`. */
export function setArgument(name: string, value: Scalar): string {
  return `${name}=${String(value)}`;
}
