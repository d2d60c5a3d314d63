/** What a chart needs from elsewhere: itself, and what it depends on. */
import { type HelmSource } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { type Charts } from '../../remote/charts.ts';
import { adding, asItIs, type Equipped, refusing } from '../../remote/equipped.ts';
import { refusedChart } from '../../remote/refused.ts';
import { withOwnValues } from './own-values.ts';
import { withDependencies } from './with-dependencies.ts';
import { withGitChart } from './with-git-chart.ts';

/** With the chart where that is elsewhere, and with dependencies that nobody committed. */
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
