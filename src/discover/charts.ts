import { posix } from 'node:path';
import { parse } from 'yaml';
import { filesBelow, type Folders } from '../deploy/folders.ts';
import { type Problem, type Tree } from '../model.ts';
import { isMap, list } from '../json.ts';
import { type Texts } from '../texts.ts';

export interface Chart {
  readonly folder: string;
  readonly type: 'application' | 'library';
  /** Folders of `file://` dependencies that are in the tree, as Helm would pack them into charts/. */
  readonly fileDependencies: readonly { readonly name: string; readonly folder: string }[];
}

export interface Charts {
  /** Those that stand on their own, by folder; vendored subcharts belong to the chart around them. */
  readonly charts: ReadonlyMap<string, Chart>;
  readonly problems: readonly Problem[];
}

export async function findCharts(tree: Tree, texts: Texts, looksAt: (path: string) => boolean): Promise<Charts> {
  const folders = [...tree.files.keys()]
    .filter((path) => posix.basename(path) === 'Chart.yaml')
    .map((path) => posix.dirname(path));
  const all = new Set(folders);
  const charts = new Map<string, Chart>();
  const problems: Problem[] = [];
  for (const folder of folders) {
    if (!looksAt(posix.join(folder, 'Chart.yaml')) || isInside(all, folder)) continue;
    const chart = await readChart(tree, texts, folder);
    if ('code' in chart) problems.push(chart);
    else charts.set(folder, chart);
  }
  return { charts, problems };
}

/** A folder's path as the tree has it, however somebody wrote it. */
export function folderPath(written: string): string {
  return posix.normalize(written).replace(/\/$/, '');
}

/** Whether a chart lies above it: a subchart, or a chart among another's test data. Below one in the root: in charts/. */
function isInside(charts: ReadonlySet<string>, folder: string): boolean {
  for (let at = posix.dirname(folder); at !== '.' && at !== '..'; at = posix.dirname(at)) {
    if (charts.has(at)) return true;
  }
  return charts.has('.') && folder.startsWith('charts/');
}

async function readChart(tree: Tree, texts: Texts, folder: string): Promise<Chart | Problem> {
  const file = posix.join(folder, 'Chart.yaml');
  const text = await texts.of(file);
  if (!text.ok) return text.problem;
  const fields = mapOf(text.text);
  if (fields === null || typeof fields['name'] !== 'string') {
    const message = `${file} is no chart: expected a map with a name and a version.`;
    return {
      stage: 'discover',
      code: 'chart-invalid',
      subject: folder,
      message,
      place: { kind: 'file', file, why: message },
    };
  }
  const requirements = await dependenciesOf(texts, tree, folder);
  return {
    folder,
    type: fields['type'] === 'library' ? 'library' : 'application',
    fileDependencies: [...list(fields['dependencies']), ...requirements].flatMap((entry) =>
      fileDependency(tree, folder, entry),
    ),
  };
}

/** Charts of apiVersion v1 keep their dependencies in a file of their own. */
async function dependenciesOf(texts: Texts, tree: Tree, folder: string): Promise<readonly unknown[]> {
  const file = posix.join(folder, 'requirements.yaml');
  if (!tree.files.has(file)) return [];
  const text = await texts.of(file);
  return text.ok ? list(mapOf(text.text)?.['dependencies']) : [];
}

function fileDependency(tree: Tree, folder: string, entry: unknown): { name: string; folder: string }[] {
  if (!isMap(entry)) return [];
  const { name, repository } = entry;
  if (typeof name !== 'string' || typeof repository !== 'string' || !repository.startsWith('file://')) return [];
  const at = folderPath(posix.join(folder, repository.slice('file://'.length)));
  return tree.files.has(posix.join(at, 'Chart.yaml')) ? [{ name, folder: at }] : [];
}

function mapOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = parse(text, { logLevel: 'silent', maxAliasCount: 100 });
    return isMap(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * The files of a chart as Helm would have them, by path inside the chart: its own, and each `file://` dependency under
 * charts/ unless one is vendored there already. Values are paths in the tree.
 */
export function filesOfChart(
  folders: Folders,
  charts: ReadonlyMap<string, Chart>,
  chart: Chart,
  depth = 0,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const path of filesBelow(folders, chart.folder, true)) files.set(relativeTo(chart.folder, path), path);
  if (depth > 8) return files; // charts that depend on each other
  for (const dependency of chart.fileDependencies) {
    if (isVendored(files, dependency.name)) continue;
    const inner = charts.get(dependency.folder);
    const innerFiles =
      inner === undefined
        ? new Map(
            filesBelow(folders, dependency.folder, true).map((path) => [relativeTo(dependency.folder, path), path]),
          )
        : filesOfChart(folders, charts, inner, depth + 1);
    for (const [path, at] of innerFiles) files.set(`charts/${dependency.name}/${path}`, at);
  }
  return files;
}

function isVendored(files: ReadonlyMap<string, string>, name: string): boolean {
  if (files.has(`charts/${name}/Chart.yaml`)) return true;
  return [...files.keys()].some((path) => path.startsWith(`charts/${name}-`) && path.endsWith('.tgz'));
}

export function below(tree: Tree, folder: string): string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  return [...tree.files.keys()].filter((path) => path.startsWith(prefix));
}

function relativeTo(folder: string, path: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1);
}
