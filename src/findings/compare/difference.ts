/** Compares the findings before and after an edit of the same sources. */
import { groupBy } from '../../foundation/groups.ts';
import { type Compared } from '../../model/finding.ts';
import { compare } from './compare.ts';
import { type Found } from './found.ts';

/** The difference between two evaluations of the same sources. */
export interface Difference {
  /** Fingerprints of the findings that no longer exist. */
  readonly gone: ReadonlySet<string>;
  /** The same findings, as they were before. */
  readonly fixed: readonly Compared[];
  /** Rule and message of the findings that are new or worsened. */
  readonly worse: readonly string[];
}

/** Ignores the configuration of rules: no fix may cause a finding, not even of a rule that is off. */
export function difference(before: readonly Found[], after: readonly Found[]): Difference {
  const all = compare(
    withoutTheSame(before, after),
    withoutTheSame(after, before),
    () => ({ severity: 'low', enforcement: 'deny' }),
    () => null,
  );
  const fixed = all.filter(({ status }) => status === 'fixed');
  return {
    gone: new Set(fixed.map(({ fingerprint }) => fingerprint)),
    fixed,
    worse: all
      .filter(({ status }) => status === 'new' || status === 'worsened')
      .map(({ rule, message }) => `${rule}: ${message}`),
  };
}

/**
 * Leaves out findings that both sides share as one result: an object that a source renders as before, under the same
 * facts, is not evaluated again. An edit leaves most objects of a chart unchanged.
 */
function withoutTheSame(found: readonly Found[], others: readonly Found[]): Found[] {
  const known = groupBy(others, ({ finding }) => finding.path);
  return found.filter((one) => {
    const waiting = known.get(one.finding.path) ?? [];
    const place = waiting.findIndex((other) => isTheSame(one, other));
    if (place !== -1) waiting.splice(place, 1);
    return place === -1;
  });
}

function isTheSame(one: Found, { finding, replaced }: Found): boolean {
  return one.finding.manifest.source === finding.manifest.source && one.replaced === replaced;
}
