import { type Source } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { isBuild } from '../build.ts';
import { type Patch, patchesOver } from '../writing/patches.ts';
import { type Lines } from '../../../model/problem.ts';

/** What a deployment lays over the kustomization that it builds. */
export interface LaidOver {
  /** Where the deployment is declared. */
  readonly declared: Lines;
  /** In the order in which they are applied. */
  readonly patches: readonly Patch[];
}

/** What the deployment of a source lays over a kustomization; null for nothing, and for what is none. */
export function laidOverBy(source: Source | undefined, texts: Texts): LaidOver | null {
  if (source === undefined || !isBuild(source) || source.deployment === null) return null;
  if (Object.keys(source.overrides).length === 0) return null;
  return { declared: source.deployment.place, patches: patchesOver(texts, source) };
}
