/** Recognises environments, clusters and examples by the names of folders. */
import { commonStart } from '../common-start.ts';

/** Folders that usually contain one folder per environment or cluster. */
const holders: ReadonlySet<string> = new Set(['clusters', 'environments', 'envs', 'overlays', 'regions', 'tenants']);

/**
 * `dev`, `web-prod`, `qa2`. No tool's name begins with production (`prod-eu`); names of many tools begin with the
 * others (`dev-tools`).
 */
const environment =
  /(^|[-_.])(prod|production|prd|preprod|staging|stage|stg|dev|development|test|qa|uat)[-_.]?\d*$|^(prod|production|staging)[-_.]/i;

/** Folders of examples, which are not meant to be deployed. */
const example = /^(examples?|samples?|demos?|fixtures|testdata|tests?)$/i;

/**
 * Compares two folders, or files without extension. Returns both up to where their paths are the same again
 * (`clusters/dev` and `clusters/prod` of `clusters/dev/web` and `clusters/prod/web`; empty for the root) if by their
 * names they belong to different environments or clusters, or only the first is an example; else null.
 */
export function otherEnvironments(one: string, other: string): readonly [string, string] | null {
  const [a, b] = [partsOf(one), partsOf(other)];
  const begin = commonStart(a, b);
  const end = commonStart(a.slice(begin).toReversed(), b.slice(begin).toReversed());
  const [from, to] = [a.slice(0, a.length - end), b.slice(0, b.length - end)];
  const isShownNoMore = isExample(from.join('/')) && !isExample(to.join('/'));
  if (!isShownNoMore && !namesEnvironment(from, begin) && !namesEnvironment(to, begin)) return null;
  return [from.join('/'), to.join('/')];
}

/** Other words for an environment. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['production', 'prod'],
  ['prd', 'prod'],
  ['development', 'dev'],
  ['stage', 'staging'],
  ['stg', 'staging'],
]);

/** The environments and clusters that a path names: `prod` for `apps/production/web` and for `deny-prod`. */
function environmentsIn(path: string): ReadonlySet<string> {
  const parts = partsOf(path);
  const named = parts.flatMap((part, at) => {
    const [, , last, first] = environment.exec(part) ?? [];
    const word = last ?? first;
    const isHeld = holders.has((parts[at - 1] ?? '').toLowerCase());
    return word !== undefined ? [word.toLowerCase()] : isHeld ? [part.toLowerCase()] : [];
  });
  return new Set(named.map((word) => aliases.get(word) ?? word));
}

/** The path of a file as `otherEnvironments` and `mayShareEnvironment` take it. */
export function nameOfManifest(path: string): string {
  return path.replace(/\.(?:ya?ml|json)$/i, '');
}

/** Whether two paths may be of one environment: they name the same one, or one of them names none. */
export function mayShareEnvironment(one: string, other: string): boolean {
  const [a, b] = [environmentsIn(one), environmentsIn(other)];
  return a.size === 0 || b.size === 0 || [...a].some((word) => b.has(word));
}

/**
 * Whether what a path contains is put into an environment in which it was not: both name environments, and none is the same; or only
 * the first is an example. A base names none.
 */
export function entersEnvironment(from: string, to: string): boolean {
  if (isExample(from) && !isExample(to)) return true;
  const [was, is] = [environmentsIn(from), environmentsIn(to)];
  return was.size > 0 && is.size > 0 && [...is].every((word) => !was.has(word));
}

/** Whether a path is in a folder of examples. */
export function isExample(path: string): boolean {
  return partsOf(path).some((part) => example.test(part));
}

function namesEnvironment(parts: readonly string[], first: number): boolean {
  return parts.some(
    (part, at) => at >= first && (environment.test(part) || holders.has((parts[at - 1] ?? '').toLowerCase())),
  );
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** Folders of tests, and Tilt's of development on one's own machine. */
const test = /^(?:tests?|e2e|testdata|(?:.*[-_])?tilt)$/i;

/** Whether a path is in a folder of tests. A test environment, such as `overlays/test`, is none: it is a cluster. */
export function isOfTests(path: string): boolean {
  const parts = partsOf(path);
  return parts.some(
    (part, at) => test.test(part) && !parts.slice(0, at).some((above) => holders.has(above.toLowerCase())),
  );
}
