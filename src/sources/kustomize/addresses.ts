/** Parses the remote addresses that a kustomization names. */
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { posix } from 'node:path';

/** Something that a kustomization takes from elsewhere. */
export type Address =
  | { readonly kind: 'file'; readonly url: string }
  | {
      readonly kind: 'git';
      /** Like `https://github.com`: other schemes are replaced by https. */
      readonly origin: string;
      /** Like `org/repo`. */
      readonly repository: string;
      /** The kustomization's folder in it; `.` for the root. */
      readonly folder: string;
      /** A branch, a tag or a commit; `HEAD` where none is named. */
      readonly ref: string;
    }
  /** `why` is the end of a sentence. */
  | { readonly kind: 'unsupported'; readonly why: string };

/** An entry for a message: without the name and password that an address may have. */
export function withoutUserInfo(entry: string): string {
  return entry.replace(/^((?:git::)?[a-z]+:\/\/)[^/?#]*@/i, '$1');
}

/** How Kustomize loads an entry: as a file, as a folder, or as either of these. */
export type Loading = 'file' | 'folder' | 'either';

const SCHEME = /^(https?|ssh|file):\/\//i;
const USER = /^[a-zA-Z][a-zA-Z0-9-]*@/;
/** Behind a scheme, a password may follow: it is neither used nor shown. */
const USER_INFO = /^[^/?#]*@/;

/** Parses an entry of a kustomization as an address; null for a path. Follows Kustomize's `NewRepoSpecFromURL`. */
export function addressOf(entry: string, loading: Loading): Address | null {
  if (entry.includes('\n')) return null;
  if (loading === 'file') return isWeb(entry) ? fileAt(entry) : null;
  const plain = entry.replace(/^git::/i, '');
  const scheme = SCHEME.exec(plain)?.[1]?.toLowerCase() ?? '';
  const behindScheme = plain.replace(SCHEME, '');
  const user = (scheme === '' ? USER : USER_INFO).exec(behindScheme)?.[0] ?? '';
  const rest = behindScheme.slice(user.length);
  const isGitHub = /^github\.com[/:]/i.test(rest);
  if (scheme === '' && user === '' && !isGitHub) return null;
  if (scheme === 'file') return { kind: 'unsupported', why: 'it is a path on one machine' };
  if (loading === 'either' && isWeb(plain) && !isRepository(rest)) return fileAt(plain);
  return repositoryAt(rest, scheme);
}

function isWeb(entry: string): boolean {
  return /^https?:\/\//i.test(entry);
}

function fileAt(url: string): Address {
  return URL.canParse(url)
    ? { kind: 'file', url: new URL(url).href }
    : { kind: 'unsupported', why: 'it is not an address' };
}

/**
 * Kustomize requests the address and takes it as a repository where that fails. These are repositories without a
 * request.
 */
function isRepository(rest: string): boolean {
  const [path = '', query = ''] = rest.split('?');
  if (/(?:^|&)(?:ref|version)=/.test(query) || path.includes('//') || path.includes('_git/')) return true;
  if (/\.ya?ml$|\.json$/i.test(path)) return false;
  return path.includes('.git') || /^(?:github|gitlab)\.com\//i.test(path);
}

function repositoryAt(rest: string, scheme: string): Address {
  const [path = '', query = ''] = rest.split('?');
  const host = /^[^/:]+(?::\d+(?=\/))?/.exec(path)?.[0].toLowerCase() ?? '';
  const inHost = path.slice(host.length).replace(/^[/:]/, '');
  const { repository, folder } = split(inHost);
  const parameters = new URLSearchParams(query);
  const ref = parameters.get('ref') ?? parameters.get('version') ?? '';
  const isPath = [repository, folder, ref].every((part) => !part.split('/').includes('..'));
  if (host === '' || repository.split('/').length < 2 || !isPath)
    return { kind: 'unsupported', why: 'it is not the address of a repository' };
  const plainHttp = scheme === 'http' && host !== 'github.com';
  return {
    kind: 'git',
    origin: `${plainHttp ? 'http' : 'https'}://${host}`,
    repository,
    folder: posix.normalize(folder === '' ? '.' : folder).replace(/\/$/, ''),
    ref: ref === '' ? 'HEAD' : ref,
  };
}

/** Splits the repository from the folder in it: at `_git/`, `//` or `.git`, else behind the first two parts. */
function split(path: string): { readonly repository: string; readonly folder: string } {
  const azure = /^(.*?_git\/[^/]*)\/?(.*)$/.exec(path);
  const marked = azure ?? /^(.*?)\/\/(.*)$/.exec(path) ?? /^(.*?\.git)\/?(.*)$/.exec(path);
  if (marked !== null) return parts(marked[1] ?? '', marked[2] ?? '');
  const [org = '', name = '', ...folder] = path.split('/');
  return parts(`${org}/${name}`, folder.join('/'));
}

function parts(repository: string, folder: string): { readonly repository: string; readonly folder: string } {
  return {
    repository: withoutSlashes(repository.replace(/\.git$/, '')).replace(/^\/+/, ''),
    folder: folder.replace(/^\/+/, ''),
  };
}
