/** Finds out whether a manifest file of another tree is still one, or broken. */
import { type PlainSource, type Source } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { parseManifests } from '../../yaml/values.ts';
import { type NewPlace } from '../discover/new-place.ts';
import { whyUnfilled } from '../discover/unread.ts';
import { wasMeantAsObject } from '../render/objects.ts';
import { holdsManifests } from './discover.ts';

/** A file that became a template is no longer a source. */
export async function retainedFile(source: PlainSource, { tree, texts }: NewPlace): Promise<PlainSource | null> {
  if (source.makes !== null || !tree.files.has(source.path)) return null;
  const text = await texts.of(source.path);
  const isManifest = !text.ok || (holdsManifests(source.path, text.text) && whyUnfilled(text.text) === null);
  return isManifest ? source : null;
}

/**
 * Files that held objects in another tree and here hold only parts of objects, or no YAML. Deploying them fails or
 * changes nothing. Files that are read otherwise, or that are now another tool's templates, are not among them.
 */
export async function brokenManifests(
  sources: readonly Source[],
  { files }: Tree,
  texts: Texts,
  read: ReadonlySet<string>,
): Promise<PlainSource[]> {
  const left = sources.filter(
    (source): source is PlainSource =>
      source.kind === 'plain' && source.makes === null && files.has(source.path) && !read.has(source.path),
  );
  const found = await Promise.all(
    left.map(async (source) => {
      const text = await texts.of(source.path);
      return text.ok && isBroken(source.path, text.text) ? [source] : [];
    }),
  );
  return found.flat();
}

function isBroken(path: string, text: string): boolean {
  if (holdsManifests(path, text) || whyUnfilled(text) !== null) return false;
  const { documents, faults } = parseManifests(text);
  return faults.some(({ code }) => code === 'yaml-syntax') || documents.some(({ value }) => wasMeantAsObject(value));
}
