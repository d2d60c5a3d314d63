import { type Declaration } from '../declaration.ts';
import { type Field } from '../field.ts';
import { homeOf } from '../target.ts';

/** A kubeConfig is known by the Secret or ConfigMap that holds it; without one, it is the cluster that Flux runs in. */
export function clusterOf(spec: Field, declaration: Declaration): string {
  const kubeConfig = spec.at('kubeConfig');
  const named = kubeConfig.at('secretRef', 'name').text() ?? kubeConfig.at('configMapRef', 'name').text();
  return named ?? homeOf(declaration);
}
