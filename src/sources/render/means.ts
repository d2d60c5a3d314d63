import { type Engines } from '../../engine/engines.ts';

/** What it takes to render: the engines, and the Kubernetes that charts are told. */
export interface RenderMeans {
  readonly kubernetesVersion: string;
  readonly world: { readonly engines: Engines };
}
