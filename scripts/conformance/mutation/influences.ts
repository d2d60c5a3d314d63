/** Finds by mutation all values that a rendered field depends on. */
import { groupBy } from '../../../src/foundation/groups.ts';
import { canMake, readsAtLines, settingsIn } from '../../../src/sources/helm/values/candidates.ts';
import { changeOf } from '../../../src/sources/helm/values/change.ts';
import { effectOn } from '../../../src/sources/helm/values/effect.ts';
import { rendered, type RenderWith } from '../../../src/sources/helm/values/experiment.ts';
import { type Layer, layersOf } from '../../../src/sources/helm/values/layers.ts';
import { type ChartField, readsByLine } from '../../../src/sources/helm/values/origins.ts';
import { sameObject } from '../../../src/sources/helm/values/same-field.ts';
import { type ValueSetting } from '../../../src/sources/helm/values/settings.ts';
import { withIncluded } from '../../../src/sources/helm/values/templates.ts';
import { sourceLines, type Wanted, wanted } from '../../../src/sources/helm/values/wanted.ts';
import { openYaml } from '../../../src/yaml/positions.ts';
import { inParallel } from '../../in-parallel.ts';
import type { OpenChart } from './open-chart.ts';

/** All values that each field depends on: those that its lines read, and whose change changed it. */
export async function influences(
  chart: OpenChart,
  fields: readonly ChartField[],
  render: RenderWith,
): Promise<Map<ChartField, ValueSetting[]>> {
  const { source, texts, manifests } = chart;
  const layers = await layersOf(source, texts);
  const possible = fields.flatMap((field) => possibleFor(field, chart, layers));
  const tries = [...groupBy(possible, ({ setting }) => JSON.stringify(setting.read)).values()];
  const found = new Map<ChartField, ValueSetting[]>();
  await inParallel(2, tries, async (group) => {
    const [{ setting }] = group;
    const change = changeOf(setting, 0);
    if (change === null) return;
    const names = [...new Set(group.map(({ asked }) => asked.manifest.origin.name))];
    const templates = await withIncluded(names, source, texts);
    const after = await rendered({ source, layers, templates, render }, [change]);
    if (after === null) return;
    for (const { field, asked } of group) {
      const now = sameObject(asked.manifest, manifests, after);
      if (now === null || !effectOn(asked, now, change).changed) continue;
      found.set(field, [...(found.get(field) ?? []), setting]);
    }
  });
  return found;
}

interface Possible {
  readonly field: ChartField;
  readonly asked: Wanted;
  readonly setting: ValueSetting;
}

function possibleFor(field: ChartField, { traced }: OpenChart, layers: readonly Layer[]): Possible[] {
  const asked = wanted(field.manifest, field.path);
  const lines = asked === null ? undefined : traced.lines.get(asked.manifest.origin.name);
  if (asked === null || lines === undefined) return [];
  const at = sourceLines(asked, openYaml(asked.manifest.origin.text), lines);
  return settingsIn(readsAtLines(at, readsByLine(traced)), layers)
    .filter((setting) => canMake(asked, setting))
    .map((setting) => ({ field, asked, setting }));
}
