/** Finds null values that remove a chart's defaults and so cause findings. */
import { isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type HelmSource } from '../../../model/source.ts';
import { rendered } from './experiment.ts';
import { layersAndSets, type Layer } from './layers.ts';
import { type ChartField, type OriginContext } from './origins.ts';
import { sameObject } from './same-field.ts';
import { type ValueSetting, settingOf } from './settings.ts';
import { type FoundSwitch } from './switches.ts';
import { withIncluded } from './templates.ts';
import { originOf } from './written.ts';

/** Maximum number of removals to try, each of which is a render. */
const mostTried = 4;

/**
 * For fields that no value was shown to decide: the `null` that removes a default of the chart, if the finding
 * disappears with that default. A removed value has no printed line, so it is not found in any other way.
 */
export async function removedDefaults<F extends ChartField>(
  source: HelmSource,
  manifests: readonly Manifest[],
  fields: readonly F[],
  { texts, render, isWrong }: Pick<OriginContext<F>, 'texts' | 'render' | 'isWrong'>,
): Promise<Map<F, FoundSwitch>> {
  const found = new Map<F, FoundSwitch>();
  if (fields.length === 0) return found;
  const layers = await layersAndSets(source, texts);
  const removals = removalsIn(layers).slice(0, mostTried);
  if (removals.length === 0) return found;
  const names = fields.flatMap(({ manifest: { origin } }) => (origin.kind === 'helm' ? [origin.name] : []));
  const templates = await withIncluded([...new Set(names)], source, texts);
  for (const { setting, before } of removals) {
    const after = await rendered({ source, layers, templates, render }, [{ setting, value: before, mark: null }]);
    const origin = after === null ? null : await originOf(setting, texts);
    if (after === null || origin === null) continue;
    for (const field of fields) {
      const now = found.has(field) ? null : sameObject(field.manifest, manifests, after);
      if (now !== null && !isWrong(field, now))
        found.set(field, { origin, switch: { path: setting.read, value: before } });
    }
  }
  return found;
}

interface Removal {
  readonly setting: ValueSetting;
  /** The default that counts without it. */
  readonly before: Json;
}

function removalsIn(layers: readonly Layer[]): Removal[] {
  return layers.flatMap((layer, index) => {
    if (layer.opaque) return [];
    const nulls = layer.by === undefined ? nullsIn(layer.value, []) : layer.by.value === null ? [layer.by.sets] : [];
    return nulls.flatMap((path): Removal[] => {
      const read = [...layer.under, ...path];
      const before = settingOf(layers.slice(0, index), read)?.value ?? null;
      const isLast = settingOf(layers, read)?.layer === layer;
      return before === null || !isLast ? [] : [{ setting: { layer, path, read, value: null }, before }];
    });
  });
}

function nullsIn(value: Json, path: Path): Path[] {
  if (value === null) return [path];
  return isJsonMap(value) ? Object.entries(value).flatMap(([key, member]) => nullsIn(member, [...path, key])) : [];
}
