/** Builds a chart that has fixture charts as dependencies twice, under two aliases. */
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { parseManifests } from '../../../src/yaml/values.ts';
import type { Case } from '../cases.ts';

/** Charts that need no values to render. */
const subcharts = ['kube-state-metrics', 'metrics-server', 'podinfo', 'prometheus-node-exporter'];

const Chart = z.object({ name: z.string(), version: z.union([z.string(), z.number()]).transform(String) });

/** Creates a chart in a new folder. Its dependencies are fixture charts, each twice, under two aliases. */
export async function aliasedCharts(fixtures: string): Promise<{ readonly fixtures: string; readonly item: Case }> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-aliased-'));
  const charts = join(folder, 'charts/aliased/charts');
  await mkdir(charts, { recursive: true });
  const dependencies = [];
  for (const subchart of subcharts) {
    await cp(join(fixtures, 'charts', subchart), join(charts, subchart), { recursive: true });
    const { documents } = parseManifests(await readFile(join(charts, subchart, 'Chart.yaml'), 'utf8'));
    const { name, version } = Chart.parse(documents[0]?.value);
    dependencies.push({ name, version, alias: `${name}-one` }, { name, version, alias: `${name}-two` });
  }
  const chart = { apiVersion: 'v2', name: 'aliased', version: '1.0.0', dependencies };
  await writeFile(join(folder, 'charts/aliased/Chart.yaml'), JSON.stringify(chart));
  return { fixtures: folder, item: { kind: 'helm', name: 'aliased', repository: 'charts', path: 'aliased', args: [] } };
}
