/** Names the cluster that a Flux object deploys to. */
import { type Declaration } from '../declaration.ts';
import { type Field } from '../field.ts';
import { homeOf } from '../target.ts';

/**
 * The cluster of a Flux object: the name of the Secret or ConfigMap of its kubeConfig; without one, the cluster of
 * Flux.
 */
export function clusterOf(spec: Field, declaration: Declaration): string {
  const kubeConfig = spec.at('kubeConfig');
  const named = kubeConfig.at('secretRef', 'name').text() ?? kubeConfig.at('configMapRef', 'name').text();
  return named ?? homeOf(declaration);
}
