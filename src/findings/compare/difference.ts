import { groupBy } from '../../foundation/groups.ts';
import { type Compared } from '../../model/finding.ts';
import { compare, type Found } from './compare.ts';

/** What became of findings between two looks at the same sources. */
export interface Difference {
  /** Fingerprints of those that are no more. */
  readonly gone: ReadonlySet<string>;
  /** The same, as they were. */
  readonly mended: readonly Compared[];
  /** Rule and message of those that are new or reach further. */
  readonly worse: readonly string[];
}

/** Whatever the configuration says of rules: no fix may bring what another repository would mind. */
export function difference(before: readonly Found[], after: readonly Found[]): Difference {
  const all = compare(
    withoutTheSame(before, after),
    withoutTheSame(after, before),
    () => ({ severity: 'low', enforcement: 'deny' }),
    () => null,
  );
  const mended = all.filter(({ status }) => status === 'fixed');
  return {
    gone: new Set(mended.map(({ fingerprint }) => fingerprint)),
    mended,
    worse: all
      .filter(({ status }) => status === 'new' || status === 'worsened')
      .map(({ rule, message }) => `${rule}: ${message}`),
  };
}

/**
 * Without what the rules said once for both: of an object that a source prints as before, under the same facts, they are
 * not asked again. An edit leaves most objects of a chart as they are.
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
