/** Finds the line on which a text of a rendered object is written. */
import { type Lines } from '../../model/problem.ts';
import { type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { originKindOf } from '../kinds.ts';

/**
 * The place of a text: in a plain file, the field; else the first line with that text in the files the object was
 * rendered from.
 */
export async function writtenPlace(
  field: { readonly path: Path; readonly written: string },
  { origin }: Manifest,
  source: Source,
  texts: Texts,
): Promise<Lines> {
  if (origin.kind === 'plain') {
    const read = await texts.yaml(origin.file);
    const lines = read?.open.locate(origin.document, [...origin.item, ...field.path]);
    return lineIn(origin.file, lines?.first ?? 1);
  }
  const [own = source.path, ...others] = [...new Set([originKindOf(origin).file(origin), ...source.reads])];
  for (const file of [own, ...others]) {
    const text = await texts.of(file);
    const line = text.ok ? text.text.split('\n').findIndex((each) => each.includes(field.written)) : -1;
    if (line !== -1) return lineIn(file, line + 1);
  }
  return source.deployment?.place ?? lineIn(own, 1);
}

function lineIn(file: string, line: number): Lines {
  return { kind: 'lines', file, first: line, last: line };
}
