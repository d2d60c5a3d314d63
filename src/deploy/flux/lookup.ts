import { posix } from 'node:path';
import { at } from '../../json.ts';
import { type Declaration } from '../declaration.ts';
import { Field } from '../field.ts';
import { type Repository } from '../repository.ts';

/**
 * The object that a reference names, its fields to be read with the notes of `near`. Names repeat from cluster to
 * cluster: what has the namespace too comes first, then what is written nearest. Null where the repository has none.
 */
export function lookUp(
  repository: Repository,
  near: Field,
  wanted: { readonly kind: string; readonly name: string; readonly namespace: string | null },
): Field | null {
  const folder = posix.dirname(near.written.file);
  const named = repository.declarations.get(`${wanted.kind}/${wanted.name}`) ?? [];
  const ranked = named
    .map((declaration) => ({ declaration, rank: rankOf(declaration, folder, wanted.namespace) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => b.rank - a.rank);
  const found = ranked[0]?.declaration;
  if (found === undefined) return null;
  near.notes.files.add(found.written([]).file);
  return new Field(found, [], near.notes);
}

/** Negative for another namespace. One that is not written is given by whoever builds the file. */
function rankOf(declaration: Declaration, folder: string, namespace: string | null): number {
  const own = at(declaration.object, ['metadata', 'namespace']) ?? declaration.from?.namespace ?? null;
  if (own !== null && namespace !== null && own !== namespace) return -1;
  const common = sharedFolders(folder, posix.dirname(declaration.written([]).file));
  return common * 2 + (own === namespace ? 1 : 0);
}

function sharedFolders(a: string, b: string): number {
  const others = b.split('/');
  const parts = a.split('/');
  const differs = parts.findIndex((part, index) => part !== others[index]);
  return differs === -1 ? parts.length : differs;
}
