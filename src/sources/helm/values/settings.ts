/** Finds the layer that sets a value last. */
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type SetAt } from '../../../model/source.ts';
import { type Layer } from './layers.ts';

/** A value in the layer that sets it last. */
export interface ValueSetting {
  readonly layer: Layer;
  /** From the root of the layer's map. */
  readonly path: Path;
  /** From the root of the chart's values, as templates read it. */
  readonly read: Path;
  readonly value: Json;
}

/** Maximum number of values in a map that is read as a whole. */
const mostLeaves = 300;

/** The values that are set last at or below a path: scalars, empty collections, and the maps around them. */
export function settingsUnder(layers: readonly Layer[], read: Path): ValueSetting[] {
  const found: ValueSetting[] = [];
  const below = (path: Path): void => {
    const setting = settingOf(layers, path);
    if (found.length >= mostLeaves) return;
    if (setting !== null) found.push(setting);
    for (const key of keysAt(layers, path)) below([...path, key]);
  };
  below(read);
  return found;
}

/** The last layer that sets something at a path of the values; null where none does. */
export function settingOf(layers: readonly Layer[], read: Path): ValueSetting | null {
  for (const layer of layers.toReversed()) {
    for (const path of waysTo(layer, layers, read)) {
      const value = valueIn(layer, path);
      if (value !== undefined) return { layer, path, read, value };
    }
  }
  return null;
}

function keysAt(layers: readonly Layer[], read: Path): (string | number)[] {
  const keys = new Set<string | number>();
  for (const layer of layers) {
    for (const path of waysTo(layer, layers, read)) {
      const value = valueIn(layer, path);
      const key = layer.by === undefined ? null : keyTowards(layer.by, path);
      if (key !== null) keys.add(key);
      if (isJsonMap(value)) for (const key of Object.keys(value)) keys.add(key);
      if (isJsonList(value)) for (const index of value.keys()) keys.add(index);
    }
  }
  return [...keys];
}

function valueIn({ value, by }: Layer, path: Path): Json | undefined {
  if (by === undefined) return at(value, path);
  return startsWith(path, by.sets) ? at(by.value, path.slice(by.sets.length)) : undefined;
}

/** The next key on the path to the value that is set by name; null where the path does not lead there. */
function keyTowards({ sets }: SetAt, path: Path): string | number | null {
  return startsWith(sets, path) ? (sets[path.length] ?? null) : null;
}

/**
 * The paths in a layer under which a path of the values may be written, the winning one first. A subchart's values are
 * under its name in the charts around it. `global` is at the root of any chart, or in a parent's block for a subchart.
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
