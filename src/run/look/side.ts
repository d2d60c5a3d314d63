/** Discovers the sources of a tree, and renders them with engines and a deadline. */
import { posix } from 'node:path';
import { brokenProblem, within } from '../../foundation/border.ts';
import { lateProblem, textsUntil } from '../open/deadline.ts';
import { discover } from '../../sources/discover/discover.ts';
import { type ChartFlags, type DiscoverOptions } from '../../sources/discover/options.ts';
import { type Setting } from '../open/setting.ts';
import { counted, type CountRenders } from './counting.ts';
import { inTurns } from '../../foundation/concurrency/in-turns.ts';
import { kustomizationNames } from '../../sources/kustomize/kustomization-file.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Place, type Problem } from '../../model/problem.ts';
import { type Source } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import {
  type RecordedQuestions,
  recordingQuestions,
  noQuestions,
  renderElsewhere,
  type Renders,
  wantedElsewhere,
} from '../../sources/unknown/elsewhere.ts';
import { finished } from '../../sources/render/finish.ts';
import { withKindsKnown } from '../../sources/render/kinds.ts';
import { roundsOf } from '../../sources/helm/render/render.ts';
import { isFile, sourceKindOf } from '../../sources/kinds.ts';
import { type Scale, scaleOf, tooMuch } from '../../sources/render/weight.ts';
import { withheldOf } from '../../sources/render/withheld.ts';
import { type Renderer, supposing } from '../../sources/unknown/suppose.ts';
import { sizeOf } from '../../snapshot/sizes.ts';
import { withRecent } from '../../snapshot/recent.ts';
import { textsOf } from '../../snapshot/texts.ts';
import { type World } from '../open/world.ts';
import { type Side } from '../../sources/side.ts';

/** @param deployed files and folders that are looked at even if the configuration excludes them. */
export async function openSide(
  stored: Tree,
  setting: Setting,
  flags: ChartFlags | null,
  deployed: readonly string[] = [],
): Promise<Side> {
  const tree = withRecent(stored);
  const texts = textsOf(tree);
  const { sources, problems, ...found } = await discover(tree, textsUntil(texts, setting.deadline), {
    ...discoverOptions(setting, flags),
    deployed,
  });
  return {
    tree,
    texts,
    ...found,
    sources,
    problems: [...relevant(tree.problems, sources), ...problems],
    brought: new Map(),
    equipped: new Set(),
    retained: new Map(),
    notices: [],
  };
}

export function discoverOptions(
  { config, repository, kubernetesVersion, world: { engines } }: Setting,
  flags: ChartFlags | null,
): DiscoverOptions {
  return { config, repository, engines, kubernetesVersion, flags };
}

/**
 * Keeps problems of links and submodules only where manifests may be: in a chart or kustomization, or by their name. A
 * broken link in the documentation must not fail the run.
 */
function relevant(problems: readonly Problem[], sources: readonly Source[]): Problem[] {
  const folders = sources.filter((source) => !isFile(source)).map(({ path }) => (path === '.' ? '' : `${path}/`));
  return problems.filter(
    ({ subject, code }) =>
      code === 'unreadable' ||
      code === 'submodule' ||
      /\.(ya?ml|json|tpl)$/.test(subject) ||
      folders.some((folder) => folder !== '' && subject.startsWith(folder)),
  );
}

/** Loads the engines that these files need in advance. */
export function prepareEngines(paths: readonly string[], { engines }: Pick<World, 'engines'>): void {
  const names = new Set(paths.map((path) => posix.basename(path)));
  if (names.has('Chart.yaml')) engines.prepare('helm');
  if (kustomizationNames.some((name) => names.has(name))) engines.prepare('kustomize');
}

/** Number of sources at a time. Engines limit the number of their workers themselves. */
const width = 64;

export async function renderSources(
  side: Pick<Side, 'tree' | 'texts'>,
  sources: readonly Source[],
  setting: RenderSetting,
  extent: RenderExtent = 'plain',
  scale: Scale = scaleOf(),
): Promise<Rendering[]> {
  const { deadline, kubernetesVersion, world, evaluator, count = notCounted } = setting;
  const { engines } = world;
  const finish: Renderer['finish'] = (made, supposed) => finished(made, engines, supposed);
  const asking = { asking: extent === 'elsewhere' };
  const makeWith = async (
    source: Source,
    questions: RecordedQuestions,
    more: Parameters<typeof recordingQuestions>[1],
  ): Promise<Rendering> =>
    renderSource(side, source, { ...setting, world: { engines: recordingQuestions(engines, more, questions) } });
  const under: Renders['under'] = async (source, suppose, questions) =>
    finish(await makeWith(source, questions, { suppose }), null);
  const rounds: Renders['rounds'] = (source, elsewhere) =>
    roundsOf(source, side.tree, engines, kubernetesVersion, elsewhere);
  const late = (source: Source): Problem => lateProblem(deadline, 'render', source.id, placeOf(source));
  const broken = (source: Source, why: string): Problem => brokenProblem('render', source.id, why, placeOf(source));
  const first = async (source: Source): Promise<{ readonly whole: Rendering; readonly heard: RecordedQuestions }> => {
    const questions = noQuestions();
    if (deadline.isLate()) return { whole: notRendered(source, late(source)), heard: questions };
    const heavy = notRendered(source, { ...tooMuch(source.id), place: placeOf(source) });
    if (isFile(source) && !scale.hasRoom(sizeOf(side.tree, source.path))) return { whole: heavy, heard: questions };
    const make: Renderer['make'] = async (each) =>
      without(await makeWith(each, questions, asking), await withheldOf(each, side.tree));
    const whole = await within(
      async () => withKindsKnown(await supposing(source, { make, finish }, side.texts, evaluator.pods), side.texts),
      (why) => notRendered(source, broken(source, why)),
    );
    return scale.take(whole) ? { whole, heard: questions } : { whole: heavy, heard: noQuestions() };
  };
  const plainly = await inTurns(sources, width, counted(first, count(sources.length, 'first')));
  const isWanted = extent === 'plain' ? () => false : wantedElsewhere(plainly.map(({ whole }) => whole));
  const isAsked = ({ whole, heard: questions }: (typeof plainly)[number]): boolean =>
    questions.asks.size > 0 && isWanted(whole);
  const again = count(plainly.filter(isAsked).length, 'again');
  return inTurns(plainly, width, async (each) => {
    if (!isAsked(each)) return each.whole;
    const { whole, heard: questions } = each;
    const { source } = whole;
    if (deadline.isLate()) return withProblem(whole, late(source));
    const rendered = await within(
      () => renderElsewhere(whole, questions, { under, rounds }),
      (why) => withProblem(whole, broken(source, why)),
    );
    again();
    return rendered;
  });
}

const notCounted: CountRenders = () => () => undefined;

function withProblem(rendering: Rendering, problem: Problem): Rendering {
  return { ...rendering, problems: [...rendering.problems, problem] };
}

function notRendered(source: Source, problem: Problem): Rendering {
  return { source, status: 'failed', manifests: [], problems: [problem] };
}

function placeOf(source: Source): Place {
  if (source.deployment !== null) return source.deployment.place;
  const why = 'It was not checked.';
  return isFile(source) ? { kind: 'file', file: source.path, why } : { kind: 'summary', why };
}

/** Settings of renders. */
export interface RenderSetting extends Pick<Setting, 'kubernetesVersion' | 'deadline' | 'documents'> {
  readonly world: Pick<World, 'engines'>;
  readonly evaluator: Pick<Setting['evaluator'], 'pods'>;
  /** Counts renders to report progress. */
  readonly count?: CountRenders;
}

/** `elsewhere`: also renders the variants for other releases, clusters and dates, if the templates depend on these. */
export type RenderExtent = 'plain' | 'elsewhere';

/** Adds the problems of files that were withheld from the render. If the render then fails, only these are reported. */
function without(rendering: Rendering, withheld: readonly Problem[]): Rendering {
  if (withheld.length === 0) return rendering;
  const isDecided = withheld.some(({ code }) => code === 'too-large' || code === 'rewritten-on-checkout');
  const isConsequence = rendering.status === 'failed' && isDecided;
  return { ...rendering, problems: isConsequence ? withheld : [...withheld, ...rendering.problems] };
}

function renderSource(
  { tree, texts }: Pick<Side, 'tree' | 'texts'>,
  source: Source,
  { kubernetesVersion, documents, world: { engines } }: Omit<RenderSetting, 'deadline' | 'evaluator'>,
): Promise<Rendering> {
  return sourceKindOf(source).render(source, { tree, texts, engines, kubernetesVersion, documents });
}
