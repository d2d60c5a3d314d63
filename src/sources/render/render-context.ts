/** What rendering needs: the engines and a Kubernetes version. */
import { type Engines } from '../../engine/engines.ts';

/** What rendering needs: the engines, and the Kubernetes version that charts see. */
export interface RenderContext {
  readonly kubernetesVersion: string;
  readonly world: { readonly engines: Engines };
}
