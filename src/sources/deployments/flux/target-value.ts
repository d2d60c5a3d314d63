/**
 * Sets a `targetPath`. helm-controller passes `targetPath=text` to Helm's parser for `--set` (fluxcd/pkg/chartutil
 * ReplacePathValue, helm.sh/helm/v3/pkg/strvals), which writes into the values in place. This is that parser. Maps are
 * `Map`s, because they are shared and changed as in Go.
 */
export type MutableValue = null | boolean | number | string | MutableValue[] | MutableMap;
export type MutableMap = Map<string, MutableValue>;

/** Helm's limits: MaxIndex and MaxNestedNameLevel. */
const mostIndex = 65_536;
const mostNested = 30;

/** Helm would refuse the expression; the message is Helm's. */
export class NotSet extends Error {}

/**
 * Sets the text at the path, in place.
 * @throws {NotSet} where Helm refuses it.
 */
export function setAt(values: MutableMap, path: string, text: string): void {
  const isQuoted = ["'", '"'].some((quote) => text.startsWith(quote) && text.endsWith(quote));
  const expression = isQuoted ? `${path}=${text.replace(/^['"]+|['"]+$/g, '')}` : `${path}=${text}`;
  new Parser(expression, isQuoted).into(values);
}

/**
 * The values that an expression of `--set`, or of `--set-string` (`isText`), sets.
 *
 * @throws {NotSet} where Helm refuses it.
 */
export function valuesOfSetExpression(expression: string, isText: boolean): MutableMap {
  const values: MutableMap = new Map();
  new Parser(expression, isText).into(values);
  return values;
}

interface Taken {
  readonly text: string;
  /** Null at the end. */
  readonly stop: string | null;
}

class Parser {
  readonly #characters: readonly string[];
  readonly #isText: boolean;
  #at = 0;

  constructor(expression: string, isText: boolean) {
    this.#characters = Array.from(expression); // code points, as Go's runes
    this.#isText = isText;
  }

  into(values: MutableMap): void {
    while (!this.#isAtEnd) this.#key(values, 0);
  }

  get #isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  /** False where the expression ended without a value: then an empty text is set. */
  #key(map: MutableMap, depth: number): boolean {
    const { text: key, stop } = this.#until('=[,.');
    if (stop === null) {
      if (key === '') return false;
      throw new NotSet(`key ${JSON.stringify(key)} has no value`);
    }
    if (stop === ',') throw new NotSet(`key ${JSON.stringify(key)} has no value (cannot end with ,)`);
    if (stop === '=')
      return this.#assign((value) => {
        set(map, key, value);
      });
    if (stop === '[') return this.#inList(map, key, depth);
    return this.#inMap(map, key, depth + 1);
  }

  #inList(map: MutableMap, key: string, depth: number): boolean {
    const index = this.#index();
    const known = map.has(key) ? map.get(key) : [];
    if (!Array.isArray(known)) throw new NotSet(`${JSON.stringify(key)} is not a list`);
    const { list, isWhole } = this.#item(known, index, depth);
    set(map, key, list);
    return isWhole;
  }

  #inMap(map: MutableMap, key: string, depth: number): boolean {
    if (depth > mostNested) throw new NotSet(`the path has more than ${mostNested} parts`);
    const inner = map.has(key) ? map.get(key) : new Map<string, MutableValue>();
    if (!(inner instanceof Map)) throw new NotSet(`${JSON.stringify(key)} is not a map`);
    const isWhole = this.#key(inner, depth);
    if (isWhole && inner.size === 0) throw new NotSet(`key map ${JSON.stringify(key)} has no value`);
    if (inner.size > 0) set(map, key, inner);
    return isWhole;
  }

  /** Parses what follows `[index]`. */
  #item(list: MutableValue[], index: number, depth: number): { list: MutableValue[]; isWhole: boolean } {
    const { text, stop } = this.#until('[.=');
    if (text !== '') throw new NotSet(`unexpected data at end of array index: ${JSON.stringify(text)}`);
    if (stop === null) return { list, isWhole: false };
    if (stop === '=') {
      let changed = list;
      this.#assign((value) => (changed = withItem(list, index, value)));
      return { list: changed, isWhole: true };
    }
    if (stop === '[') return this.#listInList(list, index, depth);
    return this.#mapInList(list, index, depth);
  }

  #listInList(list: MutableValue[], index: number, depth: number): { list: MutableValue[]; isWhole: boolean } {
    const next = this.#index();
    const known = list[index] ?? [];
    if (!Array.isArray(known)) throw new NotSet(`item ${index} is not a list`);
    const inner = this.#item(known, next, depth);
    return inner.isWhole ? { list: withItem(list, index, inner.list), isWhole: true } : { list, isWhole: false };
  }

  #mapInList(list: MutableValue[], index: number, depth: number): { list: MutableValue[]; isWhole: boolean } {
    const known = list[index];
    const inner: MutableMap = known instanceof Map ? known : new Map<string, MutableValue>();
    if (index < list.length) list[index] = inner;
    if (!this.#key(inner, depth)) return { list, isWhole: false };
    return { list: withItem(list, index, inner), isWhole: true };
  }

  #assign(put: (value: MutableValue) => void): boolean {
    if (this.#isAtEnd) {
      put('');
      return false;
    }
    put(this.#characters[this.#at] === '{' ? this.#list() : this.#typed(this.#until(',').text));
    return true;
  }

  #list(): MutableValue[] {
    this.#at += 1;
    const items: MutableValue[] = [];
    for (;;) {
      const { text, stop } = this.#until(',}');
      if (stop === null) throw new NotSet("list must terminate with '}'");
      items.push(this.#typed(text));
      if (stop === ',') continue;
      if (this.#characters[this.#at] === ',') this.#at += 1;
      return items;
    }
  }

  #index(): number {
    const { text, stop } = this.#until(']');
    if (stop === null || !/^[+-]?\d+$/.test(text)) throw new NotSet(`error parsing index: ${JSON.stringify(text)}`);
    const index = Number(text);
    if (index < 0) throw new NotSet(`negative ${index} index not allowed`);
    return index;
  }

  /** A character behind a backslash stands for itself; a backslash at the end is dropped. */
  #until(stops: string): Taken {
    let text = '';
    while (!this.#isAtEnd) {
      const character = this.#characters[this.#at++] ?? '';
      if (stops.includes(character)) return { text, stop: character };
      text += character === '\\' ? (this.#characters[this.#at++] ?? '') : character;
    }
    return { text, stop: null };
  }

  #typed(text: string): MutableValue {
    if (this.#isText) return text;
    if (/^true$/iu.test(text)) return true;
    if (/^false$/iu.test(text)) return false;
    if (/^null$/iu.test(text)) return null;
    if (text === '0') return 0;
    // A number that JavaScript would round stays a text: it prints the same.
    const number = /^[+-]?\d+$/.test(text) && !text.startsWith('0') ? Number(text) : NaN;
    return Number.isSafeInteger(number) ? number + 0 : text;
  }
}

function set(map: MutableMap, key: string, value: MutableValue): void {
  if (key !== '') map.set(key, value);
}

function withItem(list: MutableValue[], index: number, value: MutableValue): MutableValue[] {
  if (index > mostIndex) throw new NotSet(`index of ${index} is greater than maximum supported index of ${mostIndex}`);
  const longer = index < list.length ? list : [...list, ...Array<null>(index + 1 - list.length).fill(null)];
  longer[index] = value;
  return longer;
}
