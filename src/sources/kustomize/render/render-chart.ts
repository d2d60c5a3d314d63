/** Renders a chart of a kustomization as Kustomize has Helm do it. */
import { posix } from 'node:path';
import { type EngineFile } from '../../../engine/frame.ts';
import { type Helm } from '../../../engine/helm.ts';
import { type HelmRequest, type HelmWarning } from '../../../engine/helm-request.ts';
import { type EngineCode, failed, type Answer } from '../../../engine/outcome.ts';
import { fetchedChartFolder, nameInEngine } from '../fetched-names.ts';
import { chartFolder, type HelmChartEntry } from '../helm-charts.ts';
import { type PrintedDocument, printedByHelm } from './helm-output.ts';
import { MergeError, mergedValues } from './merge-values.ts';

/** What rendering charts of kustomizations needs. */
export interface HelmContext {
  readonly helm: Pick<Helm, 'render' | 'installOrder'>;
  readonly kubernetesVersion: string;
}

export interface RenderedChart {
  readonly documents: readonly PrintedDocument[];
  readonly warnings: readonly HelmWarning[];
}

/** The files of a build by their names in the engine. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Renders a chart of a kustomization as Kustomize's `HelmChartInflationGenerator` does. */
export async function renderChart(
  entry: HelmChartEntry,
  folder: string,
  namespace: string,
  files: Files,
  context: HelmContext,
): Promise<Answer<RenderedChart>> {
  const flaw = flawOf(entry);
  if (flaw !== null) return failed('kustomize-failed', flaw);
  const prefix = chartPrefix(entry, folder, files);
  if (prefix === null) return failed(...missing(entry, folder));
  const values = valuesOf(entry, folder, prefix, files);
  if (!values.ok) return values;
  const name = await releaseName(entry, context);
  if (!name.ok) return name;
  const answer = await context.helm.render({
    ...plainRequest,
    files: below(prefix, files),
    values: values.value,
    release: { name: name.value, namespace },
    kubeVersion: entry.kubeVersion === '' ? context.kubernetesVersion : entry.kubeVersion,
    apiVersions: entry.apiVersions,
  });
  if (!answer.ok) return answer;
  const order = await context.helm.installOrder();
  if (!order.ok) return order;
  const documents = printedByHelm(answer.value, entry, order.value);
  return { ok: true, value: { documents, warnings: answer.value.warnings } };
}

const plainRequest: Omit<HelmRequest, 'files' | 'values' | 'release' | 'kubeVersion' | 'apiVersions'> = {
  set: [],
  setString: [],
  skipSchemaValidation: false,
  provenance: false,
  include: [],
};

const merges = ['', 'override', 'merge', 'replace'];

/** Errors that Kustomize reports before it looks for the chart. */
function flawOf({ name, releaseName, nameTemplate, valuesMerge }: HelmChartEntry): string | null {
  if (name === '') return 'a chart has no name';
  if (name.startsWith('-') || releaseName.startsWith('-')) return `the name of a chart or release begins with "-"`;
  if (releaseName !== '' && nameTemplate !== '') return `the chart ${name} has both a releaseName and a nameTemplate`;
  if (!merges.includes(valuesMerge)) return `valuesMerge of the chart ${name} is not override, merge or replace`;
  return null;
}

/** The chart's folder with a trailing slash: in the repository, else the fetched one; null where there is neither. */
function chartPrefix(entry: HelmChartEntry, folder: string, files: Files): string | null {
  const candidates = [`${chartFolder(folder, entry)}/`, nameInEngine(fetchedChartFolder(entry))];
  const names = [...files.keys()];
  return candidates.find((prefix) => names.some((name) => name.startsWith(prefix))) ?? null;
}

function missing(entry: HelmChartEntry, folder: string): [EngineCode, string] {
  const { name, repository } = entry;
  const at = chartFolder(folder, entry);
  return repository === ''
    ? ['kustomize-failed', `the chart ${name} does not exist at ${at}, and no repo is given to fetch it from`]
    : ['remote-refused', `the chart ${name} is not at ${at} and was not fetched`];
}

function below(prefix: string, files: Files): EngineFile[] {
  return [...files].flatMap(([name, bytes]) =>
    name.startsWith(prefix) ? [{ name: name.slice(prefix.length), bytes }] : [],
  );
}

/** Helm's values files: first the values file merged with the inline values, then the additional ones. */
function valuesOf(entry: HelmChartEntry, folder: string, prefix: string, files: Files): Answer<EngineFile[]> {
  const { valuesInline, valuesFile, additionalValuesFiles } = entry;
  const own = valuesFile === '' ? `${prefix}values.yaml` : posix.join(folder, valuesFile);
  const more = additionalValuesFiles.map((file) => posix.join(folder, file));
  const isUsed = Object.keys(valuesInline).length === 0 || entry.valuesMerge !== 'replace';
  const named: EngineFile[] = [];
  for (const name of [...(isUsed ? [own] : []), ...more]) {
    const bytes = files.get(name);
    if (bytes === undefined)
      return failed('kustomize-failed', `the values file ${name} of ${entry.name} does not exist`);
    // For Kustomize, a fetched chart is in the `charts` folder beside the kustomization.
    if (!isBelow(folder, name) && !(name === own && valuesFile === '' && prefix.includes(':/')))
      return failed('kustomize-failed', `the values file ${name} of ${entry.name} is not in or below ${folder}`);
    named.push({ name, bytes });
  }
  if (Object.keys(valuesInline).length === 0) return { ok: true, value: named };
  return withInline(entry, own, named, isUsed);
}

function withInline(
  { name, valuesInline, valuesMerge }: HelmChartEntry,
  own: string,
  named: readonly EngineFile[],
  isUsed: boolean,
): Answer<EngineFile[]> {
  const [file, ...rest] = named;
  try {
    const values =
      isUsed && file !== undefined
        ? mergedValues(
            valuesInline,
            new TextDecoder().decode(file.bytes),
            valuesMerge === 'merge' ? 'merge' : 'override',
          )
        : valuesInline;
    const made = { name: own, bytes: new TextEncoder().encode(JSON.stringify(values)) };
    return { ok: true, value: [made, ...(isUsed ? rest : named)] };
  } catch (thrown) {
    if (!(thrown instanceof MergeError)) throw thrown;
    return failed('values-invalid', `the values of the chart ${name} can't be merged: ${thrown.message}`);
  }
}

function isBelow(folder: string, file: string): boolean {
  return folder === '.' ? !file.startsWith('../') : file.startsWith(`${folder}/`);
}

/** As in `helm template`: the release name as written, the output of the template, or Helm's default. */
async function releaseName(
  { releaseName: written, nameTemplate, name }: HelmChartEntry,
  { helm, kubernetesVersion }: HelmContext,
): Promise<Answer<string>> {
  if (nameTemplate === '') return { ok: true, value: written === '' ? 'release-name' : written };
  // Helm runs it as a separate template; a chart that prints nothing else gives the same result.
  const texts = { 'Chart.yaml': 'apiVersion: v2\nname: name\nversion: 0.0.0\n', 'templates/name': nameTemplate };
  const encoder = new TextEncoder();
  const answer = await helm.render({
    ...plainRequest,
    files: Object.entries(texts).map(([file, text]) => ({ name: file, bytes: encoder.encode(text) })),
    values: [],
    release: { name: 'release-name', namespace: 'default' },
    kubeVersion: kubernetesVersion,
    apiVersions: [],
  });
  if (!answer.ok)
    return failed('template-failed', `the nameTemplate of the chart ${name} failed: ${answer.error.message}`);
  return { ok: true, value: answer.value.files[0]?.text ?? '' };
}
