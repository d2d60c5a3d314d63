/** Explains why changed files that may reach a cluster are not read. */
import { posix } from 'node:path';
import { isHelmfile, mayRead } from '../deployments/helmfile/helmfile-names.ts';
import { endingOf } from '../deployments/paths.ts';
import { inTurns } from '../../foundation/concurrency/in-turns.ts';
import { isMap, strings } from '../../foundation/json.ts';
import { isNamedObject } from '../helm/discover/chart-files.ts';
import { isKustomization } from '../kustomize/kustomization-file.ts';
import { type Unread } from '../../model/report.ts';
import { type Tree } from '../../model/tree.ts';
import { isTooLarge } from '../../snapshot/sizes.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { parseManifests } from '../../yaml/values.ts';
import { isArchive, mayBePackedChart } from '../helm/discover/packed-chart.ts';

/** File types that other tools render to objects, by file extension. */
const languages: ReadonlyMap<string, string> = new Map([
  ['.jsonnet', 'Jsonnet is not rendered.'],
  ['.libsonnet', 'Jsonnet is not rendered.'],
  ['.cue', 'CUE is not rendered.'],
  ['.k', 'KCL is not rendered.'],
  ['.dhall', 'Dhall is not rendered.'],
  ['.star', 'Starlark is not rendered.'],
  ['.tpl', 'It is a template outside a chart.'],
  ['.gotmpl', 'It is a template, which is not rendered.'],
  ['.tmpl', 'It is a template, which is not rendered.'],
  ['.j2', 'It is a template, which is not rendered.'],
]);

const formats = new Set(['.yaml', '.yml', '.json']);

/** Names of files that other tools read on developers' or build machines. docs/limits.md describes the list. */
const otherTools =
  /^(?:package(?:-lock)?|npm-shrinkwrap|[tj]sconfig[\w.-]*|composer|renovate|angular|nx|turbo|lerna|deno|biome|vercel|firebase|manifest|book|rush|global)\.json$|^(?:docker-)?compose[\w.-]*\.ya?ml$|^(?:mkdocs|_config|antora|pubspec|environment|codecov|cloudbuild|buildspec|appveyor|azure-pipelines[\w.-]*|bitbucket-pipelines|Taskfile|pnpm-workspace|catalog-info|galaxy|crowdin|cr|ct|lintconf|artifacthub-(?:repo|pkg)|OWNERS_ALIASES)\.ya?ml$|(?:^|[-._])(?:openapi|swagger|asyncapi)[\w.-]*\.(?:ya?ml|json)$|\.schema\.(?:ya?ml|json)$|[-.]lock\.(?:ya?ml|json)$/i;

/** Top-level keys of files that are neither values nor manifests. */
const otherKeys = [
  ['openapi'],
  ['swagger'],
  ['asyncapi'],
  ['AWSTemplateFormatVersion'],
  ['compilerOptions'],
  ['$schema'],
  ['on', 'jobs'],
  ['true', 'jobs'], // YAML 1.1 reads `on` as a truth
  ['site_name', 'nav'],
];

/** Marks of Go templates, variables and ERB. */
const templateMarks = /\{\{|\$\{|<%/;

/**
 * Why a text is not read as YAML although another tool may make some of it; null for YAML and for broken YAML: a mark
 * elsewhere in the file does not excuse an error.
 */
export function whyUnfilled(text: string): string | null {
  if (!templateMarks.test(text)) return null;
  const lines = text.split('\n');
  const marks = parseManifests(text)
    .faults.filter(({ code }) => code === 'yaml-syntax')
    .map(({ line }) => templateMarks.exec(lines.slice(Math.max(0, line - 2), line + 1).join('\n'))?.[0]);
  const [mark] = marks;
  if (mark === undefined || marks.includes(undefined)) return null;
  return `It is not valid YAML until another tool fills in what is marked with ${mark}.`;
}

/** Files that differ between two trees, including deleted ones, sorted. */
export function changedFiles(base: Tree, head: Tree): string[] {
  const paths = new Set([...base.files.keys(), ...head.files.keys()]);
  return [...paths].filter((path) => base.files.get(path)?.digest !== head.files.get(path)?.digest).sort();
}

/** Whether a file may hold values or objects, by its name. */
export function mayReachCluster(file: string): boolean {
  const extension = endingOf(file).toLowerCase();
  return (languages.has(extension) || formats.has(extension)) && !isOfOthers(file);
}

/** Number of files that are read at the same time: an archive may be large. */
const atOnce = 4;

/** The files that may reach a cluster by their name and content, and why they are not read. */
export async function unreadAmong(
  files: readonly string[],
  side: { readonly tree: Tree; readonly texts: Texts },
): Promise<Unread[]> {
  const found = await inTurns(files, atOnce, async (file): Promise<Unread[]> => {
    const why = isOfOthers(file) ? null : await whyUnread(file, side);
    return why === null ? [] : [{ file, why }];
  });
  return found.flat();
}

/** The files that a helmfile may read in a way that is not evaluated, whatever their names. */
export async function readByHelmfiles(
  files: readonly string[],
  { declaredIn, texts }: { readonly declaredIn: readonly string[]; readonly texts: Texts },
): Promise<Unread[]> {
  const helmfiles = files.length === 0 ? [] : declaredIn.filter(isHelmfile);
  const found = new Map<string, Unread>();
  for (const helmfile of helmfiles) {
    const text = await texts.of(helmfile);
    const isRead = text.ok ? mayRead(helmfile, text.text) : () => false;
    for (const file of files)
      if (isRead(file)) found.set(file, { file, why: `${helmfile} names it, and how it uses it is not known.` });
  }
  return [...found.values()];
}

/** Hidden files and folders belong to tools, except for those of Argo CD. Documentation does not reach a cluster. */
function isOfOthers(file: string): boolean {
  const parts = file.split('/');
  const name = posix.basename(file);
  const isHidden = parts.some((part) => part.startsWith('.') && !part.startsWith('.argocd-source'));
  return isHidden || parts.includes('node_modules') || /^docs?$/.test(parts[0] ?? '') || otherTools.test(name);
}

async function whyUnread(
  file: string,
  { tree, texts }: { readonly tree: Tree; readonly texts: Texts },
): Promise<string | null> {
  if (isArchive(file)) return whyArchiveUnread(file, tree);
  const extension = endingOf(file).toLowerCase();
  const language = languages.get(extension);
  if (language !== undefined) return language;
  if (!formats.has(extension)) return null;
  if (tree.files.get(file)?.rewritten !== undefined) return 'The file that is checked out differs from the stored one.';
  const text = await texts.of(file);
  if (!text.ok) return 'Its content cannot be read.';
  const value = parseManifests(text.text).documents[0]?.value;
  if (isMap(value) && otherKeys.some((keys) => keys.every((key) => Object.hasOwn(value, key)))) return null;
  if (isKustomization(file) && isMap(value) && value['kind'] === 'Component') {
    return strings(value['patches']).length === 0
      ? 'It is a component that no kustomization here includes.'
      : 'It is a component that Kustomize cannot read: each of its patches must be a map (path: file).';
  }
  if (isNamedObject(value)) return 'It is part of a kustomization that nothing here builds.';
  return whyUnfilled(text.text) ?? 'It is not a manifest, and nothing that is rendered here reads it.';
}

/** helmfile and Flux refer to packed charts by file name. */
async function whyArchiveUnread(file: string, tree: Tree): Promise<string | null> {
  const isChart = isTooLarge(tree, file) || (await mayBePackedChart(await tree.read(file)));
  return isChart ? 'It is a packed chart, and nothing that is rendered here reads it.' : null;
}
