/** Reads the charts that a kustomization has Helm render. */
import { posix } from 'node:path';
import { chartReference, type ChartReference } from '../../fetch/chart-reference.ts';
import { isJsonList, isJsonMap, strings } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';

/**
 * A chart that a kustomization has Helm render: an entry of `helmCharts`, or a generator. Texts are empty where they
 * are not set.
 */
export interface HelmChartEntry {
  /** Path of the entry in the document of the kustomization or of the generator's file. */
  readonly path: Path;
  /** 0-based. */
  readonly document: number;
  /** The generator's own file, as the kustomization names it; null for the kustomization itself. */
  readonly file: string | null;
  /** The folder of charts, relative to the kustomization's folder. */
  readonly home: string;
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly releaseName: string;
  readonly nameTemplate: string;
  readonly namespace: string;
  readonly valuesFile: string;
  readonly additionalValuesFiles: readonly string[];
  readonly valuesInline: JsonObject;
  readonly valuesMerge: string;
  readonly includeCrds: boolean;
  readonly skipHooks: boolean;
  readonly skipTests: boolean;
  readonly devel: boolean;
  readonly apiVersions: readonly string[];
  readonly kubeVersion: string;
}

/** Kustomize's default folder of charts (`HelmDefaultHome`). */
const defaultHome = 'charts';

/** The charts in a kustomization's own fields, in the order in which Kustomize renders them. */
export function helmChartEntries(fields: JsonObject): HelmChartEntry[] {
  const old = maps(fields['helmChartInflationGenerator']);
  const globals = fields['helmGlobals'];
  // The last home in the old field counts for all charts, unless the new field sets one (`FixKustomization`).
  const oldHome = old.map(({ value }) => text(value, 'chartHome')).findLast((home) => home !== '');
  const said = isJsonMap(globals) ? text(globals, 'chartHome') : (oldHome ?? '');
  const home = said === '' ? defaultHome : said;
  return [
    ...maps(fields['helmCharts']).map(({ value, index }) => helmChartEntryOf(value, ['helmCharts', index], home)),
    ...old.map(({ value, index }) => helmChartEntryOf(renamed(value), ['helmChartInflationGenerator', index], home)),
  ];
}

/** Renames the old field's names to those of the new one (`makeHelmChartFromHca`). */
function renamed(old: JsonObject): JsonObject {
  const names = {
    name: 'chartName',
    version: 'chartVersion',
    repo: 'chartRepoUrl',
    valuesFile: 'values',
    valuesInline: 'valuesLocal',
    valuesMerge: 'valuesMerge',
    releaseName: 'releaseName',
  };
  return Object.fromEntries(Object.entries(names).map(([name, before]) => [name, old[before] ?? null]));
}

export function helmChartEntryOf(value: JsonObject, path: Path, home: string): HelmChartEntry {
  const inline = value['valuesInline'];
  return {
    path,
    document: 0,
    file: null,
    home,
    name: text(value, 'name'),
    version: text(value, 'version'),
    repository: text(value, 'repo'),
    releaseName: text(value, 'releaseName'),
    nameTemplate: text(value, 'nameTemplate'),
    namespace: text(value, 'namespace'),
    valuesFile: text(value, 'valuesFile'),
    additionalValuesFiles: strings(value['additionalValuesFiles']),
    valuesInline: isJsonMap(inline) ? inline : {},
    valuesMerge: text(value, 'valuesMerge'),
    includeCrds: value['includeCRDs'] === true,
    skipHooks: value['skipHooks'] === true,
    skipTests: value['skipTests'] === true,
    devel: value['devel'] === true,
    apiVersions: strings(value['apiVersions']),
    kubeVersion: text(value, 'kubeVersion'),
  };
}

/** The chart's folder if it is in the repository, relative to the same base as `folder`. */
export function chartFolder(folder: string, { home, name, version, repository }: HelmChartEntry): string {
  const versioned = version !== '' && repository !== '' ? `${name}-${version}` : '';
  return posix.join(folder, home, versioned, name);
}

/** The chart to fetch if it is not in the repository; null where no repository is named. */
export function chartToFetch({ repository, name, version, devel }: HelmChartEntry): ChartReference | null {
  if (repository === '' || name === '') return null;
  // `helm pull --devel` without a version uses this range.
  return chartReference(repository, name, version === '' && devel ? '>0.0.0-0' : version);
}

function maps(value: Json | undefined): { readonly value: JsonObject; readonly index: number }[] {
  const items = isJsonList(value) ? value : [];
  return items.flatMap((item, index) => (isJsonMap(item) ? [{ value: item, index }] : []));
}

function text(map: JsonObject, key: string): string {
  const value = map[key];
  return typeof value === 'string' ? value : '';
}
