import { posix } from 'node:path';
import { brokenProblem, within } from './border.ts';
import { lateProblem, textsUntil } from './deadline.ts';
import { discover } from './discover/discover.ts';
import { type NamespaceOf } from './discover/made-namespaces.ts';
import { type ChartFlags, type DiscoverOptions } from './discover/options.ts';
import { type Setting } from './setting.ts';
import { inTurns } from './in-turns.ts';
import { kustomizationNames } from './kustomize/kustomization-file.ts';
import {
  type Notice,
  type Place,
  type Problem,
  type Rendering,
  type Source,
  type Tree,
  type UnseenDeployment,
} from './model.ts';
import { type Heard, hearing, nothingHeard, renderElsewhere, type Renders, wantedElsewhere } from './elsewhere.ts';
import { finished } from './render/finish.ts';
import { renderHelm, roundsOf } from './render/helm.ts';
import { renderKustomize } from './render/kustomize.ts';
import { type Brought } from './remote/brought.ts';
import { renderPlain } from './render/plain.ts';
import { type Scale, scaleOf, tooMuch } from './render/weight.ts';
import { withheldOf } from './render/withheld.ts';
import { type Renderer, supposing } from './suppose.ts';
import { sizeOf } from './snapshot/sizes.ts';
import { withRecent } from './snapshot/recent.ts';
import { type Texts, textsOf } from './texts.ts';
import { type World } from './world.ts';

/** A tree and what was discovered in it. */
export interface Side {
  readonly tree: Tree;
  readonly texts: Texts;
  readonly sources: readonly Source[];
  readonly unseen: readonly UnseenDeployment[];
  /** Namespaces that deployments make. */
  readonly namespaces: readonly NamespaceOf[];
  /** Files that say how something is deployed. */
  readonly declaredIn: readonly string[];
  /** Files and kustomizations that declare something and that nothing deploys or builds on. */
  readonly standalone: ReadonlySet<string>;
  /** Files of manifests that are taken for parts of charts. */
  readonly claimed: readonly string[];
  readonly problems: readonly Problem[];
  /** What was fetched, by the id of the source that it was fetched for. */
  readonly brought: ReadonlyMap<string, readonly Brought[]>;
  /** Ids of the sources for which all was fetched that could be. */
  readonly equipped: ReadonlySet<string>;
  /** Ids of the sources that are rendered as at base, though head has them deployed otherwise; with their ids there. */
  readonly retained: ReadonlyMap<string, string>;
  /** What changed of who deploys what. */
  readonly notices: readonly Notice[];
}

export async function openSide(stored: Tree, setting: Setting, flags: ChartFlags | null): Promise<Side> {
  const tree = withRecent(stored);
  const texts = textsOf(tree);
  const { sources, problems, ...found } = await discover(
    tree,
    textsUntil(texts, setting.deadline),
    discoverOptions(setting, flags),
  );
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
 * Links and submodules matter where they would hold manifests: under a chart or kustomization, or by their name. A link
 * in the documentation that leads nowhere keeps nobody from looking.
 */
function relevant(problems: readonly Problem[], sources: readonly Source[]): Problem[] {
  const folders = sources.filter(({ kind }) => kind !== 'plain').map(({ path }) => (path === '.' ? '' : `${path}/`));
  return problems.filter(
    ({ subject, code }) =>
      code === 'unreadable' ||
      code === 'submodule' ||
      /\.(ya?ml|json|tpl)$/.test(subject) ||
      folders.some((folder) => folder !== '' && subject.startsWith(folder)),
  );
}

/** Has those engines load that files will want, if all of them are rendered. */
export function prepareEngines(paths: readonly string[], { engines }: Pick<World, 'engines'>): void {
  const names = new Set(paths.map((path) => posix.basename(path)));
  if (names.has('Chart.yaml')) engines.prepare('helm');
  if (kustomizationNames.some((name) => names.has(name))) engines.prepare('kustomize');
}

/** Side by side: engines have as many workers as they like. */
const width = 16;

export async function renderSources(
  side: Pick<Side, 'tree' | 'texts'>,
  sources: readonly Source[],
  setting: RenderSetting,
  extent: RenderExtent = 'plain',
  scale: Scale = scaleOf(),
): Promise<Rendering[]> {
  const { deadline, kubernetesVersion, world } = setting;
  const { engines } = world;
  const finish: Renderer['finish'] = (made, supposed) => finished(made, engines, supposed);
  const asking = { asking: extent === 'elsewhere' };
  const makeWith = async (source: Source, heard: Heard, more: Parameters<typeof hearing>[1]): Promise<Rendering> =>
    renderSource(side, source, { ...setting, world: { engines: hearing(engines, more, heard) } });
  const under: Renders['under'] = async (source, suppose, heard) =>
    finish(await makeWith(source, heard, { suppose }), null);
  const rounds: Renders['rounds'] = (source, elsewhere) =>
    roundsOf(source, side.tree, engines, kubernetesVersion, elsewhere);
  const late = (source: Source): Problem => lateProblem(deadline, 'render', source.id, placeOf(source));
  const broken = (source: Source, why: string): Problem => brokenProblem('render', source.id, why, placeOf(source));
  const plainly = await inTurns(sources, width, async (source) => {
    const heard = nothingHeard();
    if (deadline.isLate()) return { whole: notRendered(source, late(source)), heard };
    const heavy = notRendered(source, { ...tooMuch(source.id), place: placeOf(source) });
    if (source.kind === 'plain' && !scale.hasRoom(sizeOf(side.tree, source.path))) return { whole: heavy, heard };
    const make: Renderer['make'] = async (each) =>
      without(await makeWith(each, heard, asking), await withheldOf(each, side.tree));
    const whole = await within(
      () => supposing(source, { make, finish }, side.texts),
      (why) => notRendered(source, broken(source, why)),
    );
    return scale.take(whole) ? { whole, heard } : { whole: heavy, heard: nothingHeard() };
  });
  const isWanted = extent === 'plain' ? () => false : wantedElsewhere(plainly.map(({ whole }) => whole));
  return inTurns(plainly, width, async ({ whole, heard }) => {
    const { source } = whole;
    if (heard.asks.size === 0 || !isWanted(whole)) return whole;
    if (deadline.isLate()) return withProblem(whole, late(source));
    return within(
      () => renderElsewhere(whole, heard, { under, rounds }),
      (why) => withProblem(whole, broken(source, why)),
    );
  });
}

function withProblem(rendering: Rendering, problem: Problem): Rendering {
  return { ...rendering, problems: [...rendering.problems, problem] };
}

function notRendered(source: Source, problem: Problem): Rendering {
  return { source, status: 'failed', manifests: [], problems: [problem] };
}

function placeOf({ deployment, kind, path }: Source): Place {
  if (deployment !== null) return deployment.place;
  const why = 'It was not looked at.';
  return kind === 'plain' ? { kind: 'file', file: path, why } : { kind: 'summary', why };
}

/** What renders go by. */
export interface RenderSetting extends Pick<Setting, 'kubernetesVersion' | 'deadline' | 'documents'> {
  readonly world: Pick<World, 'engines'>;
}

/** `elsewhere`: also as sources render under other releases, clusters and dates, where their templates ask for these. */
export type RenderExtent = 'plain' | 'elsewhere';

/** A file that a source is rendered without hides whatever it holds. What fails then, fails for that. */
function without(rendering: Rendering, withheld: readonly Problem[]): Rendering {
  if (withheld.length === 0) return rendering;
  const isDecided = withheld.some(({ code }) => code === 'too-large' || code === 'rewritten-on-checkout');
  const isConsequence = rendering.status === 'failed' && isDecided;
  return { ...rendering, problems: isConsequence ? withheld : [...withheld, ...rendering.problems] };
}

function renderSource(
  side: Pick<Side, 'tree' | 'texts'>,
  source: Source,
  { kubernetesVersion, documents, world: { engines } }: Omit<RenderSetting, 'deadline'>,
): Promise<Rendering> {
  switch (source.kind) {
    case 'plain':
      return renderPlain(source, side.texts);
    case 'helm':
      return renderHelm(source, side.tree, engines, kubernetesVersion, documents);
    case 'kustomize':
      return renderKustomize(source, side.tree, engines, kubernetesVersion);
  }
}
