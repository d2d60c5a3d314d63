/** Finds files that a git checkout changes, by .gitattributes. */
import { posix } from 'node:path';
import { globMatcher } from '../foundation/text/glob.ts';
import { foldersAround } from './folders.ts';
import { type Rewriting } from '../model/tree.ts';

/** A .gitattributes file. https://git-scm.com/docs/gitattributes */
export interface AttributesFile {
  readonly path: string;
  readonly text: string;
}

/** True for `name`, false for `-name`, null for `!name`. */
type Value = string | boolean | null;

interface Line {
  readonly line: number;
  readonly file: string;
  /** `maybe` where the pattern has a syntax that is not supported here. */
  readonly fits: (path: string) => boolean | 'maybe';
  readonly states: readonly (readonly [name: string, value: Value])[];
}

interface Rules {
  /** By folder, in the order of the file. */
  readonly lines: ReadonlyMap<string, readonly Line[]>;
  readonly macros: ReadonlyMap<string, Line['states']>;
}

/** Attributes that change the content at a checkout. `text` and `eol` only change line ends. */
const changing = ['working-tree-encoding', 'filter', 'ident'] as const;

/** Whether a text may contain one of them: most attributes files do not and are skipped. */
export function mayRewrite(text: string): boolean {
  return changing.some((name) => text.includes(name));
}

/** Git ignores longer lines. Bytes. */
const longestLine = 2048;
/** Maximum of lines times files that are compared. */
const mostCompared = 2_000_000;

/** By path, the files that a git checkout writes differently from what is stored, except for Git LFS. */
export function rewrittenBy(
  attributes: readonly AttributesFile[],
  paths: readonly string[],
): ReadonlyMap<string, Rewriting> {
  const rules = readRules(attributes);
  const all = [...rules.lines.values()].flat();
  const states = [...all.flatMap((line) => line.states), ...[...rules.macros.values()].flat()];
  if (!states.some(([name, value]) => rewrites(name, value))) return new Map();
  const [first] = all;
  const found = paths.flatMap((path): [string, Rewriting][] => {
    const rewriting =
      all.length * paths.length > mostCompared && first !== undefined
        ? { attribute: 'more than can be compared', file: first.file, line: first.line }
        : rewritingOf(rules, path);
    return rewriting === null ? [] : [[path, rewriting]];
  });
  return new Map(found);
}

function rewritingOf(rules: Rules, path: string): Rewriting | null {
  const standing = standingAt(rules, path);
  for (const name of changing) {
    const state = standing.get(name);
    if (state === undefined || !rewrites(name, state.value)) continue;
    const attribute = typeof state.value === 'string' ? `${name}=${state.value}` : name;
    return { attribute, file: state.line.file, line: state.line.line };
  }
  return null;
}

/** Whether the attribute makes git write the file differently. An encoding without a name makes the checkout fail. */
function rewrites(name: string, value: Value): boolean {
  switch (name) {
    case 'working-tree-encoding':
      return value !== null && value !== '' && !/^utf-?8$/i.test(String(value));
    case 'filter':
      return typeof value === 'string' && value !== '' && value !== 'lfs';
    default:
      return name === 'ident' && value === true;
  }
}

/** As git does: from the last line to the first; the first value found for an attribute counts. */
function standingAt({ lines, macros }: Rules, path: string): ReadonlyMap<string, { value: Value; line: Line }> {
  const standing = new Map<string, { value: Value; line: Line }>();
  const set = (states: Line['states'], line: Line, maybe: boolean): void => {
    for (const [name, value] of [...states].reverse()) {
      // A pattern that only may match does not reset an attribute.
      if (standing.has(name) || (maybe && !(rewrites(name, value) || macros.has(name)))) continue;
      standing.set(name, { value, line });
      if (value === true) set(macros.get(name) ?? [], line, maybe);
    }
  };
  for (const folder of foldersAround(path)) {
    for (const line of [...(lines.get(folder) ?? [])].reverse()) {
      const fits = line.fits(path);
      if (fits !== false) set(line.states, line, fits === 'maybe');
    }
  }
  return standing;
}

function readRules(attributes: readonly AttributesFile[]): Rules {
  const lines = new Map<string, Line[]>();
  const macros = new Map<string, Line['states']>();
  for (const { path, text } of attributes) {
    const folder = posix.dirname(path);
    for (const [index, written] of text
      .replace(/^\ufeff/, '')
      .split('\n')
      .entries()) {
      const parsed = parseLine(written);
      if (parsed === null) continue;
      const { pattern, states } = parsed;
      // Macros are only valid in the top folder.
      if (parsed.isMacro && folder === '.') macros.set(pattern, states);
      if (parsed.isMacro) continue;
      const line = { file: path, line: index + 1, states, fits: fitting(pattern, folder) };
      lines.set(folder, [...(lines.get(folder) ?? []), line]);
    }
  }
  return { lines: withoutOthers(lines, macros), macros };
}

/** Drops lines about other attributes, which are most, so that they are not compared with files. */
function withoutOthers(
  lines: ReadonlyMap<string, readonly Line[]>,
  macros: ReadonlyMap<string, unknown>,
): Rules['lines'] {
  const isOurs = (name: string): boolean => macros.has(name) || changing.some((one) => one === name);
  const ours = [...lines].map(([folder, all]): [string, Line[]] => [
    folder,
    all.filter(({ states }) => states.some(([name]) => isOurs(name))),
  ]);
  return new Map(ours);
}

const macro = '[attr]';

function parseLine(
  line: string,
): { readonly pattern: string; readonly isMacro: boolean; readonly states: Line['states'] } | null {
  const text = line.replace(/^[ \t\r]+/, '');
  if (text === '' || text.startsWith('#') || Buffer.byteLength(line) >= longestLine) return null;
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  const name = quoted === null ? (/^[^ \t\r]+/.exec(text)?.[0] ?? '') : unescaped(quoted[1] ?? '');
  const isMacro = name.startsWith(macro) && name.length > macro.length;
  // A pattern cannot be negated: git ignores such a line.
  if (!isMacro && name.startsWith('!')) return null;
  const states = statesOf(text.slice(quoted?.[0].length ?? name.length));
  return states === null ? null : { pattern: isMacro ? name.slice(macro.length) : name, isMacro, states };
}

/** The escapes that git writes in quotes. */
function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
  const bytes = text.replace(/\\([0-3][0-7]{2}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(parseInt(code, 8)) : (letters[code] ?? code),
  );
  return /\\[0-3][0-7]{2}/.test(text) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

/** Null where a name is invalid: git then ignores the whole line. */
function statesOf(text: string): Line['states'] | null {
  const states: [string, Value][] = [];
  for (const word of text.split(/[ \t\r]+/).filter((one) => one !== '')) {
    const [, sign = '', name = '', value] = /^([-!]?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (!/^[A-Za-z0-9_.][-A-Za-z0-9_.]*$/.test(name)) return null;
    states.push([name, sign === '-' ? false : sign === '!' ? null : (value ?? true)]);
  }
  return states;
}

/** Patterns with simple character sets: without escapes and named classes in them. */
const READABLE = /^(?:[^[\\]|\\.|\[[!^]?[^\][\\]+\])*$/;

/** A pattern without a slash matches names in all folders below; any other one matches paths from its own folder. */
function fitting(pattern: string, folder: string): Line['fits'] {
  if (pattern.endsWith('/')) return () => false;
  if (!READABLE.test(pattern)) return () => 'maybe';
  if (!pattern.includes('/')) {
    const matches = globMatcher(pattern.replace(/\*+/g, '*'), 'path');
    return (path) => matches(posix.basename(path));
  }
  // Git compares the part before the first wildcard literally, and the pattern starts behind it.
  const literal = /^[^*?[\\]*/.exec(pattern.replace(/^\//, ''))?.[0] ?? '';
  const rest = pattern.replace(/^\//, '').slice(literal.length);
  // More than two stars mean the same as two.
  const matches = globMatcher(
    rest.replace(/(\\.)|\*{3,}/g, (_, escape?: string) => escape ?? '**'),
    'gitattributes',
  );
  return (path) => {
    const below = folder === '.' ? path : path.slice(folder.length + 1);
    const left = below.slice(literal.length);
    return below.startsWith(literal) && (matches(left) || (rest.startsWith('**') && matches(left.replace(/^\//, ''))));
  };
}
