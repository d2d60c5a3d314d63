/** Reports objects whose kind does not exist in their API group. */
import { distance } from '../../foundation/text/distance.ts';
import { type KubernetesObject, type Rendering } from '../../model/manifest.ts';
import { type Problem } from '../../model/problem.ts';
import { groupOf, objectName } from '../../foundation/kubernetes/names.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { writtenPlace } from './written-place.ts';

/** All kinds of Kubernetes' own API groups, in any version. Nobody can add kinds to these. */
const kinds: Readonly<Record<string, string>> = {
  '': 'Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount List Status Config',
  apps: 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet Scale',
  batch: 'CronJob Job JobTemplate ScheduledJob',
  autoscaling: 'HorizontalPodAutoscaler Scale',
  policy: 'Eviction PodDisruptionBudget PodSecurityPolicy',
  extensions: 'DaemonSet Deployment Ingress NetworkPolicy PodSecurityPolicy ReplicaSet Scale ThirdPartyResource',
  'networking.k8s.io': 'IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR ClusterCIDR',
  'rbac.authorization.k8s.io': 'ClusterRole ClusterRoleBinding Role RoleBinding',
};
const known: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(kinds).map(([group, names]) => [group, names.split(' ')]),
);

/** Whether a kind is in the core group, whose apiVersion has no slash. */
export function isCoreKind(kind: string): boolean {
  return known.get('')?.includes(kind) === true;
}

/** Kinds that are often written with a wrong group. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['Deployment', 'apps/v1'],
  ['DaemonSet', 'apps/v1'],
  ['StatefulSet', 'apps/v1'],
  ['ReplicaSet', 'apps/v1'],
  ['Job', 'batch/v1'],
  ['CronJob', 'batch/v1'],
  ['Pod', 'v1'],
]);

/** Maximum number of wrong letters for which a kind is suggested. */
const mostWrong = 2;
const longest = 40;

/**
 * The kind that was probably meant by one that does not exist in its group; null where there is no suggestion or the
 * kind exists.
 */
export function meantKind({ apiVersion, kind }: KubernetesObject): { apiVersion: string; kind: string } | null {
  const all = known.get(groupOf(apiVersion));
  if (all === undefined || kind.length > longest || all.includes(kind.replace(/(?<=.)List$/, '')) || all.includes(kind))
    return null;
  const near = all
    .map((each) => ({ each, wrong: distance(kind.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, wrong }) => wrong <= Math.min(mostWrong, each.length / 4))
    .toSorted((a, b) => a.wrong - b.wrong)[0];
  if (near !== undefined) return { apiVersion, kind: near.each };
  const other = elsewhere.get(kind);
  return other === undefined ? null : { apiVersion: other, kind };
}

/** Marks of text that another tool replaces. No kind or group contains them. */
const marks = /[${}#@%<>]|__\w+__/;

/** Why an object's kind is not known; null where it is valid. */
function whyWrong(object: KubernetesObject): string | null {
  const { apiVersion, kind } = object;
  if (marks.test(kind) || marks.test(apiVersion))
    return `${kind} of ${apiVersion} is not a kind until another tool fills it in. No rule checked the result.`;
  const meant = meantKind(object);
  if (meant === null) return null;
  const { name } = objectName(object);
  return `${apiVersion} has no kind ${kind}; expected ${meant.kind} of ${meant.apiVersion}. Kubernetes refuses ${name === '' ? 'the object' : name}, and no rule checked it.`;
}

/** Adds problems for objects of kinds that do not exist: they cannot be applied, and no rule checks them. */
export async function withKindsKnown(rendering: Rendering, texts: Texts): Promise<Rendering> {
  const wrong = rendering.manifests.flatMap((manifest) => {
    const why = whyWrong(manifest.object);
    return why === null ? [] : [{ manifest, why }];
  });
  if (wrong.length === 0) return rendering;
  const problems = await Promise.all(
    wrong.slice(0, mostSaid).map(async ({ manifest, why }): Promise<Problem> => {
      const { kind } = manifest.object;
      const field = { path: ['kind'], written: `kind: ${kind}` };
      const place = await writtenPlace(field, manifest, rendering.source, texts);
      const message = `${place.file}:${place.first}: ${why}`;
      return { stage: 'render', code: 'unknown-kind', subject: rendering.source.id, message, place };
    }),
  );
  return { ...rendering, problems: [...rendering.problems, ...problems] };
}

const mostSaid = 20;
