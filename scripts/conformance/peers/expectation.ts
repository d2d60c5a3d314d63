/** What the suites of peers expect: the interface of a suite's reader. */

/** What a check of a peer is said to do with an object, or with some of the objects of one or more files. */
export interface Expectation {
  readonly check: string;
  /** Files whose objects are in one cluster, from the suite's folder. */
  readonly files: readonly string[];
  /** `Kind/name`, or `Kind` for some object of that kind; null for some object of the files. */
  readonly object: string | null;
  /** Whether it fails; a number is how many objects fail. */
  readonly fails: boolean | number;
}

export interface Suite {
  readonly name: string;
  /** Every check that the suite names, also those without an expectation. */
  readonly checks: readonly string[];
  readonly expectations: readonly Expectation[];
}

/** How an expectation is named in judgements: the check, the files and the object. */
export function labelOf({ check, files, object }: Expectation): string {
  const [first = '', ...others] = files;
  const place = others.length === 0 ? first : `${first} and ${others.length} more`;
  return [check, place, ...(object === null ? [] : [object])].join(' ');
}
