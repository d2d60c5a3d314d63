import { type Engines } from './engine/engines.ts';
import { within } from './border.ts';
import { groupBy } from './groups.ts';
import { firstFewThenMany } from './in-turns.ts';
import { evaluateAll } from './inspect.ts';
import { type RenderWith } from './locate/values/experiment.ts';
import { type Laboratory, newMemory, valuesOrigins } from './locate/values/origins.ts';
import { removedDefaults } from './locate/values/removed-defaults.ts';
import { type Looked } from './looked.ts';
import { type Compared, type HelmSource, type Rendering, type Tree, type ValuesOrigin } from './model.ts';
import { overlay } from './overlay.ts';
import { finished } from './render/finish.ts';
import { renderHelm } from './render/helm.ts';
import { type Setting } from './setting.ts';
import { type Tracer } from './trace.ts';

/** The values that made what is wrong, for findings at head. */
export async function valuesFor(
  findings: readonly Compared[],
  head: Looked,
  tracer: Tracer,
  setting: Setting,
): Promise<Map<Compared, ValuesOrigin>> {
  const { tree, texts } = head.side;
  const render = renderingWith(tree, setting.world.engines, setting.kubernetesVersion);
  const bySource = groupBy(findings, ({ manifest }) => manifest.source);
  const concerned = head.renderings.filter(({ source }) => source.kind === 'helm' && bySource.has(source.id));
  const charts = groupBy(concerned, ({ source }) => source.path);
  const found = await Promise.all(
    [...charts.values()].map(async (renderings) => {
      const memory = newMemory();
      // The later ones learn from the earlier.
      return firstFewThenMany(renderings, async (rendering): Promise<[Compared, ValuesOrigin][]> => {
        const { source, manifests } = rendering;
        const mine = bySource.get(source.id);
        if (source.kind !== 'helm' || mine === undefined) return [];
        const laboratory = { texts, trace: tracer, render, isWrong: standsIn(rendering, head, setting) };
        return within(
          async () => {
            const made = await valuesOrigins(source, manifests, mine, laboratory, memory);
            const others = mine.filter((field) => !made.has(field));
            return [...made, ...(await removedDefaults(source, manifests, others, laboratory))];
          },
          () => [],
        );
      });
    }),
  );
  return new Map(found.flat(2));
}

/** Renders only the templates asked for, whatever the values' schema says of a value that nobody would write. */
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

function standsIn({ source }: Rendering, { facts }: Looked, { evaluator }: Setting): Laboratory<Compared>['isWrong'] {
  return (finding, manifest) => {
    const rendering: Rendering = { source, status: 'rendered', manifests: [manifest], problems: [] };
    const path = JSON.stringify(finding.path);
    return evaluateAll(evaluator, [rendering], facts).findings.some(
      (found) => found.rule === finding.rule && JSON.stringify(found.path) === path,
    );
  };
}
