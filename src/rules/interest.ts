/** Selects the rules to evaluate on an object, and on which of its pods. */
import { onceEach } from '../foundation/cache/once-each.ts';
import { distinctBy } from '../foundation/groups.ts';
import { type EmbeddedDocument, embeddedDocuments } from './embedded-documents.ts';
import { groupOf } from '../foundation/kubernetes/names.ts';
import { type ComposedPod, composedPods } from '../foundation/kubernetes/composed-pods.ts';
import { builtInPodKinds, type PodAt, type PodKinds } from '../foundation/kubernetes/pods.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type Rule } from '../model/rule.ts';

/** Group and name of a rule, as in `input.rules`. */
export type RuleName = readonly [group: string, rule: string];

interface RulesOfKind {
  /** Of the object itself. */
  readonly own: readonly RuleName[];
  /** Also those of a pod, if it creates one. */
  readonly withPod: readonly RuleName[];
}

/** One evaluation of an object: its rules, and the pod that they check, if any. */
export interface Look {
  readonly rules: readonly RuleName[];
  readonly pod: PodAt | null;
  /** Present if the pod is not written in one place: then its object is evaluated. */
  readonly composed?: ComposedPod;
  /** Present if the settings of a component that the object carries are evaluated, as an object of their own. */
  readonly document?: EmbeddedDocument;
}

/** Where a composed object has its pod. */
const composedPod: PodAt = { spec: ['spec'], metadata: ['metadata'], by: 'kind' };

/** The kind of an object as in headers of rules: `apps/Deployment`; `Namespace` in the core group. */
export function kindInHeaders({ apiVersion, kind }: KubernetesObject): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind : `${group}/${kind}`;
}

function nameOf(id: string): RuleName {
  const [group = '', name = ''] = id.split('/');
  return [group, name];
}

function uniqueRules(names: readonly RuleName[]): RuleName[] {
  return distinctBy(names, (name) => name.join('/'));
}

/** The evaluations of an object. `Pod` in a header stands for every pod that any object creates. */
export function looksBy(
  rules: readonly Pick<Rule, 'id' | 'kinds' | 'level'>[],
  { podsIn }: PodKinds = builtInPodKinds,
): (object: KubernetesObject) => Look[] {
  const byKind = new Map<string, RuleName[]>();
  for (const { id, kinds } of rules) {
    for (const kind of new Set(kinds)) byKind.set(kind, [...(byKind.get(kind) ?? []), nameOf(id)]);
  }
  const ofPods = byKind.get('Pod') ?? [];
  // The controller may set what the restricted level asks for: what is missing in the object is not known to be missing.
  const restricted = new Set(rules.filter(({ level }) => level?.name === 'restricted').map(({ id }) => id));
  const ofParts = ofPods.filter((rule) => !restricted.has(rule.join('/')));
  // A rule that reads the texts of a ConfigMap says itself what is in them.
  const ofComponents = rules.filter(({ id, kinds }) => id.startsWith('components/') && !kinds.includes('ConfigMap'));
  const lookAt = (document: EmbeddedDocument): Look => {
    const kind = kindInHeaders(document.object);
    const named = ofComponents.filter(({ kinds }) => kinds.includes(kind)).map(({ id }) => nameOf(id));
    return { rules: named, pod: kind === 'Pod' ? composedPod : null, document };
  };
  // One list for all objects of a kind, so that what is made of it is made once.
  const rulesOf = onceEach((kind: string): RulesOfKind => {
    const group = kind.includes('/') ? kind.slice(0, kind.indexOf('/')) : '';
    const names = [...(kind === 'Pod' ? [] : [kind]), `${group}/*`, '*'];
    const own = uniqueRules(names.flatMap((name) => byKind.get(name) ?? []));
    return { own, withPod: uniqueRules([...own, ...ofPods]) };
  });
  return (object) => {
    const { own, withPod } = rulesOf(kindInHeaders(object));
    const composed = ofPods.length === 0 ? [] : composedPods(object);
    const pods = ofPods.length === 0 ? [] : podsIn(object).filter(isNotAmong(composed));
    // The first pod is evaluated with the rest of the object, unless it is known by its shape: that is worded otherwise.
    const first = pods[0]?.by === 'kind' ? pods[0] : null;
    const others = first === null ? pods : pods.slice(1);
    const whole = { rules: first === null ? own : withPod, pod: first };
    const documents = ofComponents.length === 0 ? [] : embeddedDocuments(object);
    return [
      whole,
      ...documents.map(lookAt),
      ...others.map((pod) => ({ rules: ofPods, pod })),
      ...composed.map((each) => ({ rules: ofParts, pod: composedPod, composed: each })),
    ].filter((look) => look.rules.length > 0);
  };
}

/** False for what only looks like a pod, if its containers are those of a composed one. */
function isNotAmong(composed: readonly ComposedPod[]): (pod: PodAt) => boolean {
  const places = new Set(
    composed.map(({ written }) => JSON.stringify(written(['spec', 'containers', 0]).slice(0, -2))),
  );
  return ({ spec, by }) => by === 'kind' || !places.has(JSON.stringify(spec));
}
