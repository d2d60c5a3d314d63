/** Reads which version of the Pod Security Standards the labels of namespaces set. */
import { groupBy } from '../foundation/groups.ts';
import { at } from '../foundation/json.ts';
import { type KubernetesObject, type Manifest } from '../model/manifest.ts';

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces */
const versionLabel = 'pod-security.kubernetes.io/enforce-version';

/** Words in the text of a source that can contribute such a label. Templates may build the key from parts. */
export const labelWords = ['pod-security.kubernetes.io/', '-version'] as const;

/** What one definition of a namespace sets: a minor version of Kubernetes 1; null for the cluster's version. */
export interface Pin {
  readonly namespace: string;
  readonly version: number | null;
}

/** If the label's value is unknown, there is one entry for each possible value. */
export function pinsOf(manifests: readonly Pick<Manifest, 'object' | 'otherwise'>[]): Pin[] {
  return manifests.flatMap(({ object, otherwise = [] }) => {
    const others = otherwise.flatMap((other) => (other.object === null ? [] : [other.object]));
    return pinsUnder([object, ...others]);
  });
}

/** Pins of one namespace under each supposition about unknown values. Empty if none of them has the label. */
export function pinsUnder(objects: readonly KubernetesObject[]): Pin[] {
  const namespaces = objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace');
  if (namespaces.every((object) => labelOf(object) === null)) return [];
  return namespaces.map((object) => ({ namespace: nameOf(object), version: minorIn(labelOf(object) ?? '') }));
}

/**
 * A pin as text, for the lists of facts: `shop=25`; `shop=` for the cluster's version. Names of namespaces have no `=`.
 */
export function itemOfPin({ namespace, version }: Pin): string {
  return `${namespace}=${version ?? ''}`;
}

export function pinOfItem(item: string): Pin {
  const [namespace = '', version = ''] = item.split('=');
  return { namespace, version: version === '' ? null : Number(version) };
}

/** By namespace, the version that all its definitions set. If they differ, the cluster's version applies. */
export function agreedPins(pins: readonly Pin[]): ReadonlyMap<string, number> {
  const byNamespace = groupBy(pins, ({ namespace }) => namespace);
  return new Map(
    [...byNamespace].flatMap(([namespace, all]) => {
      const [first, ...others] = new Set(all.map(({ version }) => version));
      return others.length > 0 || first === undefined || first === null ? [] : [[namespace, first]];
    }),
  );
}

function labelOf(object: KubernetesObject): string | null {
  const label = at(object, ['metadata', 'labels', versionLabel]);
  return typeof label === 'string' ? label : null;
}

function nameOf(object: KubernetesObject): string {
  const name = at(object, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}

/** As Pod Security reads it: an invalid version counts as `latest`. */
function minorIn(label: string): number | null {
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(label)?.[1];
  return minor === undefined ? null : Number(minor);
}
