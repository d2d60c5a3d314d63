import { inTurns } from '../in-turns.ts';
import { type HelmSource, type Source } from '../model.ts';
import { type Texts } from '../texts.ts';
import { type Charts } from './charts.ts';
import { asItIs, adding, type Equipped, refusing } from './equipped.ts';
import { withOwnValues } from './own-values.ts';
import { refusedChart } from './refused.ts';
import { withBases } from './with-bases.ts';
import { withDependencies } from './with-dependencies.ts';
import { withGitChart } from './with-git-chart.ts';

/** How many sources are equipped side by side. */
const width = 8;

/**
 * Fetches what sources need to be rendered: charts that are elsewhere, and dependencies that nobody committed. Without
 * such, nothing is done.
 */
export function equip(sources: readonly Source[], texts: Texts, charts: Charts): Promise<Equipped[]> {
  return inTurns(sources, width, async (source): Promise<Equipped> => {
    if (source.kind === 'kustomize') return withBases(source, texts, charts);
    if (source.kind !== 'helm') return asItIs(source);
    const whole = await withChart(source, texts, charts);
    return whole.refused.length > 0 ? whole : withDependencies(whole, texts, charts);
  });
}

async function withChart(source: HelmSource, texts: Texts, charts: Charts): Promise<Equipped<HelmSource>> {
  const { remote, chosenAt } = source;
  if (remote === null || chosenAt === null || source.files.size > 0) return asItIs(source);
  const ours = await withOwnValues(source, texts);
  if (remote.kind === 'git') return withGitChart(ours, remote, chosenAt, charts);
  const chart = await charts.chart({ ...remote, version: remote.version ?? '' });
  if (!chart.ok) return refusing(asItIs(source), refusedChart(source.id, chart, chosenAt));
  return adding(asItIs(ours), chart, '', chosenAt);
}
