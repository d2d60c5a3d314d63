import { posix } from 'node:path';
import { filesBelow, type Folders, foldersOf } from '../../../snapshot/folders.ts';
import { type Json } from '../../../model/json.ts';
import { type Problem } from '../../../model/problem.ts';
import { type Tree } from '../../../model/tree.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { goFields } from '../../../yaml/go-fields.ts';
import { declaredIn, type FileDependency, placementOf, placementProblems } from './file-dependencies.ts';

export interface Chart {
  readonly folder: string;
  readonly type: 'application' | 'library';
  /** Folders of `file://` dependencies that are in the tree, as Helm would pack them into charts/. */
  readonly fileDependencies: readonly FileDependency[];
}

export interface FoundCharts {
  /** Those that stand on their own, by folder; vendored subcharts belong to the chart around them. */
  readonly charts: ReadonlyMap<string, Chart>;
  /** Of these and of their subcharts. */
  readonly folders: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

export async function findCharts(tree: Tree, texts: Texts, looksAt: (path: string) => boolean): Promise<FoundCharts> {
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
  const isVendored = vendoredIn(foldersOf(tree));
  const depending = [...charts.values()].filter(({ fileDependencies }) => fileDependencies.length > 0);
  const wrong = await Promise.all(
    depending.map(async (chart) => placementProblems(chart, placementOf(chart, charts, isVendored), texts)),
  );
  const subcharts = folders.filter((folder) => isInside(all, folder));
  return { charts, folders: new Set([...charts.keys(), ...subcharts]), problems: [...problems, ...wrong.flat()] };
}

/** A folder's path as the tree has it, however somebody wrote it. */
export function folderPath(written: string): string {
  return posix.normalize(written).replace(/\/$/, '');
}

/** Whether it is a subchart: in the `charts/` of another, by a name that Helm does not pass over. */
function isInside(charts: ReadonlySet<string>, folder: string): boolean {
  const around = posix.dirname(folder);
  return (
    posix.basename(around) === 'charts' && charts.has(posix.dirname(around)) && !/^[_.]/.test(posix.basename(folder))
  );
}

/** The chart of a folder, wherever that lies; null where its Chart.yaml is none. */
export async function chartAt(tree: Tree, texts: Texts, folder: string): Promise<Chart | null> {
  const chart = await readChart(tree, texts, folder);
  return 'code' in chart ? null : chart;
}

async function readChart(tree: Tree, texts: Texts, folder: string): Promise<Chart | Problem> {
  const file = posix.join(folder, 'Chart.yaml');
  const text = await texts.of(file);
  if (!text.ok) return text.problem;
  const fields = goFields(text.text, ['name', 'type', 'dependencies']);
  if (fields === null || !isText(fields['name'])) {
    const message = `${file} is no chart: expected a map with a name and a version.`;
    return {
      stage: 'discover',
      code: 'chart-invalid',
      subject: folder,
      message,
      place: { kind: 'file', file, why: message },
    };
  }
  return {
    folder,
    type: fields['type'] === 'library' ? 'library' : 'application',
    fileDependencies: [...declaredIn(tree, folder, file, fields), ...(await inRequirements(texts, tree, folder))],
  };
}

/** Charts of apiVersion v1 keep their dependencies in a file of their own. */
async function inRequirements(texts: Texts, tree: Tree, folder: string): Promise<FileDependency[]> {
  const file = posix.join(folder, 'requirements.yaml');
  if (!tree.files.has(file)) return [];
  const text = await texts.of(file);
  return text.ok ? declaredIn(tree, folder, file, goFields(text.text, ['dependencies'])) : [];
}

/** What Helm takes for a text: it writes numbers and booleans out. */
function isText(value: Json | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * The files of a chart as Helm would have them, by path inside the chart: its own, and each `file://` dependency under
 * charts/ unless one is vendored there already. Values are paths in the tree.
 */
export function filesOfChart(folders: Folders, charts: ReadonlyMap<string, Chart>, chart: Chart): Map<string, string> {
  const { placed } = placementOf(chart, charts, vendoredIn(folders));
  return new Map(
    [{ prefix: '', folder: chart.folder }, ...placed].flatMap(({ prefix, folder }) =>
      filesBelow(folders, folder, true).map((path): [string, string] => [`${prefix}${relativeTo(folder, path)}`, path]),
    ),
  );
}

/** Whether a chart has a subchart of a name in its `charts/`, as a folder or packed. */
function vendoredIn(folders: Folders): (folder: string, name: string) => boolean {
  return (folder, name) => {
    const names = folders.get(posix.join(folder, 'charts')) ?? [];
    if (names.includes(`${name}/`) && folders.get(posix.join(folder, 'charts', name))?.includes('Chart.yaml') === true)
      return true;
    return names.some((each) => each.startsWith(`${name}-`) && each.endsWith('.tgz'));
  };
}

function relativeTo(folder: string, path: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1);
}
