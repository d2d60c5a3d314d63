/** Renders sources of a side, after fetching the charts that they need. */
import { sourceKindOf } from '../../sources/kinds.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { placeInRepository } from '../../sources/remote/brought.ts';
import { equip } from '../../sources/remote/equip.ts';
import { asItIs, type Equipped } from '../../sources/remote/equipped.ts';
import { mount } from '../../sources/remote/mount.ts';
import { isFetched } from '../../sources/remote/names.ts';
import { excused } from '../../sources/helm/render/defaults.ts';
import { type Setting } from '../open/setting.ts';
import { type RenderExtent, type RenderSetting, renderSources } from './side.ts';
import { type Side } from '../../sources/side.ts';
import { type Texts, textsOf } from '../../snapshot/texts.ts';

export interface RenderedSide<S> {
  /** The side, with the charts that were fetched for the sources. */
  readonly side: S;
  /** In the order of the sources. */
  readonly renderings: readonly Rendering[];
}

/** What rendering needs of a side: the side itself, or the side after an edit. */
export type Renderable = Pick<Side, 'tree' | 'texts' | 'sources' | 'brought' | 'equipped'>;

/** Renders sources of a side. Remote charts are fetched first. */
export async function renderSide<S extends Renderable>(
  side: S,
  sources: readonly Source[],
  setting: Pick<Setting, 'charts'> & RenderSetting,
  extent: RenderExtent = 'plain',
): Promise<RenderedSide<S>> {
  const missing = await equip(
    sources.filter(({ id }) => !side.equipped.has(id)),
    side.texts,
    setting.charts,
  );
  const byId = new Map(missing.map((each) => [each.source.id, each]));
  const equipped = sources.map((source) => byId.get(source.id) ?? asItIs(source));
  const whole = missing.length === 0 ? side : holding(side, missing);
  const able = equipped.filter((each) => !sourceKindOf(each.source).isLacking(each));
  const rendered = await renderSources(
    whole,
    able.map(({ source }) => source),
    setting,
    extent,
  );
  const renderings = new Map(able.map((each, index) => [each, rendered[index]]));
  return {
    side: whole,
    renderings: excused(equipped.map((each) => explained(each, renderings.get(each) ?? failed(each), whole))),
  };
}

function holding<S extends Renderable>(side: S, equipped: readonly Equipped[]): S {
  const known = new Set([...side.equipped, ...equipped.map(({ source }) => source.id)]);
  const charts = equipped.flatMap((each) => each.charts);
  if (charts.length === 0) return { ...side, equipped: known };
  const needy = equipped.filter((each) => each.brought.length > 0);
  const brought = new Map([...side.brought, ...needy.map((each) => [each.source.id, each.brought] as const)]);
  const tree = mount(side.tree, charts);
  const fetched = textsOf(tree);
  const textsFor = (path: string): Texts => (isFetched(path) ? fetched : side.texts);
  const texts: Texts = {
    of: (path) => textsFor(path).of(path),
    parts: (path) => textsFor(path).parts(path),
    holder: (path) => textsFor(path).holder(path),
    yaml: (path) => textsFor(path).yaml(path),
    inline: (text) => side.texts.inline(text),
  };
  const sources = new Map(equipped.map(({ source }) => [source.id, source]));
  return {
    ...side,
    tree,
    texts,
    brought,
    equipped: known,
    sources: side.sources.map((source) => sources.get(source.id) ?? source),
  };
}

function failed({ source, refused }: Equipped): Rendering {
  return { source, status: 'failed', manifests: [], problems: refused };
}

/**
 * Replaces the problem of a missing dependency by the reason. There is no problem if values switch the dependency off.
 * Problems in a fetched chart get the place where the chart was chosen.
 */
function explained({ refused }: Equipped, rendering: Rendering, { brought }: Renderable): Rendering {
  const { problems, source } = rendering;
  const isMissed = refused.length > 0 && problems.some(({ code }) => code === 'chart-dependency-missing');
  const others = problems.filter(({ code }) => !isMissed || code !== 'chart-dependency-missing');
  const charts = brought.get(source.id) ?? [];
  const all = [...(isMissed ? refused : []), ...others].map((problem) =>
    problem.place === undefined ? problem : { ...problem, place: placeInRepository(problem.place, charts) },
  );
  return { ...rendering, problems: all };
}
