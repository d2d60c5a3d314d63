/** Looks up the object that a reference of a Flux object names. */
import { posix } from 'node:path';
import { at } from '../../../foundation/json.ts';
import { type Declaration } from '../declaration.ts';
import { Field } from '../field.ts';
import { homeOf, unnamedTarget } from '../target.ts';
import { type Repository } from '../repository.ts';

/**
 * The object that a reference names, read with the notes of `near`. The same name may exist for several clusters: an
 * object of the same namespace comes first, then the one in the nearest folder. Null where the repository has none.
 */
export function lookUp(
  repository: Repository,
  near: Field,
  wanted: { readonly kind: string; readonly name: string; readonly namespace: string | null },
): Field | null {
  const named = repository.declarations.get(`${wanted.kind}/${wanted.name}`) ?? [];
  const ranked = named
    .filter((declaration) => !isHeld(wanted.kind) || isInCluster(declaration, near.home))
    .map((declaration) => ({ declaration, rank: rankOf(declaration, near, wanted.namespace) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => (a.rank === b.rank ? 0 : b.rank - a.rank));
  const found = ranked[0]?.declaration;
  if (found === undefined) return null;
  near.notes.files.add(found.written([]).file);
  return new Field(found, [], near.notes);
}

/** Kinds that are only looked up in the cluster of the reference. */
function isHeld(kind: string): boolean {
  return kind === 'ConfigMap' || kind === 'Secret';
}

function isInCluster(declaration: Declaration, cluster: string): boolean {
  const home = homeOf(declaration);
  return home === cluster || home === unnamedTarget || cluster === unnamedTarget;
}

/** Negative for another namespace. A namespace that is not written is set by what builds the file. */
function rankOf(declaration: Declaration, near: Field, namespace: string | null): number {
  const own = at(declaration.object, ['metadata', 'namespace']) ?? declaration.from?.namespace ?? null;
  if (own !== null && namespace !== null && own !== namespace) return -1;
  if (near.build !== null && declaration.build === near.build) return Infinity;
  const folder = posix.dirname(near.written.file);
  const common = sharedFolders(folder, posix.dirname(declaration.written([]).file));
  return common * 2 + (own === namespace ? 1 : 0);
}

function sharedFolders(a: string, b: string): number {
  const others = b.split('/');
  const parts = a.split('/');
  const differs = parts.findIndex((part, index) => part !== others[index]);
  return differs === -1 ? parts.length : differs;
}
