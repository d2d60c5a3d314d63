/** Finds the charts of a tree, and the files of each chart as Helm would have them. */
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
  /** Its `file://` dependencies whose folders are in the tree, as Helm would pack them into charts/. */
  readonly fileDependencies: readonly FileDependency[];
}

export interface FoundCharts {
  /** Independent charts by folder; vendored subcharts belong to the chart that contains them. */
  readonly charts: ReadonlyMap<string, Chart>;
  /** The folders of these charts and of their subcharts. */
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

/** A folder's path in the form of the tree, however it was written. */
export function folderPath(written: string): string {
  return posix.normalize(written).replace(/\/$/, '');
}

/** Whether it is a subchart: in the `charts/` folder of another chart, under a name that Helm does not skip. */
function isInside(charts: ReadonlySet<string>, folder: string): boolean {
  const around = posix.dirname(folder);
  return (
    posix.basename(around) === 'charts' && charts.has(posix.dirname(around)) && !/^[_.]/.test(posix.basename(folder))
  );
}

/** The chart of a folder; null where its Chart.yaml is not valid. */
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
    const message = `${file} is not a chart: expected a map with a name and a version.`;
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

/** Charts of apiVersion v1 have their dependencies in a separate file. */
async function inRequirements(texts: Texts, tree: Tree, folder: string): Promise<FileDependency[]> {
  const file = posix.join(folder, 'requirements.yaml');
  if (!tree.files.has(file)) return [];
  const text = await texts.of(file);
  return text.ok ? declaredIn(tree, folder, file, goFields(text.text, ['dependencies'])) : [];
}

/** Whether Helm accepts the value as a text: it converts numbers and booleans. */
function isText(value: Json | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * The files of a chart as Helm would have them, by path inside the chart: its own files, and each `file://` dependency
 * under charts/ unless one is vendored there. Values are paths in the tree.
 */
export function filesOfChart(folders: Folders, charts: ReadonlyMap<string, Chart>, chart: Chart): Map<string, string> {
  const { placed } = placementOf(chart, charts, vendoredIn(folders));
  return new Map(
    [{ prefix: '', folder: chart.folder }, ...placed].flatMap(({ prefix, folder }) =>
      filesBelow(folders, folder, true).map((path): [string, string] => [`${prefix}${relativeTo(folder, path)}`, path]),
    ),
  );
}

/** Whether a chart has a subchart of this name in its `charts/`, as a folder or packed. */
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
