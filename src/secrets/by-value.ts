import { MASK } from './ranges.ts';
import { partsOfSecret } from './secret-texts.ts';

/**
 * Which texts are masked wherever they appear. Others are masked only where they stand as a Secret's value: `1`, `true` or
 * `web` in a message says nothing about a Secret, and masking it would take the message's sense.
 *
 * - `anywhere`: eight characters and more of several kinds: no other text holds them by chance.
 * - `as-word`: six and more of several kinds, or eight and more letters or digits, where they stand apart.
 */
type Reach = 'anywhere' | 'as-word';

/** Shorter ones are never masked by value. UTF-16 units. */
const SHORTEST = 6;

export function reachOf(text: string): Reach | null {
  if (text.length < SHORTEST || text === MASK || /^(?:ENC\[|\{\{|\$\{|\$\()/.test(text)) return null;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  if (kinds > 1) return text.length >= 8 ? 'anywhere' : 'as-word';
  return text.length >= 8 ? 'as-word' : null;
}

/** Texts by their first units: one look-up for each place of a text, however many are known. */
type Index = ReadonlyMap<string, readonly { readonly text: string; readonly reach: Reach }[]>;

/**
 * Masks the texts, plain and in base64.
 *
 * @param common words that are no secrets: names of objects, keys, the words of rules.
 */
export function maskerOf(texts: Iterable<string>, common: ReadonlySet<string>): (text: string) => string {
  const index = indexOf(texts, common);
  return index.size === 0 ? (text) => text : (text) => cutShort(masked(text, index), index);
}

function indexOf(texts: Iterable<string>, common: ReadonlySet<string>): Index {
  const known = new Map<string, { text: string; reach: Reach }[]>();
  const seen = new Set<string>();
  const add = (text: string): void => {
    const reach = seen.has(text) || common.has(text) || common.has(text.toLowerCase()) ? null : reachOf(text);
    seen.add(text);
    if (reach === null) return;
    const head = text.slice(0, SHORTEST);
    const same = known.get(head);
    if (same === undefined) known.set(head, [{ text, reach }]);
    else same.push({ text, reach });
  };
  for (const text of texts) for (const part of partsOfSecret(text)) for (const form of formsOf(part)) add(form);
  for (const same of known.values()) same.sort((a, b) => b.text.length - a.text.length);
  return known;
}

/** As it is, quoted as in YAML, JSON and Go, in an address, and in base64. None holds a line break: masking keeps lines. */
function formsOf(text: string): string[] {
  // The base64 of a short text is as short a word.
  if (reachOf(text) === null) return [];
  const whole = text.replaceAll(/\p{Cs}/gu, '');
  const encoded = Buffer.from(whole).toString('base64');
  const inText = [text, text.replaceAll("'", "''"), JSON.stringify(text).slice(1, -1), encodeURIComponent(whole)];
  const inBase64 = [encoded, encoded.replace(/=+$/, ''), Buffer.from(whole).toString('base64url'), ...within(whole)];
  return [...inText, ...inBase64].filter((form) => !form.includes('\n'));
}

/** What stands in the base64 of a longer text whatever is around it, as `user:password`: by where its first byte falls. */
function within(text: string): string[] {
  if (text.length < 8) return [];
  return [1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    return bytes.subarray(3, bytes.length - (bytes.length % 3)).toString('base64');
  });
}

function masked(text: string, index: Index): string {
  let out = '';
  let from = 0;
  for (let at = 0; at + SHORTEST <= text.length; at++) {
    const found = index
      .get(text.slice(at, at + SHORTEST))
      ?.find((each) => text.startsWith(each.text, at) && (each.reach === 'anywhere' || isApart(text, at, each.text)));
    if (found === undefined) continue;
    out += text.slice(from, at) + MASK;
    from = at + found.text.length;
    at = from - 1;
  }
  return from === 0 ? text : out + text.slice(from);
}

function isApart(text: string, at: number, word: string): boolean {
  const isWord = (unit: string): boolean => /[A-Za-z0-9]/.test(unit);
  return !isWord(text.charAt(at - 1)) && !isWord(text.charAt(at + word.length));
}

/** go-yaml quotes the first seven characters of what it can't take: `hunter2...`. */
function cutShort(text: string, index: Index): string {
  if (!text.includes('...')) return text;
  return text.replaceAll(/(?<=[`'"\s])([^`'"\s]{6,})(?=\.\.\.)/g, (start) => {
    const known = index.get(start.slice(0, SHORTEST)) ?? [];
    return known.some((each) => each.text.startsWith(start)) ? MASK : start;
  });
}
