/** Connects the search for suggestions with rendering and evaluating at head. */
import { sourceKindOf } from '../../sources/kinds.ts';
import { isVendoredIn, valueLayers, valuesSet } from '../../sources/helm/chart.ts';
import { difference } from '../../findings/compare/difference.ts';
import { groupBy } from '../../foundation/groups.ts';
import { evaluateAll } from '../look/inspect.ts';
import { type InspectedSide, waiverAt } from '../look/inspected-side.ts';
import { type Compared } from '../../model/finding.ts';
import { isComparing, isOfRemoved, type RawFinding } from '../../model/rule.ts';
import { type Source } from '../../model/source.ts';
import { originOfList } from '../../sources/locate/wrong-entry.ts';
import { overlay, throughLinks } from '../../snapshot/overlay.ts';
import { isFetched } from '../../sources/remote/names.ts';
import { type ValuesFound } from './values-for.ts';
import { type Setting } from '../open/setting.ts';
import { type Renderable, renderSide } from '../look/render-side.ts';
import { type RiskOf, suggest, type Suggested } from '../../fixes/suggest.ts';
import { type Trial, type FixContext } from '../../fixes/fix-context.ts';
import { type Texts, textsOf } from '../../snapshot/texts.ts';
import { refusedPods } from './refused-pods.ts';
import { count } from '../../report/labels.ts';
import { type Tracer } from '../../sources/helm/trace/trace.ts';
import { type Found } from '../../findings/compare/found.ts';

/** Verified suggestions for the findings at head that should be fixed now. */
export async function suggestFor(
  findings: readonly Compared[],
  head: InspectedSide,
  tracer: Tracer,
  setting: Setting,
  values: ValuesFound,
): Promise<Map<Compared, Suggested>> {
  const { rules } = setting.world;
  const risks = new Map(rules.map(({ id, fixRisk }) => [id, fixRisk ?? 'decision']));
  const riskOf: RiskOf = (rule) => risks.get(rule) ?? 'decision';
  const context = fixContextOf(head, tracer, setting, values, findings.length);
  return suggest(findings, context, riskOf);
}

/** The head, and the head after an edit. Facts are not computed again: no fix changes how objects relate. */
function fixContextOf(
  head: InspectedSide,
  tracer: Tracer,
  setting: Setting,
  values: ValuesFound,
  findings: number,
): FixContext {
  const { tree, texts } = head.side;
  // The sources as they were rendered: an unknown value is replaced by a placeholder in some.
  const rendered = new Map(head.renderings.map(({ source }) => [source.id, source]));
  const sources = head.side.sources.map((source) => rendered.get(source.id) ?? source);
  const byId = new Map(sources.map((source) => [source.id, source]));
  const readers = readersOf(sources, texts);
  const standing = standingTrials(head, setting);
  const waiverOf = waiverAt(head, setting);
  let tested = 0;
  return {
    texts,
    prefer: setting.config.fix.prefer,
    mayEdit: (file) =>
      tree.files.has(file) && !isFetched(file) && !sources.some((source) => isVendoredIn(source, file)),
    source: (id) => byId.get(id) ?? null,
    readers: (file) => readers.get(file) ?? [],
    trace: tracer,
    decided: (finding) => {
      const origin = values.origins.get(finding);
      return origin === undefined || finding.came !== undefined ? null : originOfList(finding, origin);
    },
    switchFor: (finding) => values.switches.get(finding) ?? null,
    isWaived: ({ finding }) => waiverOf(finding, 'new') !== null,
    now: standing,
    edited: (written) => {
      tested += 1;
      setting.world.progress(`Tested ${count(tested, 'edit')} for ${count(findings, 'finding')}`);
      const edits = throughLinks(tree, written);
      const edited = overlay(tree, edits);
      const side = { ...head.side, tree: edited, texts: textsOf(edited) };
      return async (source) => tried(side, await sourceKindOf(source).edited(source, edits, texts), head, setting);
    },
    refusedPods: refusedPods(head, setting),
    difference,
  };
}

/**
 * The results at head without edits. A source that is the same at base and head is rendered when an edit would change
 * it.
 */
function standingTrials(head: InspectedSide, setting: Setting): FixContext['now'] {
  const renderings = new Map(head.renderings.map((rendering) => [rendering.source.id, rendering]));
  const plain = provable(head.evaluated.findings, setting).filter(({ manifest }) => manifest.when === undefined);
  const findings = groupBy(plain, ({ manifest }) => manifest.source);
  const rendered = new Map<string, Promise<Trial>>();
  return async (source) => {
    const rendering = renderings.get(source.id);
    if (rendering !== undefined) return { rendering, found: foundIn(findings.get(source.id) ?? [], source) };
    const known = rendered.get(source.id) ?? tried(head.side, source, head, setting);
    rendered.set(source.id, known);
    return known;
  };
}

async function tried(side: Renderable, source: Source, head: InspectedSide, setting: Setting): Promise<Trial> {
  const { renderings } = await renderSide(side, [source], setting);
  const [rendering] = renderings;
  if (rendering === undefined) throw new RangeError('one source has one rendering');
  return {
    rendering,
    found: foundIn(provable(evaluateAll(setting.evaluator, [rendering], head.facts).findings, setting), source),
  };
}

/** Without findings that say nothing about head alone: those of rules that compare, or that speak of what is removed. */
function provable(findings: readonly RawFinding[], { world }: Setting): RawFinding[] {
  const left = new Set(world.rules.filter((rule) => isComparing(rule) || isOfRemoved(rule)).map(({ id }) => id));
  return findings.filter(({ rule }) => !left.has(rule));
}

function foundIn(findings: readonly RawFinding[], { target, namespace }: Source): Found[] {
  return findings.map((finding) => ({ finding, target, namespace }));
}

function readersOf(sources: readonly Source[], { holder }: Pick<Texts, 'holder'>): Map<string, Source[]> {
  const readers = new Map<string, Source[]>();
  for (const source of sources) {
    const inline = [...valueLayers(source), ...valuesSet(source)].map(({ file }) => file);
    for (const file of new Set([...source.reads, ...inline].flatMap((path) => [path, holder(path)]))) {
      const known = readers.get(file);
      if (known === undefined) readers.set(file, [source]);
      else known.push(source);
    }
  }
  return readers;
}
