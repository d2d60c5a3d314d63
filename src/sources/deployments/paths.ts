/** Resolves paths that declarations name, inside the repository. */
import { posix } from 'node:path';
import { type Field } from './field.ts';

/** `path` relative to the folder `base`; null where it leaves the repository. `.` is the root. */
export function inside(base: string, path: string): string | null {
  const joined = posix.normalize(posix.join(base, path)).replace(/\/$/, '');
  if (joined === '..' || joined.startsWith('../') || joined.startsWith('/')) return null;
  return joined === '' ? '.' : joined;
}

/** As `inside`, for a path in a field; a path that leaves the repository is a problem. */
export function insideOf(field: Field, base: string, path: string): string | null {
  const found = inside(base, path);
  if (found === null) {
    field.problem('path-outside', `${JSON.stringify(path)} leaves the repository; expected a path inside it.`);
  }
  return found;
}

/** With its dot: `.yaml` for `a.yaml`, and also for a file named `.yaml`, as Go's filepath.Ext does. */
export function endingOf(path: string): string {
  return /\.[^./]*$/.exec(path)?.[0] ?? '';
}
