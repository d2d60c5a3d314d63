/** Decides to which cluster a declaration deploys when it does not name one. */
import { type Declaration } from './declaration.ts';

/** The cluster name where none is given. */
export const unnamedTarget = 'default';

/**
 * The cluster whose controller reads a declaration. It deploys to that cluster unless it names another one. It is the
 * cluster of the deployment that rendered the declaration; else the folder in `clusters/` that it is in, by the layout
 * that Flux and Argo CD document.
 */
export function homeOf(declaration: Declaration): string {
  const { from } = declaration;
  if (from !== null && from.target !== unnamedTarget) return from.target;
  return /(?:^|\/)clusters\/([^/]+)\//.exec(declaration.written([]).file)?.[1] ?? unnamedTarget;
}
