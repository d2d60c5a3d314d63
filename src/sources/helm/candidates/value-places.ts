/** Lists the maps of values that a chart gets, and where each is written. */
import { at, isJsonMap } from '../../../foundation/json.ts';
import { isAsWritten } from '../../deployments/inline-layer.ts';
import { type JsonObject, type Path } from '../../../model/json.ts';
import { type HelmSource, type ValueLayer } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { sourceText, type SourceText } from '../../../yaml/source-text.ts';
import { isEncrypted } from '../../unknown/partly-known.ts';

/** A map of values that a chart gets, and where it is written. */
export interface ValuePlace {
  readonly file: string;
  readonly source: SourceText;
  /** 0-based. */
  readonly document: number;
  /** Path of the map in that document; for a text block, the path of the block. */
  readonly path: Path;
  readonly isBlock: boolean;
  readonly value: JsonObject;
  /** Whether it is the chart's own values.yaml. */
  readonly isDefault: boolean;
}

/**
 * In Helm's order: later ones win. Values that differ from what is written are left out, as the effect of an edit is
 * not known.
 */
export async function valuePlaces(source: HelmSource, texts: Texts): Promise<ValuePlace[]> {
  const own = source.files.get('values.yaml');
  const defaults = own === undefined ? [] : await placesIn({ kind: 'file', file: own }, texts);
  const given = await Promise.all(source.layers.map((layer) => placesIn(layer, texts)));
  return [...defaults.map((place) => ({ ...place, isDefault: true })), ...given.flat()];
}

async function placesIn(layer: ValueLayer, texts: Texts): Promise<ValuePlace[]> {
  if (layer.kind === 'unknown' || (layer.kind === 'inline' && layer.isSecret === true)) return [];
  const file = texts.holder(layer.file);
  const read = await texts.yaml(file);
  if (read === null) return [];
  const { text, documents } = read;
  const source = (await texts.parts(file)) ?? sourceText(text);
  // Editing a file that SOPS encrypted, even an unencrypted value, breaks the MAC over the whole.
  if (documents.some(({ value }) => isJsonMap(value) && isEncrypted(value))) return [];
  if (layer.kind === 'file') {
    const [first] = documents;
    if (first === undefined || !(isJsonMap(first.value) || first.value === null)) return [];
    const value = first.value ?? {};
    return [{ file, source, document: first.index, path: [], isBlock: false, value, isDefault: false }];
  }
  if (!isAsWritten(text, layer)) return [];
  const { document, path, value } = layer;
  const written = at(documents.find(({ index }) => index === document)?.value, path);
  return [{ file, source, document, path, isBlock: typeof written === 'string', value, isDefault: false }];
}
