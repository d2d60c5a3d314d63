/** Finds the renders of charts that no declaration deploys, or that are also deployed otherwise. */
import { posix } from 'node:path';
import { distinctBy } from '../../../foundation/groups.ts';
import { type Problem } from '../../../model/problem.ts';
import { type HelmSource } from '../../../model/source.ts';
import { type Folders } from '../../../snapshot/folders.ts';
import { idOf } from '../../deployments/deployed.ts';
import { undeployed } from '../../deployments/undeployed.ts';
import { mostValueFiles, releaseOf, tooManyValueFiles } from '../../deployments/value-files.ts';
import { type ChartFlags, type SourcesConfigured } from '../../discover/options.ts';
import { type Searched } from '../../discover/searched.ts';
import { type Chart, filesOfChart, folderPath } from './charts.ts';

/**
 * A chart that is deployed, or that a kustomization inflates, is reviewed with the values it has there, unless other
 * values are declared.
 */
export function undeployedCharts({
  folders,
  charts,
  kustomizations,
  isDeployed,
  config,
  flags,
}: Searched): HelmSource[] {
  const inflating = flags === null ? [...kustomizations.values()] : [];
  const isInflated = new Set(inflating.flatMap((kustomization) => kustomization.charts));
  return [...charts.values()]
    .filter(({ type }) => type === 'application')
    .flatMap((chart) => helmSources(folders, charts, chart, config, flags))
    .filter(({ path, values }) => !(isDeployed.has(path) || isInflated.has(path)) || values.length > 0);
}

function helmSources(
  folders: Folders,
  charts: ReadonlyMap<string, Chart>,
  chart: Chart,
  config: SourcesConfigured,
  flags: ChartFlags | null,
): HelmSource[] {
  const files = filesOfChart(folders, charts, chart);
  const configured = config.charts.filter(({ path }) => folderPath(path) === chart.folder);
  const [settings] = configured;
  const inChart = (file: string): string => posix.join(chart.folder, file);
  const named = configured.flatMap(({ values }) => values.map((names) => names.map(inChart)));
  const release = flags?.release ?? releaseOf(settings);
  // Given command line flags, only that render counts.
  const ci = ciValues(folders, chart.folder).slice(0, mostValueFiles);
  // Configured values replace the defaults. Values under ci/ are tests, so the defaults may be deployed as well.
  const defaults = named.length === 0 ? [[]] : [];
  const combinations =
    flags === null ? distinctBy([...defaults, ...ci, ...named], (values) => values.join(',')) : [flags.values];
  return combinations.map((values) => ({
    kind: 'helm',
    id: idOf(chart.folder, values),
    path: chart.folder,
    ...undeployed,
    files,
    values,
    layers: values.map((file) => ({ kind: 'file', file })),
    release,
    namespace: release.namespace,
    set: flags?.set ?? [],
    setString: [],
    setFile: [],
    setUnknown: [],
    apiVersions: [],
    kubernetesVersion: null,
    skipCrds: false,
    skipSchemaValidation: flags?.skipSchemaValidation === true || settings?.skipSchemaValidation === true,
    chosenAt: null,
    remote: null,
    reads: [...new Set([...files.values(), ...values])].sort(),
  }));
}

/** chart-testing's value files: the chart must work with each of them. */
function ciValues(folders: Folders, folder: string): string[][] {
  const ci = posix.join(folder, 'ci');
  return (folders.get(ci) ?? []).filter((name) => name.endsWith('-values.yaml')).map((name) => [posix.join(ci, name)]);
}

/** Problems of charts with more tests than are rendered. */
export function tooManyCiValues(folders: Folders, charts: ReadonlyMap<string, Chart>): Problem[] {
  return [...charts.values()].flatMap(({ folder, type }) => {
    const { length } = type === 'application' ? ciValues(folders, folder) : [];
    return length > mostValueFiles ? [tooManyValueFiles(folder, length, 'in its ci/')] : [];
  });
}
