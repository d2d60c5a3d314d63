/**
 * The version that a range means among those there are; null if none fits, or the range is none. Ranges are Masterminds semver's, which
 * only the Helm engine knows; so it is passed in.
 */
export type ResolveRange = (range: string, versions: readonly string[]) => Promise<string | null>;

const SEMVER = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** Whether a text is one version rather than a range: then nobody has to be asked what it means. */
export function isExact(version: string): boolean {
  return SEMVER.test(version);
}

/** What was asked for as Helm does: the very text first, then as a range; no text is any version but pre-releases. */
export async function choose(
  wanted: string,
  versions: readonly string[],
  resolveRange: ResolveRange,
): Promise<string | null> {
  if (versions.includes(wanted)) return wanted;
  return versions.length === 0 ? null : resolveRange(wanted === '' ? '*' : wanted, versions);
}

/** The end of a sentence about a version that is not there: the five that look most like it. */
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
