/** Renders a chart with Helm and reads the objects and problems in the output. */
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
import { type Manifest, type Rendering } from '../../../model/manifest.ts';
import { type HelmSource, type Origin, type ValueLayer } from '../../../model/source.ts';
import { type Place, type Problem } from '../../../model/problem.ts';
import { type Tree } from '../../../model/tree.ts';
import { isTooLarge, sizeOf, tooLarge } from '../../../snapshot/sizes.ts';
import { encryptedValues } from '../../unknown/partly-known.ts';
import { type ParsedStream, parseManifests, type YamlFault } from '../../../yaml/values.ts';
import { type DocumentText, documentTexts } from '../../render/document-texts.ts';
import { dependenciesInMessage, standInFile, withoutDependencies } from './left-out.ts';
import { givenFiles } from '../../render/given-files.ts';
import { isDuplicate, renderedNotice, type RenderedDuplicate, writtenTwice } from '../../render/duplicate-key.ts';
import { objectsIn, wasMeantAsObject } from '../../render/objects.ts';

/** Renders a chart's objects with its values, like `helm template --include-crds`. */
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
  // Most of a chart can be reviewed without a dependency that was not fetched.
  const rest = await renderHelm({ ...source, leftOut }, tree, engines, kubernetesVersion, parse);
  return rest.status === 'rendered' ? { ...rest, problems: [problem, ...rest.problems] } : failure(source, [problem]);
}

/** The differences of a chart's render in rounds under suppositions. */
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

/** Value files that do not exist. */
export function valuesLacking({ values, setFile }: HelmSource, { files }: Tree): string[] {
  return [...values, ...setFile.map(fileOf)].filter((file) => !files.has(file));
}

/** Files without which the objects would differ, not only be fewer. */
function deciding({ values, setFile, files }: HelmSource): string[] {
  const inChart = [...files].filter(([name]) => /(^|\/)(?:values\.ya?ml|requirements\.yaml|Chart\.yaml)$/.test(name));
  return [...new Set([...values, ...setFile.map(fileOf), ...inChart.map(([, path]) => path)])];
}

/** Parses a document. Value files often give the same text, so a text may be parsed once and its objects shared. */
export type Parse = (text: string) => ParsedStream;

/** The objects in Helm's output. */
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

/** Adds notices of duplicate keys at the template lines that print them. Traces only where there are duplicates. */
async function withNotices(
  { rendering, duplicates }: ReadFiles,
  trace: () => Promise<Traced | null>,
): Promise<Rendering> {
  if (duplicates.length === 0) return rendering;
  const lines = (await trace())?.lines ?? new Map<string, []>();
  const notices = duplicates.map((each) => renderedNotice(each, lines.get(each.name)?.[each.line - 1] ?? null));
  return { ...rendering, notices };
}

/** Whether `--skip-crds` leaves this file of a chart out: CRDs of the chart and of its subcharts. */
function isCrd(file: string): boolean {
  return /^(?:charts\/[^/]+\/)*crds\//.test(file);
}

/**
 * The request to the engine; `provenance` asks for the source line of each rendered line. Not ok where the chart is too
 * large.
 */
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

/** A layer as a value file for Helm. Inline values get the name of the file in which they are written. */
async function layerFile(layer: ValueLayer, tree: Tree): Promise<EngineFile> {
  if (layer.kind === 'file') return { name: layer.file, bytes: decrypted(await tree.read(layer.file)) };
  return { name: layer.file, bytes: new TextEncoder().encode(JSON.stringify(layer.value)) };
}

/**
 * The values as they are deployed, as far as known: encrypted values are replaced by ones of their type, and SOPS
 * metadata is removed.
 */
function decrypted(bytes: Uint8Array): Uint8Array {
  const values = encryptedValues(new TextDecoder().decode(bytes));
  return values === null ? bytes : new TextEncoder().encode(JSON.stringify(values.value));
}

/** The file in a `--set-file` argument. */
function fileOf(expression: string): string {
  return expression.slice(expression.indexOf('=') + 1);
}

/** As a `--set-string` argument, with Helm's special characters escaped. */
async function setFromFile(expression: string, tree: Tree): Promise<string> {
  const text = new TextDecoder().decode(await tree.read(fileOf(expression)));
  return `${expression.slice(0, expression.indexOf('='))}=${text.replace(/[\\,{]/g, String.raw`\$&`)}`;
}

/**
 * The tree's path of a file that the engine names relative to the chart's folder; for a packed subchart, the path of
 * its archive.
 */
export function treePath(source: HelmSource, file: string): string {
  const archive = /^(.*?\.tgz)\//.exec(file)?.[1];
  return source.files.get(file) ?? source.files.get(archive ?? '') ?? inChart(source, file);
}

/** The same with the path inside the archive appended, which distinguishes its templates. */
function tracedPath(source: HelmSource, file: string): string {
  const packed = /^(.*?\.tgz)(\/.*)$/.exec(file);
  const archive = source.files.has(file) ? undefined : source.files.get(packed?.[1] ?? '');
  return archive === undefined ? treePath(source, file) : `${archive}${packed?.[2] ?? ''}`;
}

/** The path at which a missing file of the chart would be. A remote chart is not in the source's folder. */
function inChart({ files, path, remote }: HelmSource, file: string): string {
  const [known] = remote === null ? [] : files;
  return known === undefined ? posix.join(path, file) : `${known[1].slice(0, -known[0].length)}${file}`;
}

/** The result of a render with provenance, with the tree's paths. */
export interface Traced {
  /**
   * By Helm's name of the template; per rendered line, 0-based. Templates whose lines could not be traced are missing.
   */
  readonly lines: ReadonlyMap<string, readonly ({ readonly file: string; readonly line: number } | null)[]>;
  /** The values that the actions of a line read, as paths from the root of the chart's values. */
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
  // The part before the document becomes blanks, so that lines and columns are those of the file.
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
      ? `${template}: its output is not read: ${message}`
      : `${template}: its output is not valid YAML at line ${start + line}: ${message}`;
  return {
    stage: 'render',
    code,
    subject: source.id,
    message: text,
    place: { kind: 'file', file: template, why: message },
  };
}

function halfAnObject(source: HelmSource, template: string, start: number): Problem {
  const message = `${template}: the document at line ${start + 1} of its output has only one of apiVersion and kind.`;
  return {
    stage: 'render',
    code: 'not-a-manifest',
    subject: source.id,
    message,
    place: { kind: 'file', file: template, why: message },
  };
}
