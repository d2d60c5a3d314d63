/** Reads a Flux GitRepository and decides whether it is this repository. */
import { type Lines } from '../../../model/problem.ts';

import { type Field } from '../field.ts';
import { isThis, isThisTree, type Repository } from '../repository.ts';

/** What is needed of a GitRepository. */
export interface GitSource {
  readonly url: string;
  /** A branch, tag, range or commit; null for the default branch. */
  readonly ref: string | null;
  /** The line that sets the revision. */
  readonly place: Lines;
  /** Null where it is this repository at the tree's revision; else why its files are not known. */
  readonly why: string | null;
}

/**
 * `flux bootstrap` names the repository that it installs itself into flux-system, and writes a GitRepository for it.
 * Where that GitRepository is not among the declarations, the name is enough.
 */
export const ownSource = 'flux-system';

/** The first of these that is set counts. https://fluxcd.io/flux/components/source/gitrepositories/#reference */
const revisions = ['commit', 'name', 'semver', 'tag', 'branch'];

/** `seems`: whether the tree has what is looked up there. This decides where this repository's address is not known. */
export function gitSource(source: Field, repository: Repository, seems: boolean): GitSource {
  const url = source.at('spec', 'url').text() ?? '';
  const fields = revisions.map((name) => source.at('spec', 'ref', name));
  const chosen = fields.find((field) => field.isThere) ?? source.at('spec', 'ref');
  const ref = chosen.path.at(-1) === 'ref' ? null : chosen.text();
  const isBranch = ref === null || ['branch', 'name'].includes(String(chosen.path.at(-1)));
  return { url, ref, place: chosen.place, why: whyUnseen() };

  function whyUnseen(): string | null {
    if (!isThis(repository, url, seems)) return `${url.replace(/\/\/[^/@]*@/, '//')} is another repository.`;
    if (isBranch && isThisTree(repository, ref ?? '')) return null;
    return `${ref ?? ''} is another revision of this repository.`;
  }
}

/**
 * Notes what `include` copies into the files of a repository: it may add any file and replace known ones.
 * https://fluxcd.io/flux/components/source/gitrepositories/#include
 */
export function sayIncluded(source: Field, reference: Field, what: string): void {
  for (const entry of source.at('spec', 'include').items()) {
    const name = entry.at('repository', 'name').text() ?? '';
    const at = entry.at('toPath').text() ?? name;
    const own = source.at('metadata', 'name').text() ?? '';
    reference.unknown(
      `GitRepository/${own} copies files of GitRepository/${name} into ${at}, which are not known here.`,
      what,
    );
  }
}

/** Why a source is unknown that is not declared here or is not a git repository. */
export function whyUndeclared({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return kind === 'GitRepository'
    ? `${kind}/${name} is not in this repository`
    : `The content of ${kind}/${name} is not read`;
}

/**
 * Whether a source is taken as this repository although nothing declares its content. Most repositories deploy
 * themselves, so it is enough that the folder exists here. The root exists in every repository, so it does not count.
 */
export function isLikelyOwn(kind: string, folder: string, isThere: boolean): boolean {
  return isThere && folder !== '.' && ['GitRepository', 'OCIRepository', 'Bucket'].includes(kind);
}
