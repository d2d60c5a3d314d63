import { posix } from 'node:path';
import { type Engines } from '../../../engine/engines.ts';
import { type EngineFile } from '../../../engine/frame.ts';
import {
  type HelmElsewhere,
  type HelmRequest,
  type HelmRendering,
  type HelmVariant,
  type RenderedFile,
  type SourceLine,
} from '../../../engine/helm-request.ts';
import { type EngineError, type Answer } from '../../../engine/outcome.ts';
import { type Path } from '../../../model/json.ts';
import { type Manifest, type Origin, type Rendering } from '../../../model/manifest.ts';
import { type Place, type Problem } from '../../../model/problem.ts';
import { type HelmSource, type ValueLayer } from '../../../model/source.ts';
import { type Tree } from '../../../model/tree.ts';
import { isTooLarge, sizeOf, tooLarge } from '../../../snapshot/sizes.ts';
import { encryptedValues } from '../../unknown/partly-known.ts';
import { type ParsedStream, parseManifests, type YamlFault } from '../../../yaml/values.ts';
import { type DocumentText, documentTexts } from '../../render/document-texts.ts';
import { dependenciesInMessage, standInFile, withoutDependencies } from './left-out.ts';
import { givenFiles } from '../../render/given-files.ts';
import { isDuplicate, renderedNotice, type RenderedDuplicate, writtenTwice } from '../../render/duplicate-key.ts';
import { objectsIn, wasMeantAsObject } from '../../render/objects.ts';

/** A chart's objects at its values, as `helm template --include-crds` gives them. */
export async function renderHelm(
  source: HelmSource,
  tree: Tree,
  engines: Engines,
  kubernetesVersion: string,
  parse: Parse = parseManifests,
): Promise<Rendering> {
  const missing = valuesLacking(source, tree);
  if (missing.length > 0)
    return failure(
      source,
      missing.map((file) => valuesMissing(source, file)),
    );
  const large = deciding(source).filter((file) => isTooLarge(tree, file));
  if (large.length > 0)
    return failure(
      source,
      large.map((file) => tooLarge(file, sizeOf(tree, file))),
    );
  const request = await requestOf(source, tree, kubernetesVersion, false);
  const answer = request.ok ? await engines.helm.render(request.value) : request;
  const traceAgain = async (): Promise<Traced | null> => {
    const traced = request.ok ? await engines.helm.render({ ...request.value, provenance: true }) : request;
    return traced.ok ? tracedOf(source, traced.value) : null;
  };
  if (answer.ok) return withNotices(readFiles(source, answer.value, parse), traceAgain);
  const problem = engineProblem(source, answer.error);
  const leftOut = answer.error.code === 'chart-dependency-missing' ? dependenciesInMessage(answer.error.message) : [];
  if (leftOut.length === 0 || source.leftOut !== undefined) return failure(source, [problem]);
  // Most of a chart can be looked at without what was not fetched for it.
  const rest = await renderHelm({ ...source, leftOut }, tree, engines, kubernetesVersion, parse);
  return rest.status === 'rendered' ? { ...rest, problems: [problem, ...rest.problems] } : failure(source, [problem]);
}

/** What differs of a chart's render in rounds under suppositions. */
export async function roundsOf(
  source: HelmSource,
  tree: Tree,
  { helm }: Pick<Engines, 'helm'>,
  kubernetesVersion: string,
  elsewhere: HelmElsewhere,
): Promise<Answer<readonly HelmVariant[]>> {
  const request = await requestOf(source, tree, kubernetesVersion, false);
  if (!request.ok) return request;
  const answer = await helm.render({ ...request.value, elsewhere });
  return answer.ok ? { ok: true, value: answer.value.variants } : answer;
}

/** Files that values should come from, and that are not there. */
export function valuesLacking({ values, setFile }: HelmSource, { files }: Tree): string[] {
  return [...values, ...setFile.map(fileOf)].filter((file) => !files.has(file));
}

/** Files without which other things come out, not only fewer. */
function deciding({ values, setFile, files }: HelmSource): string[] {
  const inChart = [...files].filter(([name]) => /(^|\/)(?:values\.ya?ml|requirements\.yaml|Chart\.yaml)$/.test(name));
  return [...new Set([...values, ...setFile.map(fileOf), ...inChart.map(([, path]) => path)])];
}

/** Reads a document. Value files often print the same text: then it may be read once, and its objects be shared. */
export type Parse = (text: string) => ParsedStream;

/** The objects in what Helm printed. */
export function readRendering(source: HelmSource, rendering: Pick<HelmRendering, 'files' | 'warnings'>): Rendering {
  return readFiles(source, rendering, parseManifests).rendering;
}

interface ReadFiles {
  readonly rendering: Rendering;
  readonly duplicates: readonly RenderedDuplicate[];
}

function readFiles(source: HelmSource, rendering: Pick<HelmRendering, 'files' | 'warnings'>, parse: Parse): ReadFiles {
  const applied = rendering.files.filter(({ file }) => !source.skipCrds || !isCrd(file));
  const read = applied.flatMap((file) =>
    documentTexts(file).map((document) => readDocument(source, file, document, parse)),
  );
  const warnings = rendering.warnings.map(({ code, message, file }) =>
    engineProblem(source, { code, message, file, line: null }),
  );
  const problems = [...warnings, ...read.flatMap((each) => each.problems)];
  const duplicates = read.flatMap((each) => each.duplicates);
  const manifests = read.flatMap((each) => each.manifests);
  return { rendering: { source, status: 'rendered', manifests, problems }, duplicates };
}

/** Says of keys that are printed twice where their templates print them: that is looked for where there are some. */
async function withNotices(
  { rendering, duplicates }: ReadFiles,
  trace: () => Promise<Traced | null>,
): Promise<Rendering> {
  if (duplicates.length === 0) return rendering;
  const lines = (await trace())?.lines ?? new Map<string, []>();
  const notices = duplicates.map((each) => renderedNotice(each, lines.get(each.name)?.[each.line - 1] ?? null));
  return { ...rendering, notices };
}

/** Whether a file of a chart is among those that `--skip-crds` leaves out: its own and its subcharts'. */
function isCrd(file: string): boolean {
  return /^(?:charts\/[^/]+\/)*crds\//.test(file);
}

/** What the engine is asked; `provenance` for the source line of each rendered line. Not ok for a chart that is too large. */
export async function requestOf(
  source: HelmSource,
  tree: Tree,
  kubernetesVersion: string,
  provenance: HelmRequest['provenance'],
): Promise<Answer<HelmRequest>> {
  const given = await givenFiles(source.files, tree);
  if (!given.ok) return given;
  const files = given.value;
  const values = await Promise.all(source.layers.map(async (layer) => layerFile(layer, tree)));
  const fromFiles = await Promise.all(source.setFile.map(async (expression) => setFromFile(expression, tree)));
  const { set, setString, release, apiVersions, skipSchemaValidation } = source;
  const request = {
    files: source.leftOut === undefined ? files : withoutDependencies(files, source.leftOut),
    values,
    set,
    setString: [...setString, ...fromFiles],
    release,
    kubeVersion: source.kubernetesVersion ?? kubernetesVersion,
    apiVersions,
    skipSchemaValidation,
    provenance,
    include: [],
  };
  return { ok: true, value: request };
}

/** A layer as the value file that Helm takes. What is inline has the name of the file that it stands in. */
async function layerFile(layer: ValueLayer, tree: Tree): Promise<EngineFile> {
  if (layer.kind === 'file') return { name: layer.file, bytes: decrypted(await tree.read(layer.file)) };
  return { name: layer.file, bytes: new TextEncoder().encode(JSON.stringify(layer.value)) };
}

/** Values as they are deployed, as far as they can be seen: what SOPS encrypted has its type, and its notes are gone. */
function decrypted(bytes: Uint8Array): Uint8Array {
  const values = encryptedValues(new TextDecoder().decode(bytes));
  return values === null ? bytes : new TextEncoder().encode(JSON.stringify(values.value));
}

/** The file that a `--set-file` argument names. */
function fileOf(expression: string): string {
  return expression.slice(expression.indexOf('=') + 1);
}

/** As `--set-string` takes it: a backslash before what Helm would take for its own signs. */
async function setFromFile(expression: string, tree: Tree): Promise<string> {
  const text = new TextDecoder().decode(await tree.read(fileOf(expression)));
  return `${expression.slice(0, expression.indexOf('='))}=${text.replace(/[\\,{]/g, String.raw`\$&`)}`;
}

/** The tree's path of a file that the engine names from the chart's folder; a packed subchart's is its archive. */
export function treePath(source: HelmSource, file: string): string {
  const archive = /^(.*?\.tgz)\//.exec(file)?.[1];
  return source.files.get(file) ?? source.files.get(archive ?? '') ?? inChart(source, file);
}

/** The same with the way inside of an archive: templates of one are told apart by it. */
function tracedPath(source: HelmSource, file: string): string {
  const packed = /^(.*?\.tgz)(\/.*)$/.exec(file);
  const archive = source.files.has(file) ? undefined : source.files.get(packed?.[1] ?? '');
  return archive === undefined ? treePath(source, file) : `${archive}${packed?.[2] ?? ''}`;
}

/** A file that the chart lacks, where it would be. A chart from elsewhere does not lie in the source's folder. */
function inChart({ files, path, remote }: HelmSource, file: string): string {
  const [known] = remote === null ? [] : files;
  return known === undefined ? posix.join(path, file) : `${known[1].slice(0, -known[0].length)}${file}`;
}

/** What a render with provenance tells, with the tree's paths. */
export interface Traced {
  /** By Helm's name of the template; per rendered line, 0-based. Templates whose origin could not be told are missing. */
  readonly lines: ReadonlyMap<string, readonly ({ readonly file: string; readonly line: number } | null)[]>;
  /** Which values the actions of a line read, from the root of the chart's values. */
  readonly reads: readonly { readonly file: string; readonly line: number; readonly path: Path }[];
}

export function tracedOf(source: HelmSource, { files, sources, reads }: HelmRendering): Traced {
  const paths = sources.map((file) => (isStandIn(source, file) ? undefined : tracedPath(source, file)));
  const named = ({ source: index, line }: SourceLine): { file: string; line: number } | null => {
    const file = paths[index];
    return file === undefined ? null : { file, line };
  };
  return {
    lines: new Map(
      files.flatMap(({ name, lines }) =>
        lines === null ? [] : [[name, lines.map((line) => (line === null ? null : named(line)))]],
      ),
    ),
    reads: reads.flatMap((read) => {
      const from = named(read);
      return from === null ? [] : [{ ...from, path: read.path }];
    }),
  };
}

function isStandIn({ files }: HelmSource, file: string): boolean {
  return file === standInFile && !files.has(file);
}

function readDocument(
  source: HelmSource,
  file: RenderedFile,
  { start, column, text: own }: DocumentText,
  parse: Parse,
): Pick<Rendering, 'manifests' | 'problems'> & Pick<ReadFiles, 'duplicates'> {
  // What is not the document's becomes blanks, so that lines and columns of the text stay those of the file.
  const text = ' '.repeat(column) + own;
  const { documents, faults } = parse(text);
  const template = treePath(source, file.file);
  const origin: Omit<Extract<Origin, { kind: 'helm' }>, 'item'> = {
    kind: 'helm',
    template,
    name: file.name,
    start,
    text,
  };
  const manifests = documents.flatMap(({ value }): Manifest[] =>
    objectsIn(value).map(({ object, item }) => ({ source: source.id, object, origin: { ...origin, item } })),
  );
  const meant = documents.some(({ value }) => wasMeantAsObject(value)) ? [halfAnObject(source, template, start)] : [];
  const grave = faults.filter((fault) => !isDuplicate(fault));
  return {
    manifests,
    problems: [...grave.map((fault) => renderedFault(source, template, start, fault)), ...meant],
    duplicates: faults.filter(isDuplicate).map((fault) => {
      return { name: file.name, template, line: start + fault.line, what: writtenTwice(fault) };
    }),
  };
}

function failure(source: HelmSource, problems: readonly Problem[]): Rendering {
  return { source, status: 'failed', manifests: [], problems };
}

function valuesMissing(source: HelmSource, file: string): Problem {
  return {
    stage: 'render',
    code: 'values-missing',
    subject: source.id,
    message: `${source.id}: the values file ${file} does not exist.`,
    place: source.deployment?.place ?? placeOf(treePath(source, 'Chart.yaml'), null, 'a values file does not exist'),
  };
}

function engineProblem(source: HelmSource, { code, message, file, line }: EngineError): Problem {
  const path = file === null ? null : source.values.includes(file) ? file : treePath(source, file);
  const where = path === null ? source.id : line === null ? path : `${path}:${line}`;
  const place = placeOf(path ?? treePath(source, 'Chart.yaml'), line, message);
  return { stage: 'render', code, subject: source.id, message: `${where}: ${message}`, place };
}

function placeOf(file: string, line: number | null, why: string): Place {
  return line === null ? { kind: 'file', file, why } : { kind: 'lines', file, first: line, last: line };
}

function renderedFault(
  source: HelmSource,
  template: string,
  start: number,
  { code, line, message }: YamlFault,
): Problem {
  const text =
    code === 'too-large'
      ? `${template}: what it renders to is not read: ${message}`
      : `${template}: what it renders to is not valid YAML at its line ${start + line}: ${message}`;
  return {
    stage: 'render',
    code,
    subject: source.id,
    message: text,
    place: { kind: 'file', file: template, why: message },
  };
}

function halfAnObject(source: HelmSource, template: string, start: number): Problem {
  const message = `${template}: the document at line ${start + 1} of what it renders to has only one of apiVersion and kind.`;
  return {
    stage: 'render',
    code: 'not-a-manifest',
    subject: source.id,
    message,
    place: { kind: 'file', file: template, why: message },
  };
}
