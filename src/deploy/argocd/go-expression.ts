/** The words of an expression in a Go template: what stands between `{{` and `}}`. */

export type Word =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  /** `.a.b`, `$.a`; empty for the dot alone. */
  | { readonly kind: 'field'; readonly keys: readonly string[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'sign'; readonly sign: '|' | '(' | ')' };

const patterns: readonly (readonly [RegExp, (text: string) => Word | null])[] = [
  [/\s+/y, () => null],
  [/"(?:[^"\\]|\\["\\])*"/y, (text) => literal(text.slice(1, -1).replace(/\\(.)/g, '$1'))],
  [/`[^`]*`/y, (text) => literal(text.slice(1, -1))],
  [/-?\d{1,15}(?![\w.])/y, (text) => literal(Number(text))],
  [/(?:true|false)(?!\w)/y, (text) => literal(text === 'true')],
  [
    /\$?(?:\.[A-Za-z_]\w*)+|\$|\.(?!\w)/y,
    (text) => ({ kind: 'field', keys: text.split('.').slice(1).filter(Boolean) }),
  ],
  [/[A-Za-z]\w*/y, (name) => ({ kind: 'name', name })],
  [/\|/y, () => ({ kind: 'sign', sign: '|' })],
  [/\(/y, () => ({ kind: 'sign', sign: '(' })],
  [/\)/y, () => ({ kind: 'sign', sign: ')' })],
];

function literal(value: string | number | boolean): Word {
  return { kind: 'literal', value };
}

/** Null for what is none of these: variables, assignments, other escapes. */
export function wordsOf(expression: string): Word[] | null {
  const words: Word[] = [];
  for (let at = 0; at < expression.length;) {
    const found = nextWord(expression, at);
    if (found === null) return null;
    if (found.word !== null) words.push(found.word);
    at = found.end;
  }
  return words;
}

function nextWord(expression: string, at: number): { readonly word: Word | null; readonly end: number } | null {
  for (const [pattern, read] of patterns) {
    const sticky = new RegExp(pattern.source, 'y'); // a shared one would carry its position from call to call
    sticky.lastIndex = at;
    const text = sticky.exec(expression)?.[0];
    if (text !== undefined && text !== '') return { word: read(text), end: at + text.length };
  }
  return null;
}
