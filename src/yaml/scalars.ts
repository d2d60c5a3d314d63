/**
 * Resolves scalars as go-yaml v2's `resolve` does, which sigs.k8s.io/yaml and so every Kubernetes tool uses. This is
 * neither YAML 1.1 nor 1.2: `y` and `on` are true, 0o17 and 017 are both 15, sexagesimals and dates stay strings.
 */
import { floatOf, integerOf } from './numbers.ts';
import { goText } from './utf8.ts';

/**
 * A bigint is an integer beyond JavaScript's safe numbers. The caller handles infinities and NaN, which JSON does not
 * have.
 */
export type Scalar = null | boolean | number | bigint | string;

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...words(true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...words(false, 'n N no No NO false False FALSE off Off OFF'),
  ...words(null, '~ null Null NULL'),
  ['', null],
  ...words(NaN, '.nan .NaN .NAN'),
  ...words(Infinity, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...words(-Infinity, '-.inf -.Inf -.INF'),
]);

const LONGEST_WORD = 5;

/** The value of a plain scalar without a tag. */
export function plainScalar(source: string): Scalar {
  const first = source.charCodeAt(0);
  if (isDigit(first) || first === 0x2b || first === 0x2d || first === 0x2e) return number(source);
  if (source.length > LONGEST_WORD) return source;
  const word = WORDS.get(source);
  return word === undefined ? source : word;
}

/** The value of a scalar with a tag, whatever its quotes; null where the text does not match the tag. */
export function taggedScalar(tag: string, source: string): { readonly value: Scalar } | null {
  const value = plainScalar(source);
  switch (tag) {
    case 'tag:yaml.org,2002:str':
      return { value: source };
    case 'tag:yaml.org,2002:null':
      return value === null ? { value } : null;
    case 'tag:yaml.org,2002:bool':
      return typeof value === 'boolean' ? { value } : null;
    case 'tag:yaml.org,2002:int':
      return isNumber(value) && integerOf(source) !== null ? { value } : null;
    case 'tag:yaml.org,2002:float':
      return float(value);
    case 'tag:yaml.org,2002:timestamp':
      return isTimestamp(source) ? { value: source } : null;
    case 'tag:yaml.org,2002:binary':
      return binary(source);
    default:
      return { value: source };
  }
}

function number(source: string): Scalar {
  const word = source.length > LONGEST_WORD ? undefined : WORDS.get(source);
  return word ?? integerOf(source) ?? floatOf(source) ?? source;
}

function float(value: Scalar): { readonly value: Scalar } | null {
  if (typeof value === 'bigint' && value >= 2n ** 63n) return null; // go-yaml converts int64 to float, but not uint64
  return isNumber(value) ? { value: Number(value) } : null;
}

function isNumber(value: Scalar): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** The four layouts that go-yaml passes to time.Parse. */
const DATE = String.raw`(\d{4})-(\d{1,2})-(\d{1,2})`;
const TIME = String.raw`(?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(?:[.,]\d+)?`;
const TIMESTAMP = new RegExp(`^${DATE}(?:[Tt]${TIME}(?:Z|[-+]\\d\\d:\\d\\d)| ${TIME})?$`);

function isTimestamp(source: string): boolean {
  const [, year, month, day] = TIMESTAMP.exec(source) ?? [];
  if (year === undefined) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** As Go's base64.StdEncoding, which ignores line breaks and requires padding. */
function binary(source: string): { readonly value: string } | null {
  const text = source.replace(/[\r\n]/g, '');
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return { value: goText(Buffer.from(text, 'base64')) };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function words(value: Scalar, list: string): [string, Scalar][] {
  return list.split(' ').map((word) => [word, value]);
}
