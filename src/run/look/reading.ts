/** The facts that the rules of a run read: no others are computed. */
import { type Asked, askedOf, everyFamily } from '../../facts/contribution.ts';
import { origins, readable } from '../../facts/registry.ts';
import { type Evaluator } from '../../rules/evaluate.ts';
import { groupBy } from '../../foundation/groups.ts';
import { builtInPodKinds, type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { type Rule } from '../../model/rule.ts';

export interface Reading {
  readonly families: Asked;
  /** Whether a rule reads the sources of answers. */
  readonly hasOrigins: boolean;
  /** Which objects create pods. */
  readonly pods: PodKinds;
}

export const everything: Reading = { families: everyFamily, hasOrigins: false, pods: builtInPodKinds };

/** What the reasons beside findings are read from: docs/risk.md. */
const ofReasons = ['exposure', 'identities', 'rbac'];

export function readingOf(rules: readonly Rule[], { pods }: Pick<Evaluator, 'pods'>): Reading {
  const names = [...rules.flatMap(factsRead), ...ofReasons];
  return { families: askedOf(names), hasOrigins: names.includes(origins), pods };
}

/** The families that a rule reads; all if that can't be determined. */
export function factsRead({ readsFacts, facts }: Rule): readonly string[] {
  if (!readsFacts) return [];
  return facts ?? readable;
}

/** Rules that read the same families of facts. */
export interface Readers {
  readonly families: readonly string[];
  readonly rules: readonly Rule[];
}

export function readersByFamilies(rules: readonly Rule[]): readonly Readers[] {
  const reading = rules.filter(({ readsFacts }) => readsFacts);
  const groups = groupBy(reading, (rule) => [...factsRead(rule)].sort().join(' '));
  return [...groups.values()].map(([first, ...others]) => ({ families: factsRead(first), rules: [first, ...others] }));
}
