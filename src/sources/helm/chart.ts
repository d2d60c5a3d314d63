/** What is asked of any source or object, and true of charts alone. */
import { type Manifest, type Origin } from '../../model/manifest.ts';
import { type HelmSource, type RemoteChart, type SetAt, type Source, type ValueLayer } from '../../model/source.ts';
import { type HelmOrigin } from './locate/origin.ts';

export function isChart(source: Source): source is HelmSource {
  return source.kind === 'helm';
}

/** Whether it is a chart that is not of this repository. */
export function isRemoteChart(source: Source): source is HelmSource & { readonly remote: RemoteChart } {
  return isChart(source) && source.remote !== null;
}

/** Whether a dependency of it could not be had, and it is rendered without. */
export function isPartial(source: Source): boolean {
  return isChart(source) && source.leftOut !== undefined;
}

/** The value files that it is given. */
export function valueFiles(source: Source): readonly string[] {
  return isChart(source) ? source.values : [];
}

/** The values that it is given, in order. */
export function valueLayers(source: Source): readonly ValueLayer[] {
  return isChart(source) ? source.layers : [];
}

/** The values that its deployment sets by name. */
export function valuesSet(source: Source): readonly SetAt[] {
  return isChart(source) ? (source.setAt ?? []) : [];
}

/** Of a chart that nobody deploys, as `helm template` renders it where nothing else is said. */
export function atItsDefaults(source: Source): Source {
  if (!isChart(source) || source.deployment !== null) return source;
  return { ...source, id: source.path, values: [], layers: [] };
}

/** Whether a file is below the charts/ folder of a chart: somebody else's, which an update overwrites. */
export function isVendoredIn(source: Source, file: string): boolean {
  return isChart(source) && file.startsWith(source.path === '.' ? 'charts/' : `${source.path}/charts/`);
}

/** Whether a template of a chart printed an object. */
export function isOfTemplate(origin: Origin): origin is HelmOrigin {
  return origin.kind === 'helm';
}

/** The templates that printed some objects, by Helm's names. */
export function templatesAmong(manifests: readonly Manifest[]): string[] {
  const names = manifests.flatMap(({ origin }) => (isOfTemplate(origin) ? [origin.name] : []));
  return [...new Set(names)];
}
