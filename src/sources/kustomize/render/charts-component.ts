/** Puts the rendered charts of a kustomization into its build as a component. */
import { posix } from 'node:path';
import { type HelmWarning } from '../../../engine/helm-request.ts';
import { type EngineError, type Answer } from '../../../engine/outcome.ts';
import { isJsonList } from '../../../foundation/json.ts';
import { chartsFolder, documentName } from '../chart-documents.ts';
import { pathInTree } from '../fetched-names.ts';
import { chartEntries, fileOfEntry, readFrom, withoutCharts } from '../chart-entries.ts';
import { type HelmChartEntry } from '../helm-charts.ts';
import { type JsonObject } from '../../../model/json.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { type PrintedDocument } from './helm-output.ts';
import { type HelmContext, renderChart } from './render-chart.ts';

/** What rendering the charts of a build needs, and the files to which their objects are added. */
export interface ChartsBuild {
  /** By file names in the engine. */
  readonly files: Map<string, Uint8Array>;
  readonly warnings: HelmWarning[];
  /** Null: charts are left out. */
  readonly means: HelmContext | null;
}

/** Replaces the charts in the fields by a component with their rendered objects. */
export async function withCharts(
  fields: JsonObject,
  kustomization: string,
  namespace: string,
  build: ChartsBuild,
): Promise<Answer<JsonObject>> {
  const { files, means: context, warnings } = build;
  const folder = posix.dirname(kustomization);
  const read = readFrom(files);
  const entries = await chartEntries(fields, folder, read);
  if (entries.length === 0) return { ok: true, value: fields };
  // `helmGlobals` does nothing without charts, but prevents an empty kustomization, which Kustomize refuses.
  const rest = { helmGlobals: { chartHome: '.' }, ...(await withoutCharts(fields, folder, read)) };
  if (context === null) return { ok: true, value: rest };
  const printed: (readonly PrintedDocument[])[] = [];
  for (const entry of entries) {
    const answer = await renderChart(entry, folder, entry.namespace || namespace || 'default', files, context);
    if (!answer.ok) return { ok: false, error: inEntry(answer.error, entry, kustomization, files) };
    printed.push(answer.value.documents);
    warnings.push(...answer.value.warnings.map((warning) => ({ ...warning, file: kustomization })));
  }
  if (printed.flat().length === 0) return { ok: true, value: rest };
  const component = addComponent(kustomization, printed, files);
  const components = isJsonList(fields['components']) ? fields['components'] : [];
  return { ok: true, value: { ...rest, components: [component, ...components] } };
}

/** Places an error of a chart at its entry in the kustomization. */
function inEntry(
  { code, message, file, line }: EngineError,
  entry: HelmChartEntry,
  kustomization: string,
  files: ReadonlyMap<string, Uint8Array>,
): EngineError {
  const where = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  const { name, path, document } = entry;
  const own = fileOfEntry(kustomization, entry);
  const located = openYaml(new TextDecoder().decode(files.get(own))).locate(document, path);
  const about = where === '' && message.includes(name) ? '' : `the chart ${name}: `;
  return { code, message: `${about}${where}${message}`, file: pathInTree(own), line: located?.first ?? null };
}

/**
 * Kustomize adds charts behind the folder's own generators and before its components, so they are the first component.
 * It contains a separate folder whose objects are marked as Helm's, because Kustomize does not apply its `namespace` to
 * these.
 */
function addComponent(
  kustomization: string,
  printed: readonly (readonly PrintedDocument[])[],
  files: Map<string, Uint8Array>,
): string {
  const folder = chartsFolder(kustomization);
  const named = printed.flatMap((documents, entry) =>
    documents.map(({ template, text }, ordinal) => ({ name: documentName(folder, entry, ordinal, template), text })),
  );
  for (const { name, text } of named) files.set(name, new TextEncoder().encode(text));
  const resources = named.map(({ name }) => `./${posix.relative(`${folder}/charts`, name)}`);
  files.set(`${folder}/charts/kustomization.yaml`, encoded({ resources, transformers: [JSON.stringify(helmsMark)] }));
  files.set(
    `${folder}/kustomization.yaml`,
    encoded({ apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', resources: ['./charts'] }),
  );
  return `./${posix.basename(folder)}`;
}

const helmsMark = {
  apiVersion: 'builtin',
  kind: 'AnnotationsTransformer',
  metadata: { name: 'helm' },
  annotations: { 'internal.config.kubernetes.io/helm-generated': 'true' },
  fieldSpecs: [{ path: 'metadata/annotations', create: true }],
};

function encoded(fields: JsonObject): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(fields));
}
