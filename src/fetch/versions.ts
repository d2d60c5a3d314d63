/** Chooses a version among available ones, as Helm does. */

/**
 * The newest of these versions that a range allows; null where none matches or the range is invalid. Ranges are
 * Masterminds semver's, which only the Helm engine can resolve, so this function is passed in.
 */
export type ResolveRange = (range: string, versions: readonly string[]) => Promise<string | null>;

const SEMVER = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** Whether a text is an exact version and not a range, so that it needs no resolving. */
export function isExact(version: string): boolean {
  return SEMVER.test(version);
}

/**
 * Chooses as Helm does: first the exact text, then as a range. An empty text allows any version except pre-releases.
 */
export async function choose(
  wanted: string,
  versions: readonly string[],
  resolveRange: ResolveRange,
): Promise<string | null> {
  if (versions.includes(wanted)) return wanted;
  return versions.length === 0 ? null : resolveRange(wanted === '' ? '*' : wanted, versions);
}

/** The end of a sentence about a version that does not exist: the five most similar ones. */
export function near(wanted: string, versions: readonly string[]): string {
  if (versions.length === 0) return 'it has no versions';
  const ranked = versions.map((version) => ({ version, shared: sharedStart(wanted.replace(/^[^\d]+/, ''), version) }));
  const nearest = ranked.sort((a, b) => b.shared - a.shared).slice(0, 5);
  return `it has ${nearest.map(({ version }) => version.slice(0, 60)).join(', ')}${versions.length > nearest.length ? ', …' : ''}`;
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
