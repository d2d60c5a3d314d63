/** Questions about any source or object that are only true for charts. */
import { type Manifest } from '../../model/manifest.ts';
import {
  type HelmSource,
  type Origin,
  type RemoteChart,
  type SetAt,
  type Source,
  type ValueLayer,
} from '../../model/source.ts';
import { type HelmOrigin } from './locate/origin.ts';

export function isChart(source: Source): source is HelmSource {
  return source.kind === 'helm';
}

/** Whether it is a chart from outside of this repository. */
export function isRemoteChart(source: Source): source is HelmSource & { readonly remote: RemoteChart } {
  return isChart(source) && source.remote !== null;
}

/** Whether a dependency of the chart could not be fetched, and the chart is rendered without it. */
export function isPartial(source: Source): boolean {
  return isChart(source) && source.leftOut !== undefined;
}

/** The chart's value files. */
export function valueFiles(source: Source): readonly string[] {
  return isChart(source) ? source.values : [];
}

/** The chart's value layers, in order. */
export function valueLayers(source: Source): readonly ValueLayer[] {
  return isChart(source) ? source.layers : [];
}

/** The values that the chart's deployment sets by name. */
export function valuesSet(source: Source): readonly SetAt[] {
  return isChart(source) ? (source.setAt ?? []) : [];
}

/** A chart without deployment, with its default values, as `helm template` renders it. */
export function atItsDefaults(source: Source): Source {
  if (!isChart(source) || source.deployment !== null) return source;
  return { ...source, id: source.path, values: [], layers: [] };
}

/** Whether a file is below the charts/ folder of a chart: vendored, and overwritten by an update. */
export function isVendoredIn(source: Source, file: string): boolean {
  return isChart(source) && file.startsWith(source.path === '.' ? 'charts/' : `${source.path}/charts/`);
}

/** Whether a chart's template printed the object. */
export function isOfTemplate(origin: Origin): origin is HelmOrigin {
  return origin.kind === 'helm';
}

/** The templates that printed these objects, by Helm's names. */
export function templatesAmong(manifests: readonly Manifest[]): string[] {
  const names = manifests.flatMap(({ origin }) => (isOfTemplate(origin) ? [origin.name] : []));
  return [...new Set(names)];
}
