/**
 * Which rules are evaluated apart from others. OPA's wasm keeps 100 compiled regular expressions of an evaluation; with more
 * it deletes one that is still in use, and may never end. No part has that many: a test counts them.
 */

import { groupBy } from '../foundation/groups.ts';
import { type RuleName } from './interest.ts';

export interface RulePart {
  readonly name: string;
  readonly rules: readonly RuleName[];
}

/** Rules and groups with many regular expressions of their own. All others are one part. */
const parts = new Map(
  Object.entries({
    'secrets/known-credential': 'known-credential',
    'secrets/url-credential': 'known-credential',
    secrets: 'secrets',
    ai: 'ai',
    components: 'components',
    workload: 'workload',
    image: 'workload',
    cloud: 'workload',
    'supply-chain': 'workload',
    sbom: 'workload',
  }),
);

export function rulePart(group: string, rule: string): string {
  return parts.get(`${group}/${rule}`) ?? parts.get(group) ?? 'others';
}

const known = new WeakMap<readonly RuleName[], readonly RulePart[]>();

/** Rules in parts that are evaluated apart. Equal for one list, which many objects share. */
export function inParts(rules: readonly RuleName[]): readonly RulePart[] {
  const before = known.get(rules);
  if (before !== undefined) return before;
  const parts = [...groupBy(rules, ([group, rule]) => rulePart(group, rule))];
  const all = parts.map(([name, own]) => ({ name, rules: own }));
  known.set(rules, all);
  return all;
}
