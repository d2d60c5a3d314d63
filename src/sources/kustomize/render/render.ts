/** Builds a kustomization and reads the objects and problems of the build. */
import { posix } from 'node:path';
import { type Engines } from '../../../engine/engines.ts';
import { type EngineFile } from '../../../engine/frame.ts';
import { type HelmWarning } from '../../../engine/helm-request.ts';
import { type KustomizeBuild, type KustomizeResource } from '../../../engine/kustomize.ts';
import { type EngineError, type Answer } from '../../../engine/outcome.ts';
import { withOverrides } from '../../deployments/kustomization-overrides.ts';
import { chartDocument, isOfCharts, kustomizationOf } from '../chart-documents.ts';
import { entryLine } from '../entry-line.ts';
import { messageForPeople, nameInEngine, pathInTree } from '../fetched-names.ts';
import { fieldsOf, isKustomization, kustomizationIn } from '../kustomization-file.ts';
import { objectName } from '../../../foundation/kubernetes/names.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { type Manifest, type Rendering } from '../../../model/manifest.ts';
import { type KustomizeSource, type Origin } from '../../../model/source.ts';
import { type Place, type Problem } from '../../../model/problem.ts';
import { type Tree } from '../../../model/tree.ts';
import { isTooLarge, sizeOf } from '../../../snapshot/sizes.ts';
import { givenFiles } from '../../render/given-files.ts';
import { isInChart, namedIn } from '../../render/withheld.ts';
import { prepared } from './prepare.ts';
import { type HelmContext } from './render-chart.ts';
import { isDuplicate, writtenTwice } from '../../render/duplicate-key.ts';
import { objectsIn } from '../../render/objects.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** The objects of a kustomization, like `kustomize build --enable-helm`. */
export async function renderKustomize(
  source: KustomizeSource,
  tree: Tree,
  engines: Pick<Engines, 'helm' | 'kustomize'>,
  kubernetesVersion: string,
): Promise<Rendering> {
  const answer = await buildOf(source, tree, engines, { helm: engines.helm, kubernetesVersion });
  if (!answer.ok) {
    const { error } = answer;
    const located =
      (await asDuplicate(source, tree, error)) ??
      (await asMalformed(source, tree, error)) ??
      (await withEntryLine(source, tree, error));
    const problem = problemOf(source, located ?? error);
    return { source, status: 'failed', manifests: [], problems: [problem] };
  }
  const { resources, warnings } = answer.value;
  const manifests = resources.flatMap((resource) => manifestsOf(source, resource));
  const problems = warnings.map((warning) => problemOf(source, { ...warning, line: null }));
  return { source, status: 'rendered', manifests, problems };
}

export interface Build extends KustomizeBuild {
  /** Checks of the charts in it that were skipped. */
  readonly warnings: readonly HelmWarning[];
}

/**
 * The result of `kustomize build`, with the deployment's changes to the folder's kustomization. Without `context`, charts
 * are left out.
 */
export async function buildOf(
  source: KustomizeSource,
  tree: Tree,
  { kustomize }: Pick<Engines, 'kustomize'>,
  context: HelmContext | null,
): Promise<Answer<Build>> {
  const given = await filesFor(source, tree);
  if (!given.ok) return given;
  const ready = await prepared(given.value, source.path, context === null ? null : contextFor(context, source));
  if (!ready.ok) return ready;
  const { files, warnings } = ready.value;
  const built = await kustomize.build({ files, dir: source.path });
  return built.ok ? { ok: true, value: { ...built.value, warnings } } : built;
}

/** With the Kubernetes version that the deployment names, as Argo CD passes it to Kustomize. */
function contextFor(context: HelmContext, { kubernetesVersion }: KustomizeSource): HelmContext {
  return kubernetesVersion === undefined ? context : { ...context, kubernetesVersion };
}

/** The files of the build by their names in the engine. */
async function filesFor(source: KustomizeSource, tree: Tree): Promise<Answer<EngineFile[]>> {
  const reads = source.reads.filter((path) => path.includes('://') || nameInEngine(pathInTree(path)) === path);
  const wanted = await withoutUnnamed(reads, tree);
  const given = await givenFiles(
    wanted.map((path) => [nameInEngine(path), path]),
    tree,
  );
  return given.ok ? { ok: true, value: overridden(given.value, source) } : given;
}

/** Leaves out large files in the folders of a build that no file names, since the build does not read them. */
async function withoutUnnamed(reads: readonly string[], tree: Tree): Promise<readonly string[]> {
  const large = reads.filter(
    (path) => sizeOf(tree, path) > unnamedBytes && !isKustomization(path) && !isInChart(path, tree),
  );
  if (large.length === 0) return reads;
  const named = await namedIn(reads, large, tree);
  const left = new Set(large.filter((path) => !named.has(path)));
  return reads.filter((path) => !left.has(path));
}

/** Smaller files are always included. Bytes. */
const unnamedBytes = 1 << 20;

function overridden(files: EngineFile[], source: KustomizeSource): EngineFile[] {
  const { overrides, resources } = source;
  if (resources === null && Object.keys(overrides).length === 0) return files;
  const name = kustomizationFile(source);
  const own = resources === null ? fieldsIn(files, name) : { resources };
  if (own === null) return files; // the engine reports the error
  const bytes = new TextEncoder().encode(JSON.stringify(withOverrides(own, overrides)));
  return [...files.filter((file) => file.name !== name), { name, bytes }];
}

function fieldsIn(files: readonly EngineFile[], name: string): JsonObject | null {
  const file = files.find((each) => each.name === name);
  return file === undefined ? null : fieldsOf(new TextDecoder().decode(file.bytes));
}

function manifestsOf(source: KustomizeSource, resource: KustomizeResource): Manifest[] {
  const value: unknown = JSON.parse(resource.text);
  return objectsIn(value as Json).map(({ object }) => ({
    source: source.id,
    object,
    origin: originOf(source, resource, objectName(object)),
  }));
}

type BuildOrigin = Extract<Origin, { kind: 'kustomize' }>;

function originOf(source: KustomizeSource, { origin }: KustomizeResource, name: BuildOrigin['original']): BuildOrigin {
  const own = kustomizationFile(source);
  if (origin === null) return { kind: 'kustomize', file: null, configuredIn: own, original: name, transformers: [] };
  const { path, configuredIn, original, transformers } = origin;
  const chart = path === null ? null : chartDocument(path);
  return {
    kind: 'kustomize',
    file: path === null ? null : pathInTree(path),
    configuredIn: pathInTree(chart?.kustomization ?? configuredIn ?? own),
    original,
    transformers: transformers.filter((file) => !isOfCharts(file)).map(pathInTree),
  };
}

function kustomizationFile({ path, reads }: KustomizeSource): string {
  return kustomizationIn(path, (file) => reads.includes(file)) ?? posix.join(path, 'kustomization.yaml');
}

/** Kustomize reports a duplicate key with a line number in its own text. Replaces it by the line in the file. */
async function asDuplicate(source: KustomizeSource, tree: Tree, error: EngineError): Promise<EngineError | null> {
  const key = /mapping key (".*?") already defined at line \d+/.exec(error.message)?.[1];
  if (key === undefined) return null;
  const code = 'yaml-duplicate-key';
  for (const file of resourcesOf(source, tree)) {
    const { faults } = parseManifests(new TextDecoder().decode(await tree.read(file)));
    const fault = faults.find((each) => isDuplicate(each) && each.message.includes(`key ${key} `));
    if (fault === undefined) continue;
    return { code, file, line: fault.line, message: `${writtenTwice(fault)}, which Kustomize refuses. Remove one.` };
  }
  return { ...error, code, message: `a resource has the key ${key} twice in one map, which Kustomize refuses.` };
}

/**
 * Kustomize names a file that is no YAML as the entry of its kustomization does, and counts lines from the document on. Replaces both by
 * the place in the repository.
 */
async function asMalformed(source: KustomizeSource, tree: Tree, error: EngineError): Promise<EngineError | null> {
  const named = / in File: (\S+)$/.exec(error.message)?.[1];
  if (named === undefined) return null;
  const entry = posix.normalize(named);
  const files = resourcesOf(source, tree).filter((path) => path === entry || path.endsWith(`/${entry}`));
  for (const file of files) {
    const { faults } = parseManifests(new TextDecoder().decode(await tree.read(file)));
    const fault = faults.find(({ code }) => code === 'yaml-syntax');
    if (fault !== undefined) return { code: 'yaml-syntax', file, line: fault.line, message: fault.message };
  }
  // Another parser takes it: the line that is said is of another text.
  return { ...error, line: null };
}

/** The YAML and JSON files of the build that are no kustomizations. */
function resourcesOf({ reads }: KustomizeSource, tree: Tree): readonly string[] {
  const files = reads.filter((path) => /\.(?:ya?ml|json)$/.test(path) && !isKustomization(path));
  return files.filter((path) => tree.files.has(path) && !isTooLarge(tree, path));
}

/** For an error without a line that names a file or folder: the line where a kustomization of the build names it. */
async function withEntryLine(source: KustomizeSource, tree: Tree, error: EngineError): Promise<EngineError | null> {
  if (error.line !== null || (error.file !== null && !isKustomization(error.file))) return null;
  const own = error.file ?? kustomizationFile(source);
  const others = source.reads.filter((path) => isKustomization(path) && path !== own && !path.includes('://'));
  for (const file of [own, ...others].filter((path) => tree.files.has(path) && !isTooLarge(tree, path))) {
    const text = new TextDecoder().decode(await tree.read(file));
    const line = entryLine(posix.dirname(file), text, error.message);
    if (line !== null) return { ...error, file, line };
  }
  return null;
}

/** An error in a file that exists only in the engine is placed at the kustomization for which it stands. */
function problemOf(source: KustomizeSource, { code, message: said, file, line }: EngineError): Problem {
  const message = messageForPeople(said);
  const at = pathInTree(kustomizationOf(file ?? kustomizationFile(source)));
  const known = file !== null && isOfCharts(file) ? null : line;
  const place: Place =
    known === null ? { kind: 'file', file: at, why: message } : { kind: 'lines', file: at, first: known, last: known };
  return {
    stage: 'render',
    code,
    subject: source.id,
    message: `${at}${known === null ? '' : `:${known}`}: ${message}`,
    place,
  };
}
