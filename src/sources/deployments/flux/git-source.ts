import { type Lines } from '../../../model/problem.ts';

import { type Field } from '../field.ts';
import { isThis, isThisTree, type Repository } from '../repository.ts';

/** A GitRepository as far as it matters here. */
export interface GitSource {
  readonly url: string;
  /** A branch, tag, range or commit; null for the default branch. */
  readonly ref: string | null;
  /** The line that chooses the revision. */
  readonly place: Lines;
  /** Null where it is this repository as the tree shows it; else why its files cannot be seen. */
  readonly why: string | null;
}

/**
 * `flux bootstrap` calls the repository that it installs itself into flux-system, and writes its GitRepository there;
 * where that is not among the declarations, the name is enough.
 */
export const ownSource = 'flux-system';

/** The more exact one counts. https://fluxcd.io/flux/components/source/gitrepositories/#reference */
const revisions = ['commit', 'name', 'semver', 'tag', 'branch'];

/** `seems`: whether the tree has what is looked for there, which decides where this repository's address is not known. */
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
 * Says what `include` lays into the files of a repository: it may bring anything there, and take the place of what is
 * seen. https://fluxcd.io/flux/components/source/gitrepositories/#include
 */
export function sayIncluded(source: Field, reference: Field, what: string): void {
  for (const entry of source.at('spec', 'include').items()) {
    const name = entry.at('repository', 'name').text() ?? '';
    const at = entry.at('toPath').text() ?? name;
    const own = source.at('metadata', 'name').text() ?? '';
    reference.unknown(
      `GitRepository/${own} lays files of GitRepository/${name} into ${at}, which cannot be seen.`,
      what,
    );
  }
}

/** Why a source that is not declared here, or is none of git, is unknown: to be said. */
export function whyUndeclared({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return kind === 'GitRepository'
    ? `${kind}/${name} is not in this repository`
    : `What ${kind}/${name} holds is not looked at`;
}

/**
 * Whether a source is taken for this repository though nothing says what it holds: most repositories deploy themselves,
 * so the folder that is looked for there tells. Every repository has a root, which tells nothing.
 */
export function isLikelyOwn(kind: string, folder: string, isThere: boolean): boolean {
  return isThere && folder !== '.' && ['GitRepository', 'OCIRepository', 'Bucket'].includes(kind);
}
