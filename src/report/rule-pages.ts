/** Addresses of the pages of the built-in rules. */
import { type Rule } from '../model/rule.ts';
import { encodePath } from './links.ts';

/** The address of a rule's page; null if it has none. */
export type RulePage = (id: string) => string | null;

/** A repository on GitHub or a similar server, at a branch, tag or commit that contains the docs. */
export interface PublishedRepository {
  /** The server's URL without a final slash. */
  readonly server: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly ref: string;
}

/** Pages of the built-in rules; null for other rules. */
export function rulePages(published: PublishedRepository | null, builtIn: readonly Pick<Rule, 'id'>[]): RulePage {
  if (published === null) return () => null;
  const ids = new Set(builtIn.map(({ id }) => id));
  const { server, repository, ref } = published;
  const folder = `${server}/${repository}/blob/${encodePath(ref)}/docs/rules`;
  return (id) => (ids.has(id) ? `${folder}/${encodePath(id)}.md` : null);
}

/**
 * Reads the `repository` of a package.json: a URL (with `git+` or `.git`), `owner/name` or `github:owner/name`, as text
 * or as the `url` of a map. Null for anything else. The ref is the release tag, `v1.2.3`.
 */
export function publishedIn(repository: unknown, version: string): PublishedRepository | null {
  const text = isObject(repository) && 'url' in repository ? repository.url : repository;
  if (typeof text !== 'string') return null;
  const ref = `v${version}`;
  const [, short] = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(text) ?? [];
  if (short !== undefined) return { server: 'https://github.com', repository: short, ref };
  const [, server, path] = /^(?:git\+)?(https?:\/\/[\w.:-]+)\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(text) ?? [];
  return server === undefined || path === undefined ? null : { server, repository: path, ref };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
