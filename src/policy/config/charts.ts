/** Reports entries of the configuration's `charts` that match no chart. */
import { posix } from 'node:path';
import { distance } from '../../foundation/text/distance.ts';
import { type Notice } from '../../model/problem.ts';
import { type Config } from './config.ts';

export interface ChartsConfigured {
  readonly charts: Config['charts'];
  readonly file: string;
  /** 1-based line of the path of each entry. */
  readonly lines: readonly number[];
  /** Paths of all files of the tree. */
  readonly files: Iterable<string>;
  /** Indexes of the entries to check; absent: all. */
  readonly of?: ReadonlySet<number>;
}

/** Notices about entries of `charts` that match no chart: nothing is rendered with their values. */
export function chartNotices({ charts, file, lines, files, of }: ChartsConfigured): Notice[] {
  if (charts.length === 0) return [];
  const folders = [...files].filter((path) => posix.basename(path) === 'Chart.yaml').map((path) => posix.dirname(path));
  const known = new Set(folders);
  return charts.flatMap(({ path }, index): Notice[] => {
    const folder = posix.normalize(path).replace(/\/$/, '');
    if (known.has(folder) || of?.has(index) === false) return [];
    const line = lines[index] ?? 1;
    const where = `charts[${index}].path at ${file}:${line}`;
    const message = `${where} names no chart: ${posix.join(folder, 'Chart.yaml')} does not exist.${hint(folder, folders)} Correct the path, or remove the entry.`;
    return [
      { code: 'chart-unmatched', subject: file, message, place: { kind: 'lines', file, first: line, last: line } },
    ];
  });
}

function hint(folder: string, folders: readonly string[]): string {
  if (folder.includes('*')) return ' A path is one folder, not a pattern.';
  const [nearest] = folders
    .slice(0, mostCompared)
    .map((each) => ({ each, distance: distance(folder.slice(0, longest), each.slice(0, longest)) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest === undefined ? ' There is no chart.' : ` The nearest chart is ${nearest.each}.`;
}

/** Limits on comparing: the distance of two paths takes the product of their lengths. */
const mostCompared = 2000;
const longest = 200;
