/** Finds the values of charts that caused the findings at head. */
import { isChart } from '../../sources/helm/chart.ts';
import { type Engines } from '../../engine/engines.ts';
import { within } from '../../foundation/border.ts';
import { groupBy } from '../../foundation/groups.ts';
import { firstFewThenMany } from '../../foundation/concurrency/in-turns.ts';
import { evaluateAll } from '../look/inspect.ts';
import { type RenderWith } from '../../sources/helm/values/experiment.ts';
import { type ChartField, type OriginContext, newMemory, valuesOrigins } from '../../sources/helm/values/origins.ts';
import { removedDefaults } from '../../sources/helm/values/removed-defaults.ts';
import { wrongEntry } from '../../sources/locate/wrong-entry.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Compared } from '../../model/finding.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type HelmSource } from '../../model/source.ts';
import { type ValuesOrigin } from '../../model/suggestion.ts';
import { type Tree } from '../../model/tree.ts';
import { overlay } from '../../snapshot/overlay.ts';
import { finished } from '../../sources/render/finish.ts';
import { renderHelm } from '../../sources/helm/render/render.ts';
import { type Setting } from '../open/setting.ts';
import { type Tracer } from '../../sources/helm/trace/trace.ts';

/** The value that caused each finding at head. */
export async function valuesFor(
  findings: readonly Compared[],
  head: InspectedSide,
  tracer: Tracer,
  setting: Setting,
): Promise<Map<Compared, ValuesOrigin>> {
  const { tree, texts } = head.side;
  const render = renderingWith(tree, setting.world.engines, setting.kubernetesVersion);
  const bySource = groupBy(findings, ({ manifest }) => manifest.source);
  const concerned = head.renderings.filter(({ source }) => isChart(source) && bySource.has(source.id));
  const charts = groupBy(concerned, ({ source }) => source.path);
  const found = await Promise.all(
    [...charts.values()].map(async (renderings) => {
      const memory = newMemory();
      // Later renders use what earlier ones found out.
      return firstFewThenMany(renderings, async (rendering): Promise<[Compared, ValuesOrigin][]> => {
        const { source, manifests } = rendering;
        const mine = bySource.get(source.id);
        if (!isChart(source) || mine === undefined) return [];
        const context = { texts, trace: tracer, render, isWrong: standsIn(rendering, head, setting) };
        const fields = mine.map(fieldOf);
        return within(
          async () => {
            const made = await valuesOrigins(source, manifests, fields, context, memory);
            const others = fields.filter((field) => !made.has(field));
            const all = [...made, ...(await removedDefaults(source, manifests, others, context))];
            return all.map(([{ finding }, origin]): [Compared, ValuesOrigin] => [finding, origin]);
          },
          () => [],
        );
      });
    }),
  );
  return new Map(found.flat(2));
}

/** Renders only the given templates. The values' schema is ignored, because tested values may be unusual. */
export function renderingWith(tree: Tree, engines: Engines, kubernetesVersion: string): RenderWith {
  const { helm } = engines;
  return async (source, replaced, include) => {
    const only: typeof helm = { ...helm, render: async (request) => helm.render({ ...request, include }) };
    const lenient: HelmSource = { ...source, skipSchemaValidation: true };
    const narrow = { ...engines, helm: only };
    const made = await renderHelm(lenient, overlay(tree, replaced), narrow, kubernetesVersion);
    const { status, manifests } = await finished(made, engines);
    return status === 'rendered' ? manifests : null;
  };
}

interface FieldOfFinding extends ChartField {
  readonly finding: Compared;
}

/** The field of a finding, including the entry of a list. */
function fieldOf(finding: Compared): FieldOfFinding {
  return { manifest: finding.manifest, path: wrongEntry(finding) ?? finding.path, finding };
}

function standsIn(
  { source }: Rendering,
  { facts }: InspectedSide,
  { evaluator }: Setting,
): OriginContext<FieldOfFinding>['isWrong'] {
  return ({ finding }, manifest) => {
    const rendering: Rendering = { source, status: 'rendered', manifests: [manifest], problems: [] };
    const path = JSON.stringify(finding.path);
    return evaluateAll(evaluator, [rendering], facts).findings.some(
      (found) => found.rule === finding.rule && JSON.stringify(found.path) === path,
    );
  };
}
