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

/** What is known of the repository itself. */
export interface ThisRepository {
  /** Its addresses, of any form that git takes. Empty where none is known: see `isThis`. */
  readonly urls: readonly string[];
  /** Branches whose content the tree is, or stands for: the default branch, the pull request's base. */
  readonly branches: readonly string[];
}

/** All that declarations are read against. */
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
 * Whether an address is this repository's. Where no address of it is known, `seems` decides: whether what the
 * declaration looks for is in this tree.
 */
export function isThis({ urls }: ThisRepository, url: string, seems: boolean): boolean {
  if (urls.length === 0) return seems;
  const wanted = plainAddress(url);
  return urls.some((known) => plainAddress(known) === wanted);
}

/** Host and path of a repository's address: what is left of it in every form that git takes. */
function plainAddress(url: string): string {
  const [, user = '', rest = ''] = /^(?:[a-z+]+:\/\/)?([^/@]*@)?(.*)$/i.exec(url.trim()) ?? [];
  const isScp = user !== '' && !/^[a-z+]+:\/\//i.test(url);
  const slashed = isScp ? rest.replace(':', '/') : rest.replace(/^([^/:]+):\d+\//, '$1/');
  return withoutSlashes(slashed)
    .replace(/\.git$/i, '')
    .replace(/\/{2,}/g, '/')
    .toLowerCase();
}

/** Names that a default branch has nearly everywhere; a declaration that names one means what is merged. */
const defaultBranches = ['', 'HEAD', 'main', 'master'];

/** Whether a revision of this repository is what the tree shows. Any other one is in history, which is not looked at. */
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
