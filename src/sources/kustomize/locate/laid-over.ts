/** What a deployment changes in the kustomization that it builds. */
import { type JsonObject } from '../../../model/json.ts';
import { type Source } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { isBuild } from '../build.ts';
import { type Patch, patchesOver } from '../writing/patches.ts';
import { type Lines } from '../../../model/problem.ts';

/** Changes of a deployment to the kustomization that it builds. */
export interface LaidOver {
  /** Where the deployment is declared. */
  readonly declared: Lines;
  /** In order of application. */
  readonly patches: readonly Patch[];
  /** All fields that it sets in the kustomization. */
  readonly fields: JsonObject;
}

/**
 * The changes of a source's deployment to its kustomization; null where there are none or it is not a kustomization.
 */
export function laidOverBy(source: Source | undefined, texts: Texts): LaidOver | null {
  if (source === undefined || !isBuild(source) || source.deployment === null) return null;
  if (Object.keys(source.overrides).length === 0) return null;
  return { declared: source.deployment.place, patches: patchesOver(texts, source), fields: source.overrides };
}
