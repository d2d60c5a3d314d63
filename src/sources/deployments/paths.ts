import { posix } from 'node:path';
import { type Field } from './field.ts';

/** `path` as seen from the folder `base`; null where it leaves the repository. `.` is the root. */
export function inside(base: string, path: string): string | null {
  const joined = posix.normalize(posix.join(base, path)).replace(/\/$/, '');
  if (joined === '..' || joined.startsWith('../') || joined.startsWith('/')) return null;
  return joined === '' ? '.' : joined;
}

/** As `inside`, for a path that a field names; one that leaves the repository is a problem. */
export function insideOf(field: Field, base: string, path: string): string | null {
  const found = inside(base, path);
  if (found === null) {
    field.problem('path-outside', `${JSON.stringify(path)} leaves the repository; expected a path inside it.`);
  }
  return found;
}

/** With its dot: `.yaml` of `a.yaml`, and of a file of that very name, as Go's filepath.Ext has it. */
export function endingOf(path: string): string {
  return /\.[^./]*$/.exec(path)?.[0] ?? '';
}
