/** Decides which files are helmfiles, and which files a helmfile may read. */
import { posix } from 'node:path';

export function isHelmfile(path: string): boolean {
  if (/^helmfile\.ya?ml(\.gotmpl)?$/.test(posix.basename(path))) return true;
  return posix.basename(posix.dirname(path)) === 'helmfile.d' && /\.ya?ml(\.gotmpl)?$/.test(path);
}

/**
 * Whether a helmfile may read a file: its text contains the file's name, or a templated name that may become it. What
 * it does with the file (`readFile`, `secrets`, `ref+file://`, environment values) is not evaluated.
 */
export function mayRead(helmfile: string, text: string): (file: string) => boolean {
  const folder = posix.dirname(helmfile);
  const named = `${text.replace(/\{\{[^{}]*\}\}/g, hole)} ${insideActions(text)}`.split(/[\s"'`,=[\]{}()]+/);
  const names = new Set(named.map((name) => posix.basename(name)));
  const patterns = named
    .filter((name) => name.includes(hole) && name.length > 1)
    .slice(0, mostPatterns)
    .map(partsOf);
  return (file) => {
    const isBelow = folder === '.' || file.startsWith(`${folder}/`);
    return isBelow && (names.has(posix.basename(file)) || patterns.some((parts) => fits(file, parts)));
  };
}

/** `readFile "a.yaml"` names a file inside an action. */
function insideActions(text: string): string {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, action = '']) => action).join(' ');
}

/** Maximum number of patterns: each is compared with each file. */
const mostPatterns = 200;

/** Stands for an action. No YAML text contains this character. */
const hole = '\0';

function partsOf(name: string): readonly string[] {
  return posix.normalize(name).split(hole);
}

/** Whether a file's path contains the parts in this order and ends with the last one. */
function fits(file: string, parts: readonly string[]): boolean {
  const last = parts.at(-1) ?? '';
  if (!file.endsWith(last)) return false;
  let at = 0;
  for (const part of parts.slice(0, -1)) {
    const found = file.indexOf(part.replace(/^(?:\.\.?\/)+/, ''), at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= file.length - last.length;
}
