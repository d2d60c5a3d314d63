/** Resolves the file:// dependencies of charts inside the repository. */
import { posix } from 'node:path';
import { isMap, list } from '../../../foundation/json.ts';
import { inside } from '../../deployments/paths.ts';
import { type Path } from '../../../model/json.ts';
import { type Problem } from '../../../model/problem.ts';
import { type Tree } from '../../../model/tree.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { openYaml } from '../../../yaml/positions.ts';

/** A `file://` dependency whose folder is in the tree. */
export interface FileDependency {
  readonly name: string;
  readonly folder: string;
  /** Where it is declared. */
  readonly declared: { readonly file: string; readonly path: Path };
}

/** What following the dependencies of a chart needs. */
export interface Depending {
  readonly folder: string;
  readonly fileDependencies: readonly FileDependency[];
}

/** A chart that is placed in another chart's `charts/`. */
export interface PlacedDependency {
  /** Path inside the outermost chart, ending with a slash: `charts/web/charts/lib/`. */
  readonly prefix: string;
  readonly folder: string;
}

export interface Placement {
  readonly placed: readonly PlacedDependency[];
  /**
   * The dependency that leads back to the chart itself, and the folders on the path there; null where there is none.
   */
  readonly circle: { readonly dependency: FileDependency; readonly way: readonly string[] } | null;
  /** Whether there are more than the maximum. */
  readonly isCut: boolean;
}

/** Maximum number of charts that the `file://` dependencies of one chart may add, with their own dependencies. */
export const mostDependencies = 100;

/** The `file://` dependencies in the fields of a file. */
export function declaredIn(
  { files }: Pick<Tree, 'files'>,
  folder: string,
  file: string,
  fields: Readonly<Record<string, unknown>> | null,
): FileDependency[] {
  return list(fields?.['dependencies']).flatMap((entry, index): FileDependency[] => {
    if (!isMap(entry)) return [];
    const { name, repository } = entry;
    if (typeof name !== 'string' || typeof repository !== 'string' || !repository.startsWith('file://')) return [];
    const at = inside(folder, repository.slice('file://'.length));
    if (at === null || !files.has(posix.join(at, 'Chart.yaml'))) return [];
    return [{ name, folder: at, declared: { file, path: ['dependencies', index] } }];
  });
}

/**
 * Where the `file://` dependencies of a chart are placed, including dependencies of dependencies, outer ones first. A
 * path that leads back to a chart on it ends there.
 */
export function placementOf(
  chart: Depending,
  charts: ReadonlyMap<string, Depending>,
  isVendored: (folder: string, name: string) => boolean,
): Placement {
  const placed: PlacedDependency[] = [];
  let circle: Placement['circle'] = null;
  let isCut = false;
  const waiting: { readonly chart: Depending; readonly prefix: string; readonly way: readonly string[] }[] = [
    { chart, prefix: '', way: [chart.folder] },
  ];
  for (const { chart: outer, prefix, way } of waiting) {
    for (const dependency of outer.fileDependencies) {
      const { name, folder } = dependency;
      if (isVendored(outer.folder, name)) continue;
      if (way.includes(folder)) {
        if (folder === chart.folder) circle ??= { dependency, way };
      } else if (placed.length === mostDependencies) {
        isCut = true;
      } else {
        const inside = `${prefix}charts/${name}/`;
        placed.push({ prefix: inside, folder });
        const inner = charts.get(folder);
        // The loop continues with items that are added to the array.
        if (inner !== undefined) waiting.push({ chart: inner, prefix: inside, way: [...way, folder] });
      }
    }
  }
  return { placed, circle, isCut };
}

/** Problems of a chart's `file://` dependencies: a circle, or too many. */
export async function placementProblems(
  { folder }: Depending,
  { circle, isCut }: Placement,
  texts: Texts,
): Promise<Problem[]> {
  const common = { stage: 'discover', subject: folder } as const;
  const problems: Problem[] = [];
  if (circle !== null) {
    const { file, path } = circle.dependency.declared;
    const text = await texts.of(file);
    const line = (text.ok ? openYaml(text.text).locate(0, path)?.first : undefined) ?? 1;
    const round = [...circle.way, folder].join(' → ');
    const message = `${file}:${line}: its file:// dependencies form a circle (${round}); it is rendered without the last one.`;
    const place = { kind: 'lines', file, first: line, last: line } as const;
    problems.push({ ...common, code: 'chart-invalid', message, place });
  }
  if (isCut) {
    const file = posix.join(folder, 'Chart.yaml');
    const message = `${file}: its file:// dependencies add more than ${mostDependencies} charts; it is rendered without the others.`;
    problems.push({ ...common, code: 'too-large', message, place: { kind: 'file', file, why: message } });
  }
  return problems;
}
