/** Links to rule pages and files; null where there is no page. */

/** Addresses of what a report names; null where there is no page. */
export interface Links {
  /** The page of a rule. */
  readonly rule: (id: string) => string | null;
  /** A file at head, or lines of it. */
  readonly file: (file: string, first?: number, last?: number) => string | null;
}

export const noLinks: Links = { rule: () => null, file: () => null };

/** The path of a file in a URL. Single surrogates can't be encoded, and are replaced. */
export function encodePath(file: string): string {
  return file
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}

export interface GitHubPlace {
  /** The server's URL without a final slash. */
  readonly server: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The commit that was checked. */
  readonly commit: string;
}

/** Links into a repository on GitHub. `rule` gives the rule pages, which are in another repository. */
export function gitHubLinks({ server, repository, commit }: GitHubPlace, rule: Links['rule']): Links {
  return {
    rule,
    file: (file, first, last) => {
      const path = encodePath(file);
      return `${server}/${repository}/blob/${commit}/${path}${fragment(first, last)}`;
    },
  };
}

function fragment(first: number | undefined, last: number | undefined): string {
  if (first === undefined) return '';
  return last === undefined || last === first ? `#L${first}` : `#L${first}-L${last}`;
}
