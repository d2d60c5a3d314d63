/**
 * Reads numbers as go-yaml v2 does, and writes them into keys as sigs.k8s.io/yaml does. Both follow Go's strconv, which
 * accepts forms that YAML does not have (0o17, 0B1) and lacks some of YAML 1.1 (sexagesimals).
 */

const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const PREFIXED = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[oO]?([0-7]+)|[bB]([01]+))$/;
/** go-yaml removes `0b` and lets strconv read the rest, including its sign. */
const SIGN_BEHIND_PREFIX = /^0b([-+])([01]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/**
 * A text that begins with a point goes to strconv.ParseFloat unchanged, which accepts underscores only between digits.
 */
const POINT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/** Maximum length of a decimal that fits into 64 bits, with its sign. */
const LONGEST_INTEGER = 21;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** The 64-bit integer that a plain scalar stands for, or null. A bigint only beyond 2^53 - 1. */
export function integerOf(source: string): number | bigint | null {
  const plain = source.includes('_') ? source.replaceAll('_', '') : source;
  if (DECIMAL.test(plain) && plain.length > LONGEST_INTEGER) return null;
  if (DECIMAL.test(plain)) return plain.length < 16 ? Number(plain) + 0 : ranged(plain, BigInt(plain.replace('+', '')));
  const prefixed = PREFIXED.exec(plain);
  if (prefixed !== null) return ranged(plain, prefixedValue(prefixed));
  const signed = SIGN_BEHIND_PREFIX.exec(plain);
  return signed === null ? null : ranged(plain, withSign(signed[1], BigInt(`0b${signed[2] ?? ''}`)));
}

/** The finite float that a plain scalar stands for if it is not an integer, or null. */
export function floatOf(source: string): number | null {
  if (source.startsWith('.') && !POINT_FLOAT.test(source)) return null;
  const plain = source.includes('_') ? source.replaceAll('_', '') : source;
  if (!FLOAT.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null; // out of range for strconv
}

/**
 * A float as the key of a map: Go's FormatFloat(value, 'g', -1, 32), the shortest digits that give the same *32-bit*
 * float, with an exponent from 1e+06 up and below 1e-04.
 */
export function floatKey(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (single === Infinity) return '.inf';
  if (single === -Infinity) return '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const [mantissa = '', exponent = '0'] = shortestSingle(single).split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 6) return goExponent(mantissa, power);
  return plainDigits(mantissa, power);
}

function prefixedValue([, sign, hex, octal, binary]: RegExpExecArray): bigint {
  const magnitude = hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : `0b${binary ?? ''}`;
  return withSign(sign, BigInt(magnitude));
}

function withSign(sign: string | undefined, magnitude: bigint): bigint {
  return sign === '-' ? -magnitude : magnitude;
}

/** As strconv.ParseInt, then ParseUint, which accepts no sign. */
function ranged(plain: string, value: bigint): number | bigint | null {
  if (value < INT64_MIN || value > UINT64_MAX) return null;
  if (value > INT64_MAX && plain.startsWith('+')) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function shortestSingle(single: number): string {
  for (let digits = 0; digits < 8; digits += 1) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toExponential(8);
}

function goExponent(mantissa: string, power: number): string {
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function plainDigits(mantissa: string, power: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  if (digits.length <= power + 1) return sign + digits.padEnd(power + 1, '0');
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
}
