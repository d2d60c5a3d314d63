/** Where the pages of rules can be read. */
import { type Rule } from '../model/rule.ts';
import { encodePath } from './links.ts';

/** The address of a rule's page; null where it has none. */
export type RulePage = (id: string) => string | null;

/** A repository on a server like GitHub, at a branch, tag or commit, that has our docs. */
export interface Published {
  /** The server's address without a final slash. */
  readonly server: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly ref: string;
}

/** Those of the built-in rules; others have their pages elsewhere, if any. */
export function rulePages(published: Published | null, builtIn: readonly Pick<Rule, 'id'>[]): RulePage {
  if (published === null) return () => null;
  const ids = new Set(builtIn.map(({ id }) => id));
  const { server, repository, ref } = published;
  const folder = `${server}/${repository}/blob/${encodePath(ref)}/docs/rules`;
  return (id) => (ids.has(id) ? `${folder}/${encodePath(id)}.md` : null);
}

/**
 * From `repository` in a package.json: an address (`git+`, `.git`), `owner/name` or `github:owner/name`, in a map as `url` or
 * by itself. Releases are tagged `v1.2.3`. Null for what is none of these.
 */
export function publishedIn(repository: unknown, version: string): Published | null {
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
