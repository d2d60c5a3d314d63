/** How the configuration names one object: `Kind/name`, `Kind/namespace/name`, `Kind.group/namespace/name`. */
import { type KubernetesObject } from '../../model/manifest.ts';
import { type ObjectName } from '../../model/object-name.ts';
import { groupOf, objectName } from './names.ts';
import { kubernetesKinds, ownGroups } from './pod-kinds.ts';

/** The namespace of objects that name none, in selectors. */
const unsaid = 'default';

/**
 * Whether a selector names exactly this object. Without a namespace, it names an object that has none, or is in
 * `default`. A kind without its group may be of any group; the workloads of Kubernetes are only Kubernetes' own.
 */
export function isObjectNamed(selector: string, object: KubernetesObject): boolean {
  const { apiVersion, kind, namespace, name } = objectName(object);
  const parts = selector.split('/');
  const [wanted = '', within, named] = parts.length === 3 ? parts : [parts[0], unsaid, parts[1]];
  if (name !== named || (namespace ?? unsaid) !== within) return false;
  const group = groupOf(apiVersion);
  return wanted === `${kind}.${group}` || (wanted === kind && (ownGroups.has(group) || !ownWorkloads.has(kind)));
}

const ownWorkloads: ReadonlySet<string> = new Set(
  Object.values(kubernetesKinds).flatMap((kinds) => Object.keys(kinds)),
);

/** The selector of an object; null if none can name it. */
export function objectSelector({ apiVersion, kind, namespace, name }: ObjectName): string | null {
  if ([kind, namespace ?? '', name].some((part) => part.includes('/')) || kind === '' || name === '') return null;
  const group = groupOf(apiVersion);
  const own = ownGroups.has(group) ? kind : `${kind}.${group}`;
  return [own, ...(namespace === null ? [] : [namespace]), name].join('/');
}
