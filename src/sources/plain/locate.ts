/** Finds a field in a document of a file. */
import { type Path } from '../../model/json.ts';
import { type Place } from '../../model/problem.ts';
import { type MadeNamespace } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Open } from '../locate/side.ts';

export async function locateInFile(
  texts: Texts,
  open: Open,
  file: string,
  document: number,
  path: Path,
): Promise<Place> {
  const text = await texts.of(file);
  const located = text.ok ? open(text.text).locate(document, path) : null;
  if (located === null) return { kind: 'file', file, why: 'the field was not found in the text' };
  return { kind: 'lines', file, first: located.first, last: located.last };
}

/** Labels and annotations are placed where the deployment sets them, everything else where it names the namespace. */
export async function locateMade(
  texts: Texts,
  open: Open,
  { named, written }: MadeNamespace,
  path: Path,
): Promise<Place> {
  const [field, ...inside] = path;
  if (field !== 'metadata' || !['labels', 'annotations'].includes(String(inside[0]))) return named;
  const place = await locateInFile(texts, open, written.file, written.document, [...written.path, ...inside]);
  return place.kind === 'lines'
    ? place
    : { kind: 'lines', file: written.file, first: written.first, last: written.last };
}
