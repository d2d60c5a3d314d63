/** Fetches what a chart needs from elsewhere: the chart itself and its dependencies. */
import { type HelmSource } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { type Charts } from '../../remote/charts.ts';
import { adding, asItIs, type Equipped, refusing } from '../../remote/equipped.ts';
import { refusedChart } from '../../remote/refused.ts';
import { withOwnValues } from './own-values.ts';
import { withDependencies } from './with-dependencies.ts';
import { withGitChart } from './with-git-chart.ts';

/** Adds the chart where it is remote, and dependencies that are not committed. */
export async function withChart(source: HelmSource, texts: Texts, charts: Charts): Promise<Equipped<HelmSource>> {
  const whole = await withRemoteChart(source, texts, charts);
  return whole.refused.length > 0 ? whole : withDependencies(whole, texts, charts);
}

async function withRemoteChart(source: HelmSource, texts: Texts, charts: Charts): Promise<Equipped<HelmSource>> {
  const { remote, chosenAt } = source;
  if (remote === null || chosenAt === null || source.files.size > 0) return asItIs(source);
  const ours = await withOwnValues(source, texts);
  if (remote.kind === 'git') return withGitChart(ours, remote, chosenAt, charts);
  const chart = await charts.chart({ ...remote, version: remote.version ?? '' });
  if (!chart.ok) return refusing(asItIs(source), refusedChart(source.id, chart, chosenAt));
  return adding(asItIs(ours), chart, '', chosenAt);
}
