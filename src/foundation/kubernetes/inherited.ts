/** Fields of a container's security context that it inherits from its pod. */
import { type Path } from '../../model/json.ts';
import { containerLists } from './workloads.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context */
const shared: ReadonlySet<unknown> = new Set([
  'appArmorProfile',
  'runAsGroup',
  'runAsNonRoot',
  'runAsUser',
  'seLinuxOptions',
  'seccompProfile',
  'windowsOptions',
]);

/** The path in the pod from which a container's field is inherited; null for other fields. */
export function podFieldOf(path: Path): Path | null {
  const at = path.indexOf('securityContext');
  const list = path[at - 2];
  const isOfContainer = typeof list === 'string' && containerLists.has(list) && typeof path[at - 1] === 'number';
  return isOfContainer && shared.has(path[at + 1]) ? [...path.slice(0, at - 2), ...path.slice(at)] : null;
}
