/** Finds the chart of a Flux HelmRelease. */
import { withoutSlashes } from '../../../foundation/text/without-slashes.ts';
import { type ChartRef, type DeploymentLayer } from '../deployment.ts';
import { type Field } from '../field.ts';
import { unknownLayer } from '../inline-values.ts';
import { inside, insideOf } from '../paths.ts';
import { hasChart, type Repository } from '../repository.ts';
import { gitSource, isLikelyOwn, ownSource, sayIncluded, whyUndeclared } from './git-source.ts';
import { lookUp } from './lookup.ts';

/** The chart of a HelmRelease, and the value files that replace its values.yaml. */
export interface ReleasedChart {
  readonly chart: ChartRef;
  readonly layers: readonly DeploymentLayer[];
}

/** Null where the chart is not known, which is noted. */
export function releasedChart(release: Field, namespace: string | null, repository: Repository): ReleasedChart | null {
  const reference = release.at('spec', 'chartRef');
  if (reference.map() !== null) return referredChart(reference, namespace, repository);
  const template = release.at('spec', 'chart');
  if (template.at('kind').text() === 'OCIRepository') return only(ociChart(template.at('spec')));
  return templatedChart(template.at('spec'), namespace, repository);
}

function referredChart(reference: Field, namespace: string | null, repository: Repository): ReleasedChart | null {
  const kind = reference.at('kind').text() ?? '';
  const found = referred(reference, kind, namespace, repository);
  if (found === null) return null;
  if (kind === 'OCIRepository') return only(ociChart(found.at('spec')));
  if (kind === 'HelmChart') return templatedChart(found.at('spec'), namespace, repository);
  reference.unknown(`A chart from ${kind} is made in the cluster.`, 'chart');
  return null;
}

/** The object that a reference names; noted as unknown where it is not in this repository. */
function referred(reference: Field, kind: string, namespace: string | null, repository: Repository): Field | null {
  const name = reference.at('name').text() ?? '';
  const wanted = { kind, name, namespace: reference.at('namespace').text() ?? namespace };
  const found = lookUp(repository, reference, wanted);
  if (found === null) reference.unknown(`${kind}/${name} is not in this repository.`, 'chart');
  return found;
}

function only(chart: ChartRef | null): ReleasedChart | null {
  return chart === null ? null : { chart, layers: [] };
}

/**
 * https://fluxcd.io/flux/components/source/ocirepositories/#reference: digest takes precedence over semver, and semver
 * over tag.
 */
function ociChart(spec: Field): ChartRef | null {
  const url = spec.at('url').text();
  if (url === null) {
    spec.problem('deployment-invalid', 'expected url, got nothing.');
    return null;
  }
  const fields = ['digest', 'semver', 'tag'].map((name) => spec.at('ref', name));
  const chosen = fields.find((field) => field.isThere) ?? spec.at('ref', 'tag');
  return { kind: 'oci', reference: withoutSlashes(url), version: chosen.text(), place: chosen.place };
}

/** https://fluxcd.io/flux/components/source/helmcharts/ */
function templatedChart(spec: Field, namespace: string | null, repository: Repository): ReleasedChart | null {
  const chart = spec.at('chart').text();
  const reference = spec.at('sourceRef');
  const kind = reference.at('kind').text();
  if (chart === null || kind === null) {
    spec.problem('deployment-invalid', 'expected both chart and sourceRef.kind.');
    return null;
  }
  if (isOwnUndeclared(reference, kind, namespace, repository)) return chartHere(spec, chart, repository);
  if (isLikelyHere(reference, kind, chart, namespace, repository)) return chartHere(spec, chart, repository);
  if (kind === 'Bucket') {
    reference.unknown('A bucket is not read.', 'chart');
    return null;
  }
  const source = referred(reference, kind, namespace, repository);
  if (source === null) return null;
  if (kind === 'GitRepository') return chartInGit(spec, source, chart, repository);
  const found = packedChart(spec, source, chart);
  if (found === null || spec.at('valuesFiles').items().length === 0) return only(found);
  return {
    chart: found,
    layers: unknownLayer(spec.at('valuesFiles'), 'These value files are inside the packed chart.'),
  };
}

function packedChart(spec: Field, source: Field, name: string): ChartRef | null {
  const url = source.at('spec', 'url').text();
  const version = spec.at('version').text();
  const { place } = spec.at('version');
  if (url === null) {
    source.at('spec').problem('deployment-invalid', 'expected url, got nothing.');
    return null;
  }
  const isOci = url.startsWith('oci://') || source.at('spec', 'type').text() === 'oci';
  return isOci
    ? { kind: 'oci', reference: `${withoutSlashes(url)}/${name}`, version, place }
    : { kind: 'http', repository: withoutSlashes(url), name, version, place };
}

function chartInGit(spec: Field, source: Field, path: string, repository: Repository): ReleasedChart | null {
  const field = spec.at('chart');
  const folder = insideOf(field, '.', path);
  if (folder === null) return null;
  const git = gitSource(source, repository, hasChart(repository, folder));
  if (git.why !== null) return only({ kind: 'git', url: git.url, ref: git.ref, path: folder, place: git.place });
  sayIncluded(source, spec.at('sourceRef'), 'chart');
  return chartHere(spec, path, repository);
}

function isOwnUndeclared(reference: Field, kind: string, namespace: string | null, repository: Repository): boolean {
  const name = reference.at('name').text() ?? '';
  if (kind !== 'GitRepository' || name !== ownSource) return false;
  return lookUp(repository, reference, { kind, name, namespace }) === null;
}

/** Whether a chart of this repository is taken as the chart of an undeclared source, which is noted. */
function isLikelyHere(
  reference: Field,
  kind: string,
  path: string,
  namespace: string | null,
  repository: Repository,
): boolean {
  const folder = inside('.', path);
  if (folder === null || !isLikelyOwn(kind, folder, hasChart(repository, folder))) return false;
  const name = reference.at('name').text() ?? '';
  if (kind === 'GitRepository' && lookUp(repository, reference, { kind, name, namespace }) !== null) return false;
  const why = whyUndeclared({ kind, name });
  reference.unknown(`${why}; it is assumed to be this repository, which has the chart ${folder}.`, 'chart');
  return true;
}

/** A chart of this repository. */
function chartHere(spec: Field, path: string, repository: Repository): ReleasedChart | null {
  const field = spec.at('chart');
  const folder = insideOf(field, '.', path);
  if (folder === null) return null;
  if (!hasChart(repository, folder)) {
    field.problem('deployment-invalid', `there is no chart in ${folder}; expected a Chart.yaml.`);
    return null;
  }
  return { chart: { kind: 'folder', path: folder }, layers: valuesFiles(spec, folder, repository) };
}

/** These files replace values.yaml. If it is not the first of them, the chart's own defaults are lost. */
function valuesFiles(spec: Field, folder: string, { tree }: Repository): DeploymentLayer[] {
  const fields = spec.at('valuesFiles').items();
  const ignoreMissing = spec.at('ignoreMissingValuesFiles').flag();
  const own = folder === '.' ? 'values.yaml' : `${folder}/values.yaml`;
  const files = fields.flatMap((field) => {
    const file = insideOf(field, '.', field.text() ?? '.');
    if (file === null || tree.files.has(file)) return file ?? [];
    if (!ignoreMissing) field.problem('values-missing', `${file} does not exist; expected a values file.`);
    return [];
  });
  const why = `These files replace ${own}; what they do not set is rendered with its defaults.`;
  const defaults = files.length > 0 && files[0] !== own ? unknownLayer(spec.at('valuesFiles'), why) : [];
  const others = files.filter((file) => file !== own);
  return [...defaults, ...others.map((file) => ({ kind: 'file', file, ignoreMissing }) as const)];
}
