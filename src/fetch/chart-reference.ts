/** How a chart in a repository or registry is referred to. */
import { withoutSlashes } from '../foundation/text/without-slashes.ts';
/** A chart in a registry, as a Chart.yaml, an Application or a HelmRelease names it. */
export type ChartReference =
  | {
      readonly kind: 'http';
      /** The address of the repository, without index.yaml. */
      readonly repository: string;
      readonly name: string;
      /** A version or a range of them; empty: the newest. */
      readonly version: string;
    }
  | {
      readonly kind: 'oci';
      /** `oci://host/path`; the last part of the path is the chart's name. With `@sha256:…`, only the digest counts. */
      readonly reference: string;
      /** A version, a tag, or a range of versions; empty: the newest. */
      readonly version: string;
    };

/**
 * The reference for a dependency's `repository`, `name` and `version`: Helm appends the name to an `oci://` repository.
 */
export function chartReference(repository: string, name: string, version: string): ChartReference {
  if (!repository.startsWith('oci://')) return { kind: 'http', repository, name, version };
  return { kind: 'oci', reference: `${withoutSlashes(repository)}/${name}`, version };
}

/**
 * The name of a chart in messages: `postgresql 16.x`. Nothing before an address's path is shown, as it may contain a
 * password.
 */
export function labelOf(chart: ChartReference): string {
  const { version } = chart;
  const path = chart.kind === 'http' ? chart.name : (/^oci:\/\/[^/]*\/([^@]*)/.exec(chart.reference)?.[1] ?? 'a chart');
  const name = withoutSlashes(path).split('/').at(-1) ?? '';
  return (version === '' ? name : `${name} ${version}`).slice(0, LONGEST_LABEL);
}

/** Maximum length of a name in messages; a longer one is suspicious. UTF-16 units. */
const LONGEST_LABEL = 200;
