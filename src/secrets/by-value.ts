/** Masks known texts of Secrets wherever they appear, also in base64 and quoted. */
import { MASK } from './ranges.ts';
import { partsOfSecret } from './secret-texts.ts';

/**
 * Which texts are masked wherever they appear. Other texts are only masked where they are a Secret's value: `1`, `true`
 * or `web` in a message reveals nothing, and masking it would make the message useless. `anywhere`: at least eight
 * characters of several kinds, which no other text contains by chance. `as-word`: at least six of several kinds, or at
 * least eight letters or digits, only as a separate word.
 */
type Reach = 'anywhere' | 'as-word';

/** Minimum length of a text that is masked by value. UTF-16 units. */
const SHORTEST = 6;

export function reachOf(text: string): Reach | null {
  if (text.length < SHORTEST || text === MASK || /^(?:ENC\[|\{\{|\$\{|\$\()/.test(text)) return null;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  if (kinds > 1) return text.length >= 8 ? 'anywhere' : 'as-word';
  return text.length >= 8 ? 'as-word' : null;
}

/** Texts by their first characters: one lookup per position of a text, however many texts are known. */
type Index = ReadonlyMap<string, readonly { readonly text: string; readonly reach: Reach }[]>;

/**
 * Returns a function that masks the texts, plain and in base64.
 *
 * @param common words that are not secret: names of objects, keys, words of rules.
 */
export function maskerOf(texts: Iterable<string>, common: ReadonlySet<string>): (text: string) => string {
  const index = indexOf(texts, common);
  return index.size === 0 ? (text) => text : (text) => cutShort(masked(text, index), index);
}

function indexOf(texts: Iterable<string>, common: ReadonlySet<string>): Index {
  const known = new Map<string, { text: string; reach: Reach }[]>();
  const seen = new Set<string>();
  const isCommon = (text: string): boolean => common.has(text) || common.has(text.toLowerCase());
  const add = (text: string): void => {
    const reach = seen.has(text) ? null : reachOf(text);
    seen.add(text);
    if (reach === null) return;
    const head = text.slice(0, SHORTEST);
    const same = known.get(head);
    if (same === undefined) known.set(head, [{ text, reach }]);
    else same.push({ text, reach });
  };
  for (const text of texts)
    for (const part of partsOfSecret(text)) {
      for (const form of plainForms(part)) if (!isCommon(form)) add(form);
      // A Secret's value in base64 is no name, even where an object has it as one.
      for (const form of encodedForms(part)) add(form);
    }
  for (const same of known.values()) same.sort((a, b) => b.text.length - a.text.length);
  return known;
}

/** A text as it is, quoted as in YAML, JSON and Go, and in an address: without line breaks, since masking keeps lines. */
function plainForms(text: string): string[] {
  if (reachOf(text) === null) return [];
  const inAddress = encodeURIComponent(text.replaceAll(/\p{Cs}/gu, ''));
  const forms = [text, text.replaceAll("'", "''"), JSON.stringify(text).slice(1, -1), inAddress];
  return forms.filter((form) => !form.includes('\n'));
}

/** A text in base64. That of a short text is a short word too. */
function encodedForms(text: string): string[] {
  if (reachOf(text) === null) return [];
  const whole = text.replaceAll(/\p{Cs}/gu, '');
  const encoded = Buffer.from(whole).toString('base64');
  return [encoded, encoded.replace(/=+$/, ''), Buffer.from(whole).toString('base64url'), ...within(whole)];
}

/**
 * The parts of a longer text's base64 that do not depend on the text around it, such as in `user:password`: one per
 * alignment.
 */
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

/** Masks the first seven characters that go-yaml quotes of a text it refuses: `hunter2...`. */
function cutShort(text: string, index: Index): string {
  if (!text.includes('...')) return text;
  return text.replaceAll(/(?<=[`'"\s])([^`'"\s]{6,})(?=\.\.\.)/g, (start) => {
    const known = index.get(start.slice(0, SHORTEST)) ?? [];
    return known.some((each) => each.text.startsWith(start)) ? MASK : start;
  });
}
