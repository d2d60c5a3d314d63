/**
 * Matches paths against glob patterns. Patterns come from the pull request, so none becomes a regular expression, which
 * could run for years. All states are followed at once, in time of at most pattern length times path length.
 */

/**
 * In Go's path.Match and doublestar, `*` does not match `/`. In gobwas/glob (Argo CD's manifests) and git's pathspecs
 * (its generators' files) it does. Patterns of `.gitattributes` are like doublestar's, but without braces, and `**`
 * counts only between slashes; otherwise it means `*`.
 */
export type GlobDialect = 'path' | 'doublestar' | 'gobwas' | 'git' | 'gitattributes';

type Token =
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'many'; readonly accepts: (character: string) => boolean }
  /**
   * `**` and the slash after it take two states: at the start of a folder's name (or past all folders), and within a
   * name.
   */
  | { readonly kind: 'folders' }
  | { readonly kind: 'folder' };

const any = (): boolean => true;
const notSlash = (character: string): boolean => character !== '/';

/** Longest path on Linux. Characters. */
const longestPath = 4096;

/** Returns a function that tells whether a whole path matches the pattern. */
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

/** With more alternatives than this, braces are taken literally. */
const mostAlternatives = 100;

function expandBraces(pattern: string): string[] {
  let expanded = [pattern];
  for (;;) {
    const next = expanded.flatMap(expandFirst);
    if (next.length === expanded.length || next.length > mostAlternatives) return expanded;
    expanded = next;
  }
}

/** Expands the first innermost brace group. `{a}` stays: expanding one alternative would never end. */
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

/** Whether a `**` that crosses folders begins there. */
function mayCross(pattern: string, at: number, dialect: GlobDialect): boolean {
  if (dialect === 'path' || !pattern.startsWith('**', at)) return false;
  return dialect !== 'gitattributes' || ((pattern[at - 1] ?? '/') === '/' && at + 2 === pattern.length);
}

function isFolders(pattern: string, at: number): boolean {
  return pattern.startsWith('**/', at) && (at === 0 || pattern[at - 1] === '/');
}

/** Reads `[a-z]`, `[!a]` or `[^a]`; null if the bracket is not closed. */
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

/** The next state after a character; null if there is none. */
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

/** Adds the states that are reached without reading a character. */
function closure(tokens: readonly Token[], all: Set<number>): ReadonlySet<number> {
  for (const state of all) {
    const kind = tokens[state]?.kind;
    if (kind === 'many') all.add(state + 1); // iterating over a set includes what is added during it
    if (kind === 'folders') all.add(state + 2);
  }
  return all;
}
