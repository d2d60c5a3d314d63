/** Which version of the Pod Security Standards namespaces ask for. */
import { groupBy } from '../foundation/groups.ts';
import { at } from '../foundation/json.ts';
import { type KubernetesObject, type Manifest } from '../model/manifest.ts';

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces */
const versionLabel = 'pod-security.kubernetes.io/enforce-version';

/** What the text of a source has that brings such a label: templates may put it together themselves. */
export const labelWords = ['pod-security.kubernetes.io/', '-version'] as const;

/** What one definition of a namespace asks for: a minor version of Kubernetes 1; null for the cluster's own. */
export interface Pin {
  readonly namespace: string;
  readonly version: number | null;
}

/** Where the label itself cannot be known, each of its possible values is asked for. */
export function pinsOf(manifests: readonly Pick<Manifest, 'object' | 'otherwise'>[]): Pin[] {
  return manifests.flatMap(({ object, otherwise = [] }) => {
    const others = otherwise.flatMap((other) => (other.object === null ? [] : [other.object]));
    return pinsUnder([object, ...others]);
  });
}

/** Of a namespace under each supposition of what cannot be known. One that no supposition labels asks for nothing. */
export function pinsUnder(objects: readonly KubernetesObject[]): Pin[] {
  const namespaces = objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace');
  if (namespaces.every((object) => labelOf(object) === null)) return [];
  return namespaces.map((object) => ({ namespace: nameOf(object), version: minorIn(labelOf(object) ?? '') }));
}

/** As a family of facts keeps it: `shop=25`, `shop=` for the cluster's own. No namespace has such a name. */
export function itemOfPin({ namespace, version }: Pin): string {
  return `${namespace}=${version ?? ''}`;
}

export function pinOfItem(item: string): Pin {
  const [namespace = '', version = ''] = item.split('=');
  return { namespace, version: version === '' ? null : Number(version) };
}

/** By namespace, the version that all its definitions ask for. Where they differ, the cluster's own applies. */
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

/** As Pod Security reads it: what is no version is taken for `latest`. */
function minorIn(label: string): number | null {
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(label)?.[1];
  return minor === undefined ? null : Number(minor);
}
