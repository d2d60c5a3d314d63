import { at } from '../../json.ts';
import { type ValuesOrigin } from '../../model.ts';
import { type Texts } from '../../texts.ts';
import { openYaml } from '../../yaml/positions.ts';
import { type Setting } from './settings.ts';

/** The line on which a value really stands, through aliases and merge keys. Null when it can't be found in the file. */
export async function originOf({ layer, path }: Setting, texts: Texts): Promise<ValuesOrigin | null> {
  const file = await texts.yaml(layer.file);
  if (file === null) return null;
  const block = at(file.documents.find(({ index }) => index === layer.document)?.value, layer.at);
  const located = file.open.locate(layer.document, [...layer.at, ...(typeof block === 'string' ? [] : path)]);
  if (located?.found !== true) return null;
  const line = typeof block === 'string' ? lineInBlock(file.text, located.first, block, path) : located.first;
  return { file: texts.holder(layer.file), line, path };
}

/** Where values are written as a text (`values: |`), that text begins on the line below its key. */
function lineInBlock(text: string, key: number, block: string, path: Setting['path']): number {
  const located = openYaml(block).locate(0, path);
  // The text is something else than the values: that of a `targetPath`, or what a generator makes them of.
  if (located?.found !== true) return key;
  const line = key + located.first;
  const isThere = text.split('\n')[line - 1]?.trim() === block.split('\n')[located.first - 1]?.trim();
  return isThere ? line : key;
}
