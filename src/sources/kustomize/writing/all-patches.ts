/** Lists all patches of a kustomization in the order of application. */
import { type Texts } from '../../../snapshot/texts.ts';
import { type KustomizationDocument } from './kustomization.ts';
import { type Patch, patchesIn } from './patches.ts';
import { pluginPatches } from './plugin-patches.ts';

/** The patches of a kustomization in Kustomize's order of application, without other transformers. */
export async function allPatches(texts: Texts, kustomization: KustomizationDocument): Promise<Patch[]> {
  const own = ['patchesStrategicMerge', 'patches', 'patchesJson6902'] as const;
  const read = await Promise.all(own.map((name) => patchesIn(texts, kustomization, name)));
  return [...read.flat(), ...(await pluginPatches(texts, kustomization))];
}
