/** What is known about this repository: addresses, branches, and the declarations in it. */
import { type Fill } from '../../engine/filling.ts';
import { posix } from 'node:path';
import { isJsonMap } from '../../foundation/json.ts';
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { groupBy } from '../../foundation/groups.ts';
import { kustomizationIn as kustomizationFileIn } from '../kustomize/kustomization-file.ts';
import { type Tree } from '../../model/tree.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Declaration } from './declaration.ts';
import { type Folders } from '../../snapshot/folders.ts';

/** What is known about the repository itself. */
export interface ThisRepository {
  /** Its addresses, in any form that git accepts. Empty where none is known: see `isThis`. */
  readonly urls: readonly string[];
  /** Branches whose content the tree has or stands for: the default branch, the pull request's base. */
  readonly branches: readonly string[];
}

/** Everything that reading a declaration needs. */
export interface Repository extends ThisRepository {
  readonly tree: Tree;
  readonly texts: Texts;
  readonly folders: Folders;
  /** Fills Go templates. */
  readonly fill: Fill;
  /** By `kind/name`. */
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
}

export function byKindAndName(declarations: readonly Declaration[]): Repository['declarations'] {
  const named = declarations.flatMap((declaration) => {
    const { kind, metadata } = declaration.object;
    const name = isJsonMap(metadata) ? metadata['name'] : null;
    return typeof kind === 'string' && typeof name === 'string' ? [{ key: `${kind}/${name}`, declaration }] : [];
  });
  const groups = groupBy(named, ({ key }) => key);
  return new Map([...groups].map(([key, group]) => [key, group.map(({ declaration }) => declaration)]));
}

/**
 * Whether an address is the one of this repository. Where no address of it is known, the result is `seems`: whether the
 * tree has what the declaration refers to.
 */
export function isThis({ urls }: ThisRepository, url: string, seems: boolean): boolean {
  if (urls.length === 0) return seems;
  const wanted = plainAddress(url);
  return urls.some((known) => plainAddress(known) === wanted);
}

/** Host and path of a repository's address, the same for every form that git accepts. */
function plainAddress(url: string): string {
  const [, user = '', rest = ''] = /^(?:[a-z+]+:\/\/)?([^/@]*@)?(.*)$/i.exec(url.trim()) ?? [];
  const isScp = user !== '' && !/^[a-z+]+:\/\//i.test(url);
  const slashed = isScp ? rest.replace(':', '/') : rest.replace(/^([^/:]+):\d+\//, '$1/');
  return withoutSlashes(slashed)
    .replace(/\.git$/i, '')
    .replace(/\/{2,}/g, '/')
    .toLowerCase();
}

/** Usual names of a default branch. A declaration that names one means the merged state. */
const defaultBranches = ['', 'HEAD', 'main', 'master'];

/** Whether a revision of this repository is the one in the tree. Other revisions are not read. */
export function isThisTree({ branches }: ThisRepository, revision: string): boolean {
  const branch = revision.replace(/^refs\/heads\//, '');
  return defaultBranches.includes(branch) || branches.includes(branch);
}

/** The folder's kustomization file; null where it has none. */
export function kustomizationOfFolder({ tree }: Pick<Repository, 'tree'>, folder: string): string | null {
  return kustomizationFileIn(folder, (path) => tree.files.has(path));
}

export function hasChart({ tree }: Pick<Repository, 'tree'>, folder: string): boolean {
  return tree.files.has(posix.join(folder, 'Chart.yaml'));
}
