/**
 * Patterns for paths. They come from the pull request, so none is made into a regular expression, which some patterns
 * could keep busy for years: states are followed side by side, in time of pattern times path at most.
 */

/**
 * Go's path.Match and doublestar keep `*` within a folder; gobwas/glob, with which Argo CD picks manifests, and git's
 * pathspecs, with which its generators pick files, do not. Patterns of `.gitattributes` are as doublestar's, without
 * braces, and there `**` stands between slashes or is no more than `*`.
 */
export type GlobDialect = 'path' | 'doublestar' | 'gobwas' | 'git' | 'gitattributes';

type Token =
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'many'; readonly accepts: (character: string) => boolean }
  /** `**` and the slash behind it, two states: before a folder's name (or past them all), and in one. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'folder' };

const any = (): boolean => true;
const notSlash = (character: string): boolean => character !== '/';

/** Linux takes no longer path, in characters. */
const longestPath = 4096;

/** Whether a path fits a pattern, the whole of it. */
export function globMatcher(pattern: string, dialect: GlobDialect): (path: string) => boolean {
  if (pattern.length > longestPath) return () => false;
  const alternatives = (hasBraces(dialect) ? expandBraces(pattern) : [pattern]).map((one) => tokensOf(one, dialect));
  return (path) => alternatives.some((tokens) => matches(tokens, path));
}

function hasBraces(dialect: GlobDialect): boolean {
  return dialect === 'doublestar' || dialect === 'gobwas';
}

export function hasGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** More alternatives than this are never meant; the braces then stand for themselves. */
const mostAlternatives = 100;

function expandBraces(pattern: string): string[] {
  let expanded = [pattern];
  for (;;) {
    const next = expanded.flatMap(expandFirst);
    if (next.length === expanded.length || next.length > mostAlternatives) return expanded;
    expanded = next;
  }
}

/** The first brace group that has no other inside. `{a}` stays, as one alternative would never end this. */
function expandFirst(pattern: string): string[] {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (found === null) return [pattern];
  const before = pattern.slice(0, found.index);
  const behind = pattern.slice(found.index + found[0].length);
  return (found[1] ?? '').split(',').map((alternative) => before + alternative + behind);
}

function tokensOf(pattern: string, dialect: GlobDialect): Token[] {
  const single = dialect === 'gobwas' || dialect === 'git' ? any : notSlash;
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    const set = pattern[at] === '[' ? characterSet(pattern, at) : null;
    if ((dialect === 'doublestar' || dialect === 'gitattributes') && isFolders(pattern, at)) {
      tokens.push({ kind: 'folders' }, { kind: 'folder' });
      at += 3;
    } else if (mayCross(pattern, at, dialect)) {
      tokens.push({ kind: 'many', accepts: any });
      at += 2;
    } else if (pattern[at] === '*') {
      tokens.push({ kind: 'many', accepts: single });
      at += 1;
    } else if (set !== null) {
      tokens.push({ kind: 'one', accepts: (character) => single(character) && set.accepts(character) });
      at = set.end;
    } else if (pattern[at] === '?') {
      tokens.push({ kind: 'one', accepts: single });
      at += 1;
    } else {
      if (pattern[at] === '\\' && at + 1 < pattern.length) at += 1;
      const wanted = pattern[at];
      tokens.push({ kind: 'one', accepts: (character) => character === wanted });
      at += 1;
    }
  }
  return tokens;
}

/** Whether `**` begins there, and goes through folders. */
function mayCross(pattern: string, at: number, dialect: GlobDialect): boolean {
  if (dialect === 'path' || !pattern.startsWith('**', at)) return false;
  return dialect !== 'gitattributes' || ((pattern[at - 1] ?? '/') === '/' && at + 2 === pattern.length);
}

function isFolders(pattern: string, at: number): boolean {
  return pattern.startsWith('**/', at) && (at === 0 || pattern[at - 1] === '/');
}

/** `[a-z]`, `[!a]`, `[^a]`; null where no bracket closes it. */
function characterSet(pattern: string, start: number): { accepts: (character: string) => boolean; end: number } | null {
  const close = pattern.indexOf(']', start + 2);
  if (close === -1) return null;
  const isNegated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const body = pattern.slice(start + (isNegated ? 2 : 1), close);
  return { accepts: (character) => inSet(body, character) !== isNegated, end: close + 1 };
}

function inSet(body: string, character: string): boolean {
  for (let at = 0; at < body.length; at += 1) {
    const from = body[at] ?? '';
    const to = body[at + 1] === '-' && at + 2 < body.length ? (body[at + 2] ?? '') : from;
    if (from <= character && character <= to) return true;
    if (to !== from) at += 2;
  }
  return false;
}

function matches(tokens: readonly Token[], path: string): boolean {
  let states = closure(tokens, new Set([0]));
  for (let at = 0; at < path.length && states.size > 0; at += 1) {
    const character = path[at] ?? '';
    const next = new Set<number>();
    for (const state of states) {
      const to = step(tokens[state], state, character);
      if (to !== null) next.add(to);
    }
    states = closure(tokens, next);
  }
  return states.has(tokens.length);
}

/** Where a character leads; null for nowhere. */
function step(token: Token | undefined, state: number, character: string): number | null {
  switch (token?.kind) {
    case undefined:
      return null;
    case 'folders':
      return character === '/' ? null : state + 1;
    case 'folder':
      return character === '/' ? state - 1 : state;
    case 'many':
      return token.accepts(character) ? state : null;
    case 'one':
      return token.accepts(character) ? state + 1 : null;
  }
}

/** Adds the states that are reached without a character. */
function closure(tokens: readonly Token[], all: Set<number>): ReadonlySet<number> {
  for (const state of all) {
    const kind = tokens[state]?.kind;
    if (kind === 'many') all.add(state + 1); // a set's iteration goes on to what is added meanwhile
    if (kind === 'folders') all.add(state + 2);
  }
  return all;
}
