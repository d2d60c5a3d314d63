import { type Declaration } from './declaration.ts';

/** The cluster that nobody names. */
export const unnamedTarget = 'default';

/**
 * The cluster whose controller reads a declaration, which is where it deploys to unless it says otherwise: that of the
 * deployment which rendered it; else, by the layout that Flux and Argo CD document, the folder in `clusters/` that it
 * lies in.
 */
export function homeOf(declaration: Declaration): string {
  const { from } = declaration;
  if (from !== null && from.target !== unnamedTarget) return from.target;
  return /(?:^|\/)clusters\/([^/]+)\//.exec(declaration.written([]).file)?.[1] ?? unnamedTarget;
}
