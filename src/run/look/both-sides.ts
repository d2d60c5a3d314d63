/** Renders and evaluates what a pull request changes, at base and head. */
import { isFile } from '../../sources/kinds.ts';
import { type Change } from '../open/changed.ts';
import { type InspectedSide, unchangedRendering, withoutEmpty } from './inspected-side.ts';
import { evaluateAll, type Evaluated, factsOf, joined } from './inspect.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Problem } from '../../model/problem.ts';
import { type Source } from '../../model/source.ts';
import { type Setting } from '../open/setting.ts';
import { countRenders, type CountRenders } from './counting.ts';
import { factsDiffer, neighbours, type UnevaluatedSide } from './neighbours.ts';
import { readingOf } from './reading.ts';
import { type Contribution } from '../../facts/relate.ts';
import { renderSide } from './render-side.ts';
import { renderSources } from './side.ts';
import { type Side } from '../../sources/side.ts';
import { redundantNamespacesIn } from './redundant-namespaces.ts';

/** Renders what changes at base and head, and evaluates both under the facts of their own side. */
export async function lookAtBothSides(
  base: Side,
  head: Side,
  change: Change,
  setting: Setting,
): Promise<[InspectedSide, InspectedSide]> {
  const { progress } = setting.world;
  const unchanged = await unchangedRenderings(head, change.unchanged, setting);
  const unevaluated = [
    await renderUnevaluated(base, change.base, unchanged, { ...setting, count: countRenders(progress, 'of the base') }),
    await renderUnevaluated(head, change.head, unchanged, { ...setting, count: countRenders(progress, 'of the head') }),
  ] as const;
  const known = await neighbours(...unevaluated, setting);
  const [before, after] = [
    withoutRedundantNamespaces(await withKnownFacts(unevaluated[0], known, setting), known),
    withoutProblemsOfBase(
      unevaluated[0],
      withoutRedundantNamespaces(await withKnownFacts(unevaluated[1], known, setting), known),
    ),
  ];
  const { own, retained } = await ownAndRetained(after, known, setting);
  const wide = factsDiffer(before, own);
  const evaluated = ({ renderings, unchanged, facts }: UnevaluatedSide): Evaluated =>
    evaluateAll(setting.evaluator, wide ? [...renderings, ...unchanged] : renderings, facts);
  const others = evaluateAll(setting.evaluator, retained, after.facts);
  return [
    { ...before, evaluated: evaluated(before) },
    { ...after, facts: own.facts, evaluated: joined(evaluated(own), others) },
  ];
}

/**
 * Separates the sources that head declares from retained ones, and computes the facts of head without these: they are
 * not what is deployed.
 */
async function ownAndRetained(
  after: UnevaluatedSide,
  known: ReadonlyMap<string, Contribution>,
  { borders, running, evaluator }: Setting,
): Promise<{ readonly own: UnevaluatedSide; readonly retained: readonly Rendering[] }> {
  const { side, unchanged } = after;
  const isRetained = ({ source }: Rendering): boolean => side.retained.has(source.id);
  const retained = after.renderings.filter(isRetained);
  if (retained.length === 0) return { own: after, retained };
  const renderings = after.renderings.filter((each) => !isRetained(each));
  return {
    own: {
      ...after,
      renderings,
      facts: await factsOf(side, [...renderings, ...unchanged], borders, known, readingOf(running, evaluator)),
    },
    retained,
  };
}

/** Removes problems of retained sources that base has too. */
function withoutProblemsOfBase(before: UnevaluatedSide, after: UnevaluatedSide): UnevaluatedSide {
  const { retained } = after.side;
  const faults = new Set(
    before.renderings.flatMap(({ source, problems }) => problems.map(({ code }) => `${source.id} ${code}`)),
  );
  const isOld = (rendering: Rendering, { code }: Problem): boolean =>
    faults.has(`${retained.get(rendering.source.id) ?? ''} ${code}`);
  return {
    ...after,
    renderings: after.renderings.map((rendering) =>
      retained.has(rendering.source.id)
        ? { ...rendering, problems: rendering.problems.filter((problem) => !isOld(rendering, problem)) }
        : rendering,
    ),
  };
}

/** Removes namespaces that deployments would create and other sources contain. */
function withoutRedundantNamespaces(side: UnevaluatedSide, known: ReadonlyMap<string, Contribution>): UnevaluatedSide {
  const all = [...side.renderings, ...side.unchanged];
  const left = redundantNamespacesIn(all, known);
  const isLeft = ({ source }: Rendering): boolean => !left.has(source.id);
  return left.size === 0
    ? side
    : { ...side, renderings: side.renderings.filter(isLeft), unchanged: side.unchanged.filter(isLeft) };
}

async function withKnownFacts(
  side: UnevaluatedSide,
  known: ReadonlyMap<string, Contribution>,
  { borders, running, evaluator }: Setting,
): Promise<UnevaluatedSide> {
  if (known.size === 0) return side;
  const all = [...side.renderings, ...side.unchanged];
  return { ...side, facts: await factsOf(side.side, all, borders, known, readingOf(running, evaluator)) };
}

/**
 * Unchanged sources. Plain files are parsed for their facts, which is cheap; charts and kustomizations are not
 * rendered.
 */
async function unchangedRenderings(head: Side, unchanged: readonly Source[], setting: Setting): Promise<Rendering[]> {
  const plain = unchanged.filter(isFile);
  const parsed = await renderSources(head, plain, setting);
  const opaque = unchanged.filter((source) => !isFile(source)).map(unchangedRendering);
  return [
    ...withoutEmpty(parsed).map((rendering): Rendering => ({ ...rendering, status: 'unchanged', problems: [] })),
    ...opaque,
  ];
}

async function renderUnevaluated(
  opened: Side,
  changed: readonly Source[],
  unchanged: readonly Rendering[],
  setting: Setting & { readonly count: CountRenders },
): Promise<UnevaluatedSide> {
  const { side, renderings: all } = await renderSide(opened, changed, setting, 'elsewhere');
  const renderings = withoutEmpty(all);
  const { borders, running, evaluator } = setting;
  const facts = await factsOf(side, [...renderings, ...unchanged], borders, new Map(), readingOf(running, evaluator));
  return { side, renderings, unchanged, facts };
}
