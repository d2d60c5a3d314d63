/** Which files helmfiles are, and which they may read. */
import { posix } from 'node:path';

export function isHelmfile(path: string): boolean {
  if (/^helmfile\.ya?ml(\.gotmpl)?$/.test(posix.basename(path))) return true;
  return posix.basename(posix.dirname(path)) === 'helmfile.d' && /\.ya?ml(\.gotmpl)?$/.test(path);
}

/**
 * Whether a helmfile may read a file: its text has the file's name, or a template of a name that the file's may come of.
 * Whatever it does with it (`readFile`, `secrets`, `ref+file://`, values of an environment) is not followed.
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

/** `readFile "a.yaml"` names a file in an action. */
function insideActions(text: string): string {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, action = '']) => action).join(' ');
}

/** Each is held against each file. */
const mostPatterns = 200;

/** In the place of an action. No text of a file has it: YAML does not take it. */
const hole = '\0';

function partsOf(name: string): readonly string[] {
  return posix.normalize(name).split(hole);
}

/** Whether the end of a file's path has the parts in their order, the last one at the end. */
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
