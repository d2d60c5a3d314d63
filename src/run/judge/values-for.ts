/** Finds the values of charts that caused the findings at head. */
import { isChart } from '../../sources/helm/chart.ts';
import { type Engines } from '../../engine/engines.ts';
import { within } from '../../foundation/border.ts';
import { at } from '../../foundation/json.ts';
import { groupBy } from '../../foundation/groups.ts';
import { firstFewThenMany } from '../../foundation/concurrency/in-turns.ts';
import { evaluateAll } from '../look/inspect.ts';
import { type RenderWith } from '../../sources/helm/values/experiment.ts';
import {
  type ChartField,
  type OriginContext,
  type OriginMemory,
  newMemory,
  valuesOrigins,
} from '../../sources/helm/values/origins.ts';
import { removedDefaults } from '../../sources/helm/values/removed-defaults.ts';
import { newSwitchMemory, type SwitchMemory, switchesFor } from '../../sources/helm/values/switches.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { wrongEntry } from '../../sources/locate/wrong-entry.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Compared } from '../../model/finding.ts';
import { type Switch } from '../../sources/candidates/candidate-context.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type HelmSource } from '../../model/source.ts';
import { type ValuesOrigin } from '../../model/suggestion.ts';
import { type Tree } from '../../model/tree.ts';
import { overlay } from '../../snapshot/overlay.ts';
import { finished } from '../../sources/render/finish.ts';
import { renderHelm } from '../../sources/helm/render/render.ts';
import { type Setting } from '../open/setting.ts';
import { type Tracer } from '../../sources/helm/trace/trace.ts';

/** What is known about the values behind findings. */
export interface ValuesFound {
  /** The value that caused each finding. */
  readonly origins: ReadonlyMap<Compared, ValuesOrigin>;
  /** The switches among them, as they were shown to prevent the findings. */
  readonly switches: ReadonlyMap<Compared, Switch>;
}

/** The value that caused each finding at head. */
export async function valuesFor(
  findings: readonly Compared[],
  head: InspectedSide,
  tracer: Tracer,
  setting: Setting,
): Promise<ValuesFound> {
  const { tree, texts } = head.side;
  const render = renderingWith(tree, setting.world.engines, setting.kubernetesVersion);
  const bySource = groupBy(findings, ({ manifest }) => manifest.source);
  const concerned = head.renderings.filter(({ source }) => isChart(source) && bySource.has(source.id));
  const charts = groupBy(concerned, ({ source }) => source.path);
  const found = await Promise.all(
    [...charts.values()].map(async (renderings) => {
      const memory = { origins: newMemory(), switches: newSwitchMemory() };
      // Later renders use what earlier ones found out.
      return firstFewThenMany(renderings, async (rendering): Promise<FoundValue[]> => {
        const mine = bySource.get(rendering.source.id) ?? [];
        const context = { texts, trace: tracer, render, isWrong: standsIn(rendering, head, setting) };
        return within(
          () => valuesIn(rendering, mine, context, memory),
          () => [],
        );
      });
    }),
  );
  const all = found.flat(2);
  return {
    origins: new Map(all.map(({ finding, origin }) => [finding, origin])),
    switches: new Map(all.flatMap((each) => (each.switch === undefined ? [] : [[each.finding, each.switch]]))),
  };
}

interface FoundValue {
  readonly finding: Compared;
  readonly origin: ValuesOrigin;
  readonly switch?: Switch;
}

/**
 * The values behind the findings of one render: for missing fields the defaults that were removed, then those that print
 * a field, then switches.
 */
async function valuesIn(
  { source, manifests }: Rendering,
  findings: readonly Compared[],
  context: OriginContext<FieldOfFinding>,
  memory: { readonly origins: OriginMemory; readonly switches: SwitchMemory },
): Promise<FoundValue[]> {
  if (!isChart(source)) return [];
  const found: FoundValue[] = [];
  const add = (all: ReadonlyMap<FieldOfFinding, Omit<FoundValue, 'finding'>>): void => {
    for (const [{ finding }, each] of all) found.push({ finding, ...each });
  };
  // A container may inherit the missing field, so the value that prints its other fields is not the cause.
  const isMissing = ({ manifest, path }: Compared): boolean => at(manifest.object, path) === undefined;
  add(await removedDefaults(source, manifests, findings.filter(isMissing).map(fieldOf), context));
  const rest = withoutFound(findings, found).map(fieldOf);
  for (const [{ finding }, origin] of await valuesOrigins(source, manifests, rest, context, memory.origins))
    found.push({ finding, origin });
  const left = withoutFound(findings, found).map(fixedField);
  add(await switchesFor(source, manifests, left, context, memory.switches));
  const present = withoutFound(findings, found).filter((finding) => !isMissing(finding));
  add(await removedDefaults(source, manifests, present.map(fieldOf), context));
  return found;
}

function withoutFound(findings: readonly Compared[], found: readonly FoundValue[]): Compared[] {
  const known = new Set(found.map(({ finding }) => finding));
  return findings.filter((finding) => !known.has(finding));
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

/** The field that the fix of a finding writes first. */
function fixedField(finding: Compared): FieldOfFinding {
  return { manifest: finding.manifest, path: finding.fix[0]?.path ?? finding.path, finding };
}

function standsIn(
  { source }: Rendering,
  { facts }: InspectedSide,
  { evaluator }: Setting,
): OriginContext<FieldOfFinding>['isWrong'] {
  const found = onceEach((manifest: Manifest) => {
    const rendering: Rendering = { source, status: 'rendered', manifests: [manifest], problems: [] };
    return evaluateAll(evaluator, [rendering], facts).findings;
  });
  return ({ finding }, manifest) => {
    const path = JSON.stringify(finding.path);
    return found(manifest).some((found) => found.rule === finding.rule && JSON.stringify(found.path) === path);
  };
}
