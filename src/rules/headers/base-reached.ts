/** Finds which rules read the object at base, directly or through other packages. */
import { type Reference } from './references.ts';

/** The files of modules that read `input.base`. */
export function baseReached(references: ReadonlyMap<string, readonly Reference[]>): ReadonlySet<string> {
  return new Set([...references].flatMap(([file, all]) => (all.some(isOfBase) ? [file] : [])));
}

function isOfBase([first, second]: Reference): boolean {
  return first === 'input' && second === 'base';
}
