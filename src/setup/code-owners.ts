/** Reads CODEOWNERS: who must approve changes of a file (docs.github.com, about code owners). */
import ignore from 'ignore';

/** A CODEOWNERS file. */
export interface CodeOwners {
  readonly file: string;
  /** The owners of a path: those of the last pattern that matches. Empty if nobody owns it. */
  readonly of: (path: string) => readonly string[];
}

interface Entry {
  readonly matches: (path: string) => boolean;
  readonly owners: readonly string[];
}

/** Patterns are those of .gitignore, without `!`, `[ ]` and an escaped `#`; such lines count for nothing. */
export function parseCodeOwners(file: string, text: string): CodeOwners {
  const entries = text.split(/\r?\n/).flatMap(entryOf);
  return {
    file,
    of: (path) => entries.findLast(({ matches }) => matches(path))?.owners ?? [],
  };
}

function entryOf(line: string): Entry[] {
  const words = line
    .replace(/(?:^|\s)#.*$/, '')
    .trim()
    .split(/(?<!\\)\s+/);
  const [pattern = '', ...owners] = words;
  if (pattern === '' || /^!|^\\#|[[\]]/.test(pattern)) return [];
  // `docs/*` owns the files of the folder, not those of its subfolders; .gitignore would take these too.
  const isFlat = pattern.endsWith('/*');
  const rule = ignore({ allowRelativePaths: true, ignorecase: false }).add(pattern);
  const depth = pattern.split('/').filter((part) => part !== '').length;
  return [
    {
      matches: (path) => rule.ignores(path) && !(isFlat && path.split('/').length > depth),
      owners: owners.filter((owner) => /^@|.@./.test(owner)),
    },
  ];
}
