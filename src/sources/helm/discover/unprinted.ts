/** Finds changed files of charts of which no render shows anything. */
import { posix } from 'node:path';
import { groupBy } from '../../../foundation/groups.ts';
import { isMap } from '../../../foundation/json.ts';
import { type Manifest, type Rendering } from '../../../model/manifest.ts';
import { type Unread } from '../../../model/report.ts';
import { type HelmSource, type Source } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { isNamedObject } from './chart-files.ts';
import { mayBeManifest } from '../../plain/discover.ts';
import { mayReachCluster } from '../../discover/unread.ts';

const nothing = 'It prints nothing in the reviewed renders of its chart.';
const applied =
  'It prints nothing in the renders of its chart, but it is a manifest that kubectl would apply as it is.';

/** The templates among these files of which nothing was rendered: excluded by `.helmignore`, or by their conditions. */
export async function unprintedAmong(
  files: readonly string[],
  renderings: readonly Rendering[],
  texts: Texts,
): Promise<Unread[]> {
  const reading = renderings.map((rendering) => ({ rendering, reads: new Set(rendering.source.reads) }));
  const found = await Promise.all(
    files.filter(mayBeTemplate).map(async (file): Promise<Unread[]> => {
      const around = reading.filter(({ reads }) => reads.has(file)).map(({ rendering }) => rendering);
      const charts = around.filter(({ source }) => isTemplateOf(source, file));
      const builds = around.filter(({ source }) => source.kind === 'kustomize');
      if (charts.length + builds.length === 0 || !around.every(isWhole)) return [];
      if (charts.some((rendering) => prints(rendering, file))) return [];
      const names = await namesIn(file, texts);
      if (names === null) return charts.length === 0 ? [] : [{ file, why: nothing }];
      const isBuilt = builds.some((build) => manifestsIn(build).some((manifest) => names.has(nameOf(manifest.object))));
      return isBuilt ? [] : [{ file, why: applied }];
    }),
  );
  return found.flat();
}

function mayBeTemplate(file: string): boolean {
  return mayBeManifest(file) && /(?:^|\/)templates\//.test(file);
}

/** A failed render is reported as such. */
function isWhole({ status }: Rendering): boolean {
  return status === 'rendered';
}

function isTemplateOf(source: Source, file: string): boolean {
  if (source.kind !== 'helm' || posix.basename(file).startsWith('_')) return false;
  return [...source.files].some(([name, path]) => path === file && /^(?:charts\/[^/]+\/)*templates\//.test(name));
}

function prints(rendering: Rendering, file: string): boolean {
  return manifestsIn(rendering).some(({ origin }) => origin.kind === 'helm' && origin.template === file);
}

function manifestsIn({ manifests, supposed, elsewhere }: Rendering): readonly Manifest[] {
  const variants = (elsewhere?.variants ?? []).map(({ manifest }) => manifest);
  return [...manifests, ...(supposed?.possible ?? []), ...variants];
}

/** The objects in a text that is plain YAML; null where it has none or is not YAML. */
async function namesIn(file: string, texts: Texts): Promise<ReadonlySet<string> | null> {
  const text = await texts.of(file);
  const { documents, faults } = parseManifests(text.ok ? text.text : '');
  const named = documents.filter(({ value }) => isNamedObject(value)).map(({ value }) => nameOf(value));
  return faults.length > 0 || named.length === 0 ? null : new Set(named);
}

function nameOf(object: unknown): string {
  const { kind, metadata } = isMap(object) ? object : {};
  return JSON.stringify([kind, isMap(metadata) ? metadata['name'] : null]);
}

const ungiven =
  'It is in the folder of a chart, but no template reads it, and nothing here uses it as values of the chart.';

/**
 * Files in the folder of a chart that no source reads, neither as part of the chart nor as values: `values-old.yaml`.
 */
export async function ungivenAmong(
  files: readonly string[],
  sources: readonly Source[],
  texts: Texts,
): Promise<Unread[]> {
  const charts = sources.filter((source): source is HelmSource => source.kind === 'helm');
  const given = new Set(charts.flatMap(({ values, layers }) => [...values, ...layers.map(({ file }) => file)]));
  const others = new Set(sources.flatMap((source) => (source.kind === 'helm' ? [] : source.reads)));
  const left = files.filter(
    (file) => mayBeManifest(file) && mayReachCluster(file) && !given.has(file) && !others.has(file),
  );
  const holders = groupBy(heldBy(charts, new Set(left)), ({ file }) => file);
  const found = await Promise.all(
    [...holders].map(async ([file, held]): Promise<Unread[]> => {
      if (held.some(({ name }) => isOfHelm(name))) return [];
      const around = held.map(({ chart }) => chart);
      return (await isAskedFor(file, around, texts)) ? [] : [{ file, why: ungiven }];
    }),
  );
  return found.flat();
}

/** The charts that contain these files, and the files' names there. */
function heldBy(
  charts: readonly HelmSource[],
  wanted: ReadonlySet<string>,
): { readonly file: string; readonly chart: HelmSource; readonly name: string }[] {
  if (wanted.size === 0) return [];
  return charts.flatMap((chart) =>
    [...chart.files].flatMap(([name, file]) => (wanted.has(file) ? [{ file, chart, name }] : [])),
  );
}

/** Whether Helm reads it as part of the chart or of a subchart. */
function isOfHelm(name: string): boolean {
  return (
    /(?:^|\/)(?:templates|crds|charts)\//.test(name) ||
    /^(?:Chart|requirements|values)\.yaml$|^values\.schema\.json$/.test(name)
  );
}

/** Whether a template reads it, by its name or together with all other files. Value files are rarely read so. */
async function isAskedFor(file: string, charts: readonly HelmSource[], texts: Texts): Promise<boolean> {
  const name = posix.basename(file);
  const templates = new Set(
    charts.flatMap(({ files }) => [...files].flatMap(([each, path]) => (each.includes('templates/') ? [path] : []))),
  );
  for (const path of templates) {
    const text = await texts.of(path);
    if (!text.ok || text.text.includes(name)) return true;
    if (/\bFiles\b/.test(text.text) && !/values/i.test(name)) return true;
  }
  return false;
}
