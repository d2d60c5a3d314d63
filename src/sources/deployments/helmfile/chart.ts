/** Resolves the chart of a helmfile's release. */
import { withoutSlashes } from '../../../foundation/text/without-slashes.ts';
import { type ChartRef } from '../deployment.ts';
import { type Field } from '../field.ts';
import { inside, insideOf } from '../paths.ts';
import { hasChart } from '../repository.ts';
import { type State } from './shared.ts';

/**
 * The chart: a folder beside the helmfile, `repository/name`, or an address. Null where it is not known, which is
 * noted.
 */
export function helmfileChart(
  release: Field,
  folder: string,
  { repository, chartRepositories }: State,
): ChartRef | null {
  const field = release.at('chart');
  const written = field.text();
  if (written === null) {
    field.problem('deployment-invalid', 'expected a chart, got nothing.');
    return null;
  }
  const version = release.at('version').text();
  const { place } = release.at('version');
  if (written.startsWith('oci://')) return { kind: 'oci', reference: withoutSlashes(written), version, place };
  const local = inside(folder, written);
  if (local !== null && hasChart(repository, local)) return { kind: 'folder', path: local };
  if (/^\.{1,2}(\/|$)/.test(written)) return missing(field, folder, written);
  const slash = written.indexOf('/');
  const source = chartRepositories.get(written.slice(0, slash));
  if (slash === -1 || source === undefined || isTemplate(source.url)) {
    field.unknown('Its repository is not among the repositories of this helmfile.', 'chart');
    return null;
  }
  const name = written.slice(slash + 1);
  if (!source.isOci) return { kind: 'http', repository: withoutSlashes(source.url), name, version, place };
  const registry = withoutSlashes(source.url.replace(/^oci:\/\//, ''));
  return { kind: 'oci', reference: `oci://${registry}/${name}`, version, place };
}

function missing(field: Field, folder: string, written: string): null {
  const path = insideOf(field, folder, written);
  if (path !== null) field.problem('deployment-invalid', `there is no chart in ${path}; expected a Chart.yaml.`);
  return null;
}

function isTemplate(url: string): boolean {
  return url.includes('{{');
}
