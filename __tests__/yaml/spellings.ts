/** Texts as nobody writes them who means well: every way to spell a manifest, and what merely looks like YAML. */

export type Random = () => number;

/** Numbers from 0 to 1 that repeat (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function spelling(random: Random): string {
  return whole(random, random() < 0.6 ? stream(random, pod) : soup(random));
}

/** A stream of documents, most of which hold the object. */
export function spellingOf(object: Fields, random: Random): string {
  return whole(random, stream(random, object));
}

function whole(random: Random, text: string): string {
  const changed = random() < 0.25 ? mutated(random, text) : text;
  return changed.replace(/\p{Surrogate}/gu, '?'); // no file has half of a pair
}

const BREAKS = ['\n', '\n', '\n', '\n', '\r\n', '\r', '\x85', '\u2028', '\u2029'];
const SEPARATORS = [
  '---\n',
  '---\n',
  '--- # next\n',
  '---\r\n',
  '--- \n',
  '...\n---\n',
  '---\t\n',
  '---\u2028',
  '--- {}\n',
  '...\n',
  '\u2028---\n',
  ' ---\n',
  '---x\n',
  '\n',
];
const FRAGMENTS = [
  ...['a', 'b', 'kind', 'apiVersion', 'Pod', 'v1', 'true', '1', '"', "'", '\\', '\\u006b', '\\x6b', '\\ ', '\\\n'],
  ...[': ', ':', ' :', ', ', ',', '- ', '-', '? ', '?', '{', '}', '[', ']', '{a: 1}', '[a, b]', '# c', ' # c', '#'],
  ...[
    '\n',
    '\n',
    '\n',
    '\n  ',
    '\n  ',
    '\n    ',
    ' ',
    '  ',
    '\t',
    '\r',
    '\r\n',
    '\r\r\n',
    '\x85',
    '\u2028',
    '\u2029',
    '\xa0',
  ],
  ...[
    '&x ',
    '*x',
    '*x ',
    '&y ',
    '*y',
    '!!str ',
    '!!int ',
    '! ',
    '!t ',
    '!<tag:yaml.org,2002:str> ',
    '!!binary ',
    '<<: *x',
    '<<: ',
  ],
  ...[
    '|',
    '>',
    '|-\n',
    '>+\n',
    '|2\n',
    '>-\n  ',
    '---',
    '---\n',
    '...',
    '...\n',
    '%YAML 1.1\n',
    '%TAG ! tag:x,1:\n',
    '@',
    '`',
    '%',
    '😀',
    '\ufeff',
    '\x07',
    '"a": ',
    "'b': ",
    '"a":',
    'a: 1\n',
    '.inf',
    '~: 1\n',
    'a: .inf\n',
    '{~: 1}',
    'y',
    'on: .nan\n',
    'y: 1\n',
    '- b\n',
    'a: b\n',
  ],
];

function soup(random: Random): string {
  const length = 1 + Math.floor(random() * 14);
  return Array.from({ length }, () => pick(random, FRAGMENTS)).join('');
}

function mutated(random: Random, text: string): string {
  const at = Math.floor(random() * (text.length + 1));
  const cut = random() < 0.5 ? Math.floor(random() * 3) : 0;
  return text.slice(0, at) + (random() < 0.7 ? pick(random, FRAGMENTS) : '') + text.slice(at + cut);
}

function stream(random: Random, object: Fields): string {
  if (random() < 0.1) return jsonStream(random, object);
  const count = random() < 0.6 ? 1 : 1 + Math.floor(random() * 3);
  const texts = Array.from({ length: count }, () => document(random, object));
  const separated = texts.reduce((all, text) => all + pick(random, SEPARATORS) + text);
  const start =
    random() < 0.15
      ? pick(random, [
          '\ufeff',
          '---\n',
          '\n',
          '# c\n',
          '%YAML 1.1\n---\n',
          '\ufeff---\n',
          '\ufeff\ufeff',
          ' ',
          '\t',
          '#\u2028',
        ])
      : '';
  return start + separated;
}

type Value = string | number | boolean | null | readonly Value[] | Fields;
export interface Fields {
  readonly [key: string]: Value;
}

const pod: Fields = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { hostPID: true, containers: [{ name: 'c', image: 'x:1' }] },
};

function manifest(random: Random, object: Fields): Fields {
  const name = pick(random, ['a', 'b', 'web']);
  const roll = random();
  if (roll < 0.7) return object;
  if (roll < 0.8)
    return {
      apiVersion: 'v1',
      kind: pick(random, ['List', 'ConfigMap', 'PodList', 'X']),
      items: [object, { metadata: { name } }],
    };
  if (roll < 0.85) return { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'x\ny: z\n', b: ' # no', c: 'yes' } };
  if (roll < 0.9) return { kind: 'X', items: pick<Value>(random, [[], null, 'a', [1], {}]) };
  return { a: { apiVersion: 'v1', kind: 'Pod' }, list: [1, [2, { b: null }]] };
}

function jsonStream(random: Random, object: Fields): string {
  const between = pick(random, ['', '\n', ' ', '\n---\n', '\n\n', ',']);
  const space = pick<string | number>(random, [0, 2, '\t']);
  const length = 1 + Math.floor(random() * 3);
  return Array.from({ length }, () => JSON.stringify(manifest(random, object), null, space)).join(between);
}

function document(random: Random, object: Fields): string {
  const brk = pick(random, BREAKS);
  const indent = random() < 0.15 ? pick(random, [' ', '  ', '    ']) : '';
  const yes = random() < 0.1 ? '*yes' : 'true';
  const style = { random, odd: pick(random, [0, 0.1, 0.5]), step: pick(random, [1, 2, 4]), yes };
  const value = manifest(random, object);
  const anchored = random() < 0.15;
  const written = anchored ? merged(style, value) : block(style, value, '');
  const body = yes === 'true' ? written : ['yes: &yes true', ...written];
  const comment = random() < 0.2 ? [pick(random, ['# c', '', '  # c', '# a\u2028kind: X', '# a\x85'])] : [];
  const lines = [...comment, ...body];
  const end = random() < 0.8 ? brk : '';
  return lines.map((line) => indent + line).join(brk) + end;
}

interface Style {
  readonly random: Random;
  readonly odd: number;
  readonly step: number;
  /** What stands for `true`. */
  readonly yes: string;
}

/** The keys come by a merge key. */
function merged(style: Style, value: Fields): string[] {
  if (style.random() < 0.3) return [`x: &x ${flow(style, value)}`, '<<: *x'];
  const { kind, apiVersion, ...rest } = value;
  const base = [`x: &x {kind: ${text(kind, 'Pod')}, apiVersion: ${text(apiVersion, 'v1')}}`];
  return [...base, '<<: *x', ...block(style, rest, '')];
}

function block(style: Style, value: Fields, indent: string): string[] {
  const entries = Object.entries(value);
  if (entries.length === 0 || style.random() < style.odd * 0.3) return [indent + flow(style, value)];
  return entries.flatMap(([key, item]) => pair(style, key, item, indent));
}

function pair(style: Style, key: string, item: Value, indent: string): string[] {
  const written = keyOf(style, key);
  const explicit = style.random() < style.odd * 0.3;
  const head = explicit
    ? [`${indent}? ${written}`, `${indent}:`]
    : [`${indent}${written}${style.random() < style.odd * 0.3 ? ' ' : ''}:`];
  const [last = '', ...before] = head.toReversed();
  const start = before.reverse();
  const deeper = indent + ' '.repeat(style.step);
  const properties = style.random() < style.odd * 0.3 ? pick(style.random, [' &z', ' !!map', ' !t', ' # c']) : '';
  if (isList(item) && item.length > 0 && style.random() > style.odd * 0.3) {
    const at = style.random() < 0.5 ? indent : deeper;
    return [...start, last, ...item.flatMap((one) => listItem(style, one, at))];
  }
  if (isMap(item) && style.random() > style.odd * 0.3)
    return [...start, last + properties, ...block(style, item, deeper)];
  if (typeof item === 'string' && item.includes('\n') && style.random() < 0.7)
    return [
      ...start,
      `${last} ${pick(style.random, ['|', '|-', '>', '|+', '>-', '|1'])}`,
      ...item.split('\n').map((line) => deeper + line),
    ];
  return [...start, `${last} ${flow(style, item)}`];
}

function listItem(style: Style, item: Value, indent: string): string[] {
  if (!isMap(item)) return [`${indent}- ${flow(style, item)}`];
  const [first = '', ...rest] = block(style, item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

function flow(style: Style, value: Value): string {
  const { random, odd } = style;
  const gap = random() < odd ? pick(random, ['', ' ', '\n', '\n \t', ' # c\n', '\u2028']) : '';
  if (isList(value)) return `[${gap}${value.map((item) => flow(style, item)).join(`,${gap || ' '}`)}${gap}]`;
  if (isMap(value)) {
    if (random() < odd * 0.1) return `{<<: ${flow(style, value)}}`;
    const colon = random() < odd ? pick(random, [':', ': ', ' : ', ':\n', ':,', '? ']) : ': ';
    return `{${gap}${Object.entries(value)
      .map(([key, item]) => `${keyOf(style, key)}${colon}${flow(style, item)}`)
      .join(`,${gap || ' '}`)}${gap}}`;
  }
  if (value === true) return truth(style);
  return typeof value === 'string' ? scalar(style, value) : String(value);
}

function truth({ random, odd, yes }: Style): string {
  if (random() >= odd) return yes;
  return pick(random, [
    'True',
    'TRUE',
    'yes',
    'on',
    'y',
    '&t true',
    '!!bool true',
    '!!bool "true"',
    'true # c',
    '"true"',
  ]);
}

function keyOf(style: Style, key: string): string {
  const { random, odd } = style;
  if (random() >= odd) return key;
  return pick(random, [
    `"${key}"`,
    `'${key}'`,
    escaped(random, key),
    `&k ${key}`,
    `!!str ${key}`,
    `! ${key}`,
    `&k !!str ${key}`,
    `!!binary ${Buffer.from(key).toString('base64')}`,
    `${key} `,
    `"${key.slice(0, 2)}\\\n${key.slice(2)}"`,
  ]);
}

function scalar(style: Style, text: string): string {
  const { random, odd } = style;
  if (text.includes('\n')) return JSON.stringify(text);
  if (random() >= odd) return text;
  return pick(random, [
    `"${text}"`,
    `'${text}'`,
    escaped(random, text),
    `&s ${text}`,
    `!!str ${text}`,
    `${text}\n   ${text}`,
    `"${text}\n\n  b"`,
    `${text}#no`,
    `${text} # c`,
    `${text}\u2028   b`,
    `${text}\xa0`,
  ]);
}

function escaped(random: Random, text: string): string {
  const one = (char: string): string => {
    const code = char.charCodeAt(0).toString(16);
    return pick(random, [
      char,
      char,
      `\\x${code.padStart(2, '0')}`,
      `\\u${code.padStart(4, '0')}`,
      `\\U${code.padStart(8, '0')}`,
    ]);
  };
  return `"${Array.from(text, one).join('')}"`;
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

function isMap(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function text(value: Value | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
