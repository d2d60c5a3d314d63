import { at, isJsonList, isJsonMap } from '../../json.ts';
import { type Json, type Path } from '../../model.ts';
import { type Layer } from './layers.ts';

/** A value in the layer that sets it last. */
export interface Setting {
  readonly layer: Layer;
  /** From the root of the layer's map. */
  readonly path: Path;
  /** From the root of the chart's values, as templates read it. */
  readonly read: Path;
  readonly value: Json;
}

/** Of a map that is read whole, no more values than this are looked at. */
const mostLeaves = 300;

/** What is set last at a path and below it: the scalars and empty collections, and the maps around them. */
export function settingsUnder(layers: readonly Layer[], read: Path): Setting[] {
  const found: Setting[] = [];
  const below = (path: Path): void => {
    const setting = settingOf(layers, path);
    if (setting === null || found.length >= mostLeaves) return;
    found.push(setting);
    for (const key of keysAt(layers, path)) below([...path, key]);
  };
  below(read);
  return found;
}

/** The last layer in which somebody wrote something at a path of the values; null when nobody did. */
export function settingOf(layers: readonly Layer[], read: Path): Setting | null {
  for (const layer of layers.toReversed()) {
    for (const path of waysTo(layer, layers, read)) {
      const value = at(layer.value, path);
      if (value !== undefined) return { layer, path, read, value };
    }
  }
  return null;
}

function keysAt(layers: readonly Layer[], read: Path): (string | number)[] {
  const keys = new Set<string | number>();
  for (const layer of layers) {
    for (const path of waysTo(layer, layers, read)) {
      const value = at(layer.value, path);
      if (isJsonMap(value)) for (const key of Object.keys(value)) keys.add(key);
      if (isJsonList(value)) for (const index of value.keys()) keys.add(index);
    }
  }
  return [...keys];
}

/**
 * Where in a layer a path of the values is written, what wins first. A subchart's values stand under its name in the
 * charts around it; `global` stands at the root of any chart, or in a parent's block for a subchart.
 */
function waysTo(layer: Layer, layers: readonly Layer[], read: Path): Path[] {
  if (read[0] !== 'global') {
    return startsWith(read, layer.under) ? [read.slice(layer.under.length)] : [];
  }
  const blocks = layers.filter(({ under }) => under.length > layer.under.length && startsWith(under, layer.under));
  const inBlocks = new Map(blocks.map(({ under }) => [JSON.stringify(under), under.slice(layer.under.length)]));
  return [read, ...[...inBlocks.values()].map((block) => [...block, ...read])];
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((part, index) => path[index] === part);
}
