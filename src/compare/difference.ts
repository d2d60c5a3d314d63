import { compare, type Found } from './compare.ts';

/** What became of findings between two looks at the same sources. */
export interface Difference {
  /** Fingerprints of those that are no more. */
  readonly gone: ReadonlySet<string>;
  /** Rule and message of those that are new or reach further. */
  readonly worse: readonly string[];
}

/** Whatever the configuration says of rules: no fix may bring what another repository would mind. */
export function difference(before: readonly Found[], after: readonly Found[]): Difference {
  const all = compare(
    before,
    after,
    () => ({ severity: 'low', enforcement: 'deny' }),
    () => null,
  );
  return {
    gone: new Set(all.filter(({ status }) => status === 'fixed').map(({ fingerprint }) => fingerprint)),
    worse: all
      .filter(({ status }) => status === 'new' || status === 'worsened')
      .map(({ rule, message }) => `${rule}: ${message}`),
  };
}
