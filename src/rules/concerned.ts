/** Selects the rules whose words an object has: most objects have none, which takes less time to see here than in Rego. */
import { type JsonObject } from '../model/json.ts';
import { type Rule } from '../model/rule.ts';
import { type DecodedText, decodedTexts, valuesOfSecret } from './decoded-texts.ts';
import { type RuleName } from './interest.ts';

export interface Concerned {
  readonly rules: readonly RuleName[];
  /** What stands in the object in another form, and has a word of one of the rules. */
  readonly decoded: readonly DecodedText[];
}

/**
 * Of the rules that are asked for, those without words, and those of which the object has a word. The same list of rules
 * gives the same list again if the object has no word. `json` is the object as text.
 */
export function concernedBy(
  rules: readonly Pick<Rule, 'id' | 'words'>[],
): (object: JsonObject, json?: string) => (asked: readonly RuleName[]) => Concerned {
  const wording = new Set(rules.flatMap(({ id, words }) => (words === undefined ? [] : [id])));
  const idsIn = idsByWords(rules);
  const withoutWords = new WeakMap<readonly RuleName[], readonly RuleName[]>();
  const first = (asked: readonly RuleName[]): readonly RuleName[] => {
    const known = withoutWords.get(asked) ?? asked.filter((name) => !wording.has(idOf(name)));
    withoutWords.set(asked, known);
    return known;
  };
  return (object, json = JSON.stringify(object)) => {
    let seen: Seen | null = null;
    return (asked) => {
      const always = first(asked);
      if (always.length === asked.length) return { rules: asked, decoded: [] };
      seen ??= seenIn(object, json, idsIn);
      const { all, decoded } = seen;
      if (all.size === 0) return { rules: always, decoded: [] };
      const found = asked.filter((name) => !wording.has(idOf(name)) || all.has(idOf(name)));
      const ids = new Set(found.map(idOf));
      const having = decoded.filter((each) => each.ids.some((id) => ids.has(id))).map(({ text }) => text);
      return { rules: found, decoded: having };
    };
  };
}

function idOf([group, rule]: RuleName): string {
  return `${group}/${rule}`;
}

interface Seen {
  /** The rules that have a word of the object. */
  readonly all: ReadonlySet<string>;
  readonly decoded: readonly { readonly text: DecodedText; readonly ids: readonly string[] }[];
}

function seenIn(object: JsonObject, json: string, idsIn: (text: string) => readonly string[]): Seen {
  const decoded = decodedTexts(object, json).flatMap((text) => {
    const ids = idsIn(text.text);
    return ids.length === 0 ? [] : [{ text, ids }];
  });
  const plain = [json, ...valuesOfSecret(object)].flatMap(idsIn);
  return { all: new Set([...plain, ...decoded.flatMap(({ ids }) => ids)]), decoded };
}

/** The rules of which a text has a word, by the first two characters of words: a look at each place of the text. */
function idsByWords(rules: readonly Pick<Rule, 'id' | 'words'>[]): (text: string) => readonly string[] {
  const byStart = new Map<number, { readonly word: string; readonly id: string }[]>();
  for (const { id, words = [] } of rules)
    for (const word of words) {
      const start = startAt(word, 0);
      byStart.set(start, [...(byStart.get(start) ?? []), { word, id }]);
    }
  const isStart = new Uint8Array(ascii * ascii);
  for (const start of byStart.keys()) isStart[start] = 1;
  return (text) => {
    const found = new Set<string>();
    for (let at = 0; at < text.length - 1; at++) {
      const start = startAt(text, at);
      if (isStart[start] !== 1) continue;
      for (const { word, id } of byStart.get(start) ?? []) if (text.startsWith(word, at)) found.add(id);
    }
    return [...found];
  };
}

/** The number of characters of ASCII, of which words are. */
const ascii = 128;

function startAt(text: string, at: number): number {
  const one = text.charCodeAt(at);
  const two = text.charCodeAt(at + 1);
  return one < ascii && two < ascii ? one * ascii + two : -1;
}
