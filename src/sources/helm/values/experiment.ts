/** Renders a chart with changed values. */
import { groupBy } from '../../../foundation/groups.ts';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type HelmSource, type SetAt } from '../../../model/source.ts';
import { type ValueChange } from './change.ts';
import { type Layer } from './layers.ts';

/**
 * Renders templates of a chart (in Helm's names) with the texts of some files replaced. Null where the render fails.
 */
export type RenderWith = (
  source: HelmSource,
  texts: ReadonlyMap<string, string>,
  templates: readonly string[],
) => Promise<readonly Manifest[] | null>;

/** A source, and what experiments with it need. */
export interface Experiment {
  readonly source: HelmSource;
  readonly layers: readonly Layer[];
  /** All manifests of the source without changes. */
  readonly manifests: readonly Manifest[];
  /** The templates to render, in Helm's names. */
  readonly templates: readonly string[];
  readonly render: RenderWith;
}

/**
 * The chart's manifests after the changes, each applied in the layer that sets the value. Null where the render fails.
 */
export async function rendered(
  { source, layers, templates, render }: Pick<Experiment, 'source' | 'layers' | 'templates' | 'render'>,
  changes: readonly ValueChange[],
): Promise<readonly Manifest[] | null> {
  const byLayer = groupBy(changes, ({ setting }) => setting.layer);
  const valueOf = (layer: Layer): JsonObject =>
    (byLayer.get(layer) ?? []).reduce((value, change) => withValue(value, change), layer.value);
  const texts = new Map<string, string>();
  const given = [...source.layers];
  const sets = { set: [...source.set], setString: [...source.setString] };
  for (const [{ file, given: index, by }, own] of byLayer) {
    if (by !== undefined) {
      sets[by.list][by.index] = expressionOf(by, own);
      continue;
    }
    const inline = index === null ? undefined : given[index];
    if (index !== null && inline?.kind === 'inline') {
      const [layer] = layers.filter((each) => each.given === index);
      if (layer !== undefined) given[index] = { ...inline, value: valueOf(layer) };
    } else {
      const documents = layers.filter((each) => each.file === file && each.at.length === 0);
      texts.set(file, documents.map((layer) => JSON.stringify(valueOf(layer))).join('\n---\n'));
    }
  }
  return render({ ...source, ...sets, layers: given }, texts, templates);
}

/** The expression that sets the value by name, with the changes. */
function expressionOf({ name, sets, value }: SetAt, changes: readonly ValueChange[]): string {
  const changed = changes.reduce(
    (now, { setting, value: by }) => replaced(now, setting.path.slice(sets.length), by),
    value,
  );
  return `${name}=${isJsonList(changed) ? `{${changed.map(inExpression).join(',')}}` : inExpression(changed)}`;
}

/** In Helm's own syntax. */
function inExpression(value: Json): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(/[\\,{}]/g, '\\$&');
}

function withValue(map: JsonObject, { setting, value }: ValueChange): JsonObject {
  const changed = replaced(map, setting.path, value);
  return isJsonMap(changed) ? changed : map;
}

/** The value with what is at the path replaced; unchanged where nothing is there. */
function replaced(value: Json, path: Path, by: Json): Json {
  const [part, ...rest] = path;
  if (part === undefined) return by;
  if (isJsonList(value)) return value.map((item, index) => (index === part ? replaced(item, rest, by) : item));
  if (!isJsonMap(value) || !Object.hasOwn(value, part)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, key === part ? replaced(member, rest, by) : member]),
  );
}
