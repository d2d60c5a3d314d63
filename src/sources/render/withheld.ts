/** Reports files that decide a render but cannot be read as they are deployed. */
import { posix } from 'node:path';
import { endingOf } from '../deployments/paths.ts';
import { foldersAround } from '../../snapshot/folders.ts';
import { isKustomization } from '../kustomize/kustomization-file.ts';
import { type Problem } from '../../model/problem.ts';
import { type Source } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { isPointer, lfsPointer, longestPointer } from '../../snapshot/lfs.ts';
import { declaredAndRead, rewrittenAmong, rewrittenProblem } from './rewritten.ts';
import { isTooLarge, sizeOf, tooLarge } from '../../snapshot/sizes.ts';

/**
 * Problems for files of a source that decide its render but are not available: too large, only a Git LFS pointer, or
 * changed by a checkout.
 */
export async function withheldOf(source: Source, tree: Tree): Promise<Problem[]> {
  const paths = [...new Set([...declaredAndRead(source), ...filesOf(source)])];
  const rewritten = await rewrittenAmong(paths, tree);
  if (source.kind === 'plain') return rewritten.map((path) => withheld(path, tree));
  const large = paths.filter((path) => isTooLarge(tree, path));
  const found = [...new Set([...large, ...(await pointersAmong(paths, tree)), ...rewritten])];
  const deciding = found.length === 0 ? found : await thoseDeciding(found, source, tree);
  return deciding.map((path) => withheld(path, tree));
}

function withheld(path: string, tree: Tree): Problem {
  const file = tree.files.get(path);
  if (isTooLarge(tree, path)) return tooLarge(path, sizeOf(tree, path));
  return file?.rewritten === undefined ? lfsPointer(path) : rewrittenProblem(file);
}

function filesOf(source: Source): readonly string[] {
  return source.kind === 'helm' ? [...source.files.values(), ...source.values] : [];
}

async function pointersAmong(paths: readonly string[], tree: Tree): Promise<string[]> {
  const small = paths.filter((path) => (tree.files.get(path)?.size ?? longestPointer) < longestPointer);
  const read = await Promise.all(small.map(async (path) => ({ path, text: await textOf(path, tree) })));
  return read.filter(({ text }) => isPointer(text)).map(({ path }) => path);
}

async function textOf(path: string, tree: Tree): Promise<string> {
  if (isTooLarge(tree, path)) return '';
  return new TextDecoder().decode(await tree.read(path));
}

/** File types for people, which no template prints or parses. */
const pictures = new Set(['.png', '.jpg', '.jpeg', '.gif', '.svg', '.ico', '.webp', '.pdf', '.mp4']);
const prose = new Set(['.md', '.txt']);

async function thoseDeciding(found: readonly string[], source: Source, tree: Tree): Promise<string[]> {
  if (source.kind !== 'helm') return namedAmong(found, source.reads, tree);
  const named = new Set([...source.values, ...source.reads.filter((path) => path.endsWith('.gotmpl'))]);
  const inChart = new Map([...source.files].map(([name, path]) => [path, name]));
  const isRead = (path: string): boolean => named.has(path) || isOfHelm(inChart.get(path));
  const others = found.filter((path) => !isRead(path));
  const asks = others.length > 0 && (await asksForFiles(source.files, tree));
  const isAskedFor = (path: string): boolean => asks && !pictures.has(extensionOf(path));
  return found.filter((path) => isRead(path) || isAskedFor(path));
}

const manifests = new Set(['.yaml', '.yml', '.json', '']);

/**
 * Of the files in the folders of a build: manifests, and files whose name occurs in them. Large files count only if
 * they are named.
 */
async function namedAmong(found: readonly string[], reads: readonly string[], tree: Tree): Promise<string[]> {
  const isOwn = (path: string): boolean =>
    isTooLarge(tree, path) ? isKustomization(path) || isInChart(path, tree) : manifests.has(extensionOf(path));
  const others = found.filter((path) => !isOwn(path));
  if (others.length === 0) return [...found];
  const named = await namedIn(reads, others, tree);
  return found.filter((path) => isOwn(path) || named.has(path));
}

/** The files whose name occurs in a manifest. */
export async function namedIn(
  reads: readonly string[],
  files: readonly string[],
  tree: Tree,
): Promise<ReadonlySet<string>> {
  const naming = reads.filter((path) => manifests.has(extensionOf(path)));
  const named = new Set<string>();
  for (const path of naming) {
    const text = await textOf(path, tree);
    for (const file of files) if (!named.has(file) && text.includes(posix.basename(file))) named.add(file);
  }
  return named;
}

/** Whether it is in the folder of a chart. */
export function isInChart(path: string, { files }: Tree): boolean {
  return foldersAround(path).some((folder) => files.has(posix.join(folder, 'Chart.yaml')));
}

function extensionOf(path: string): string {
  return endingOf(path).toLowerCase();
}

/**
 * Whether Helm itself reads the file as part of the chart. A file outside of the chart's folder is named explicitly, so
 * it counts.
 */
function isOfHelm(name: string | undefined): boolean {
  if (name === undefined) return true;
  if (/(^|\/)(templates|crds)\//.test(name)) return !/(^|\/)crds\//.test(name) || !prose.has(extensionOf(name));
  const base = posix.basename(name);
  return (
    /^(Chart|requirements)\.(yaml|lock)$|^values\.(yaml|schema\.json)$|^\.helmignore$/.test(base) ||
    (base.endsWith('.tgz') && posix.basename(posix.dirname(name)) === 'charts')
  );
}

/** Whether a template may read other files of the chart (`.Files`). */
async function asksForFiles(files: ReadonlyMap<string, string>, tree: Tree): Promise<boolean> {
  const asking = [...files].filter(([name]) => name.includes('templates/') || name.endsWith('values.yaml'));
  const texts = await Promise.all(asking.map(async ([, path]) => textOf(path, tree)));
  return texts.some((text) => text.includes('Files') || /index\s+[.$]/.test(text));
}
