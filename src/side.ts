import { type Config } from './config/config.ts';
import { type ChartFlags, discover } from './discover/discover.ts';
import { inTurns } from './in-turns.ts';
import { type Problem, type Rendering, type Source, type Tree } from './model.ts';
import { renderHelm } from './render/helm.ts';
import { renderKustomize } from './render/kustomize.ts';
import { renderPlain } from './render/plain.ts';
import { type Texts, textsOf } from './texts.ts';
import { type World } from './world.ts';

/** A tree and what was discovered in it. */
export interface Side {
  readonly tree: Tree;
  readonly texts: Texts;
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
}

export async function openSide(tree: Tree, config: Config, flags: ChartFlags | null): Promise<Side> {
  const texts = textsOf(tree);
  const { sources, problems } = await discover(tree, texts, config, flags);
  return { tree, texts, sources, problems: [...relevant(tree.problems, sources), ...problems] };
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

/** Side by side: engines have as many workers as they like. */
const width = 8;

export function renderSources(
  side: Pick<Side, 'tree' | 'texts'>,
  sources: readonly Source[],
  kubernetesVersion: string,
  world: Pick<World, 'engines'>,
): Promise<Rendering[]> {
  return inTurns(sources, width, async (source) => {
    switch (source.kind) {
      case 'plain':
        return renderPlain(source, side.texts);
      case 'helm':
        return renderHelm(source, side.tree, world.engines, kubernetesVersion);
      case 'kustomize':
        return renderKustomize(source, side.tree, world.engines);
    }
  });
}
