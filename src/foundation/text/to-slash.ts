/** Writes paths of the file system as trees have them. */
import { sep } from 'node:path';

/** The path with `/` between its parts. */
export function toSlash(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
