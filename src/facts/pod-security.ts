/** Reads what the labels of namespaces say about Pod Security: its version, and the levels that they ask for. */
import { groupBy } from '../foundation/groups.ts';
import { at } from '../foundation/json.ts';
import { type KubernetesObject, type Manifest } from '../model/manifest.ts';
import { type LevelName, levelNames } from '../model/rule.ts';

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces */
const prefix = 'pod-security.kubernetes.io/';

/** In the text of a source that can contribute such a label. Templates may build the rest of the key from parts. */
export const labelWord = prefix;

/** What Pod Security labels say. The level privileged asks for nothing, as no label does. */
export interface PodSecurityLabels {
  /** The minor version of Kubernetes 1 whose checks are enforced; null for the cluster's. */
  readonly version: number | null;
  /** The level that the API server enforces: it refuses other pods. */
  readonly enforced: LevelName | null;
  /** The strictest of the levels that are enforced, audited or warned about. */
  readonly asked: LevelName | null;
}

/** The labels of one definition of a namespace. */
export interface LabelledNamespace extends PodSecurityLabels {
  readonly namespace: string;
}

export const nothingLabelled: PodSecurityLabels = { version: null, enforced: null, asked: null };

/** If the value of a label is unknown, there is one entry for each possible value. */
export function labelledIn(manifests: readonly Pick<Manifest, 'object' | 'otherwise'>[]): LabelledNamespace[] {
  return manifests.flatMap(({ object, otherwise = [] }) => {
    const others = otherwise.flatMap((other) => (other.object === null ? [] : [other.object]));
    return labelledUnder([object, ...others]);
  });
}

/** One namespace under each supposition about unknown values. Empty if none of them has a label. */
export function labelledUnder(objects: readonly KubernetesObject[]): LabelledNamespace[] {
  const namespaces = objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace');
  const known = namespaces.map((object) => ({ namespace: nameOf(object), ...labelsOf(object) }));
  return namespaces.some(hasLabel) ? known : [];
}

/**
 * A namespace with its labels as text, for the lists of facts: `shop=25 restricted baseline`, with `-` for null. Names of
 * namespaces have no `=`.
 */
export function itemOfLabels({ namespace, version, enforced, asked }: LabelledNamespace): string {
  return `${namespace}=${version ?? '-'} ${enforced ?? '-'} ${asked ?? '-'}`;
}

export function labelsOfItem(item: string): LabelledNamespace {
  const [namespace = '', labels = ''] = item.split('=');
  const [version = '-', enforced = '-', asked = '-'] = labels.split(' ');
  return {
    namespace,
    version: version === '-' ? null : Number(version),
    enforced: levelNamed(enforced),
    asked: levelNamed(asked),
  };
}

/**
 * By namespace, what its definitions with labels say. A version in which they differ counts as not set. Of levels the
 * strictest counts: which definition the cluster keeps is not known, and a second one must not switch off the first.
 */
export function agreedLabels(all: readonly LabelledNamespace[]): ReadonlyMap<string, PodSecurityLabels> {
  const byNamespace = groupBy(all, ({ namespace }) => namespace);
  return new Map(
    [...byNamespace].map(([namespace, each]) => [
      namespace,
      {
        version: agreed(each.map(({ version }) => version)),
        enforced: strictest(each.map(({ enforced }) => enforced)),
        asked: strictest(each.map(({ asked }) => asked)),
      },
    ]),
  );
}

function agreed<T>(values: readonly (T | null)[]): T | null {
  const [first = null, ...others] = new Set(values);
  return others.length > 0 ? null : first;
}

function strictest(levels: readonly (LevelName | null)[]): LevelName | null {
  return levelNames.findLast((level) => levels.includes(level)) ?? null;
}

/** Whether a level includes all that another one requires. */
export function includes(level: LevelName, other: LevelName): boolean {
  return levelNames.indexOf(level) >= levelNames.indexOf(other);
}

function labelsOf(object: KubernetesObject): PodSecurityLabels {
  const [enforced, audited, warned] = ['enforce', 'audit', 'warn'].map((mode) => levelNamed(labelOf(object, mode)));
  const asked = [enforced, audited, warned].flatMap((level) => level ?? []);
  return {
    version: minorIn(labelOf(object, 'enforce-version')),
    enforced: enforced ?? null,
    asked: strictest(asked),
  };
}

function hasLabel(object: KubernetesObject): boolean {
  return ['enforce', 'audit', 'warn', 'enforce-version'].some((mode) => labelOf(object, mode) !== '');
}

function labelOf(object: KubernetesObject, mode: string): string {
  const label = at(object, ['metadata', 'labels', `${prefix}${mode}`]);
  return typeof label === 'string' ? label : '';
}

function nameOf(object: KubernetesObject): string {
  const name = at(object, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}

function levelNamed(name: string): LevelName | null {
  return levelNames.find((level) => level === name) ?? null;
}

/** As Pod Security reads it: an invalid version counts as `latest`. */
function minorIn(label: string): number | null {
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(label)?.[1];
  return minor === undefined ? null : Number(minor);
}
