import { withoutSlashes } from '../foundation/text/without-slashes.ts';
/** A chart in a registry, as a Chart.yaml, an Application or a HelmRelease names it. */
export type ChartReference =
  | {
      readonly kind: 'http';
      /** The repository's address, above its index.yaml. */
      readonly repository: string;
      readonly name: string;
      /** A version or a range of them; empty: the newest. */
      readonly version: string;
    }
  | {
      readonly kind: 'oci';
      /** `oci://host/path`; the last part of the path is the chart's name. `@sha256:…` behind it decides alone. */
      readonly reference: string;
      /** A version, a tag, or a range of versions; empty: the newest. */
      readonly version: string;
    };

/** The reference that a dependency's `repository`, `name` and `version` make: Helm puts the name behind an `oci://` repository. */
export function chartReference(repository: string, name: string, version: string): ChartReference {
  if (!repository.startsWith('oci://')) return { kind: 'http', repository, name, version };
  return { kind: 'oci', reference: `${withoutSlashes(repository)}/${name}`, version };
}

/** How a chart is spoken of: `postgresql 16.x`. Of an address nothing before its path, where somebody may have put a password. */
export function labelOf(chart: ChartReference): string {
  const { version } = chart;
  const path = chart.kind === 'http' ? chart.name : (/^oci:\/\/[^/]*\/([^@]*)/.exec(chart.reference)?.[1] ?? 'a chart');
  const name = withoutSlashes(path).split('/').at(-1) ?? '';
  return (version === '' ? name : `${name} ${version}`).slice(0, LONGEST_LABEL);
}

/** Names are short; what is longer is somebody's attempt. UTF-16 units. */
const LONGEST_LABEL = 200;
