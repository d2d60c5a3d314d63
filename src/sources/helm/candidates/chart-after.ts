/** The chart as its deployment has it after an edit of its values. */
import { type HelmSource, type ValueLayer } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { isAsWritten, valuesWritten } from '../../deployments/inline-layer.ts';
import { setsAfter } from './named-values.ts';

/** The chart with the values that an edit writes into the declaration of its deployment. */
export async function chartAfter(
  source: HelmSource,
  edits: ReadonlyMap<string, string>,
  texts: Texts,
): Promise<HelmSource> {
  const declared = [...source.layers.filter(({ kind }) => kind === 'inline'), ...(source.setAt ?? [])];
  if (!declared.some(({ file }) => edits.has(file))) return source;
  const layers = await Promise.all(source.layers.map((layer) => layerAfter(layer, edits, texts)));
  return { ...source, layers, ...(await setsAfter(source, edits, texts)) };
}

async function layerAfter(layer: ValueLayer, edits: ReadonlyMap<string, string>, texts: Texts): Promise<ValueLayer> {
  const edited = edits.get(layer.file);
  if (layer.kind !== 'inline' || edited === undefined) return layer;
  const before = await texts.of(layer.file);
  const value = before.ok && isAsWritten(before.text, layer) ? valuesWritten(edited, layer) : null;
  return value === null ? layer : { ...layer, value };
}
