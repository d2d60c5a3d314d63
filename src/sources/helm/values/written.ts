/** Finds the line on which a chart's value is written. */
import { at } from '../../../foundation/json.ts';
import { type Path } from '../../../model/json.ts';
import { type SetAt } from '../../../model/source.ts';
import { type ValuesOrigin } from '../../../model/suggestion.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { openYaml, type OpenYaml } from '../../../yaml/positions.ts';
import { type ValueSetting } from './settings.ts';

/**
 * The line on which a value is actually written, through aliases and merge keys. Null where it is not found in the
 * file.
 */
export async function originOf({ layer, path }: ValueSetting, texts: Texts): Promise<ValuesOrigin | null> {
  const file = await texts.yaml(layer.file);
  if (file === null) return null;
  if (layer.by !== undefined) return originOfSet(layer.by, path, file.open, texts);
  const block = at(file.documents.find(({ index }) => index === layer.document)?.value, layer.at);
  const located = file.open.locate(layer.document, [...layer.at, ...(typeof block === 'string' ? [] : path)]);
  if (located?.found !== true) return null;
  const line = typeof block === 'string' ? lineInBlock(file.text, located.first, block, path) : located.first;
  return { file: texts.holder(layer.file), line, path };
}

/** For a value that is set by name: its line; for one of several values, the line of that one. */
function originOfSet(
  { file, document, path: way, sets }: SetAt,
  path: Path,
  open: OpenYaml,
  texts: Texts,
): ValuesOrigin | null {
  const inside = open.locate(document, [...way, ...path.slice(sets.length)]);
  const located = inside?.found === true ? inside : open.locate(document, way);
  return located === null ? null : { file: texts.holder(file), line: located.first, path };
}

/** The line in a text of values (`values: |`), which begins on the line below its key. */
function lineInBlock(text: string, key: number, block: string, path: ValueSetting['path']): number {
  const located = openYaml(block).locate(0, path);
  // The text is not the values themselves: it is the text of a `targetPath`, or a generator changes it.
  if (located?.found !== true) return key;
  const line = key + located.first;
  const isThere = text.split('\n')[line - 1]?.trim() === block.split('\n')[located.first - 1]?.trim();
  return isThere ? line : key;
}
