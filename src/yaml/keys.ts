/** Converts YAML keys that are not strings to text. */
import { floatKey, integerOf } from './numbers.ts';
import type { Scalar } from './scalars.ts';

/**
 * The text that sigs.k8s.io/yaml makes of a key that is not a string: `1: a` becomes "1", `y: a` becomes "true". Null
 * where it refuses the key: null itself, and integers beyond int64.
 */
export function keyText(value: Scalar, source: string, tag: string | null): string | null {
  if (typeof value === 'string') return value;
  if (value === null || (typeof value === 'bigint' && value >= 2n ** 63n)) return null;
  if (typeof value !== 'number') return String(value);
  const isFloat = tag === FLOAT_TAG || integerOf(source) === null;
  return isFloat ? floatKey(value) : String(value + 0);
}

const FLOAT_TAG = 'tag:yaml.org,2002:float';
