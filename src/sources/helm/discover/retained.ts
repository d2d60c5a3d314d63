/** Finds out whether a chart of another tree is still one, with the same value files. */
import { posix } from 'node:path';
import { type HelmSource } from '../../../model/source.ts';
import { type NewPlace } from '../../discover/new-place.ts';
import { type Chart, chartAt, filesOfChart } from './charts.ts';

export async function retainedChart(
  source: HelmSource,
  { tree, texts, folders }: NewPlace,
): Promise<HelmSource | null> {
  if (source.remote !== null || !tree.files.has(posix.join(source.path, 'Chart.yaml'))) return null;
  if (source.values.some((file) => !tree.files.has(file))) return null;
  const charts = new Map<string, Chart>();
  const waiting = [source.path];
  for (const folder of waiting) {
    const chart = charts.has(folder) ? null : await chartAt(tree, texts, folder);
    if (chart === null) continue;
    charts.set(folder, chart);
    waiting.push(...chart.fileDependencies.map((dependency) => dependency.folder)); // the iteration goes on to these
  }
  const chart = charts.get(source.path);
  if (chart?.type !== 'application') return null;
  const files = filesOfChart(folders, charts, chart);
  return { ...source, files, reads: [...new Set([...files.values(), ...source.values])].sort() };
}
