/** Finds entries of a pull request's own configuration that will have no effect after the merge. */
import { posix } from 'node:path';
import { type Path } from '../../model/json.ts';
import { type Notice } from '../../model/problem.ts';
import { type Tree } from '../../model/tree.ts';
import { chartNotices } from './charts.ts';
import { type Config } from './config.ts';
import { type ConfiguredWaiver } from './waiver-entries.ts';
import { hasEnded, waiverKey } from './waivers.ts';

/** A configuration that a pull request contains. It is hostile: none of its patterns becomes a regular expression. */
export interface ConfigurationAtHead {
  readonly file: string;
  readonly value: Config;
  readonly lineOf: (path: Path) => number;
  readonly tree: Tree;
  /** The configuration that applies until the merge. Entries that it has as well are reported for it instead. */
  readonly trusted: Config;
  /** ISO date. */
  readonly today: string;
}

/** Maximum number of notices. */
const mostSaid = 20;

/** Notices about entries that will have no effect after the merge. */
export function noticesAtHead(head: ConfigurationAtHead): Notice[] {
  const all = [...unmatchedCharts(head), ...missingValues(head), ...idleWaivers(head)];
  return all.slice(0, mostSaid).map((notice) => ({ ...notice, message: afterMerge(notice.message) }));
}

function afterMerge(message: string): string {
  return `After the merge, ${message.replace(/^The /, 'the ')}`;
}

/** Indexes of the entries of `charts` that the trusted configuration does not have. */
function newCharts({ value, trusted }: ConfigurationAtHead): ReadonlySet<number> {
  const known = new Set(trusted.charts.map((chart) => JSON.stringify(chart)));
  const indexes = value.charts.flatMap((chart, index) => (known.has(JSON.stringify(chart)) ? [] : [index]));
  return new Set(indexes.slice(0, mostCharts));
}

/** Maximum number of entries to check: similar paths are searched among all charts. */
const mostCharts = 10;

function unmatchedCharts(head: ConfigurationAtHead): Notice[] {
  const { value, file, lineOf, tree } = head;
  const of = newCharts(head);
  const lines = value.charts.map((_, index) => (of.has(index) ? lineOf(['charts', index, 'path']) : 1));
  return chartNotices({ charts: value.charts, file, lines, files: tree.files.keys(), of });
}

function missingValues(head: ConfigurationAtHead): Notice[] {
  const { value, file, lineOf, tree } = head;
  return [...newCharts(head)].flatMap((index) => {
    const { path = '', values = [] } = value.charts[index] ?? {};
    if (!tree.files.has(posix.join(path, 'Chart.yaml'))) return [];
    const missing = [...new Set(values.flat().map((each) => posix.join(path, each)))].filter(
      (each) => !tree.files.has(each),
    );
    return missing.slice(0, mostSaid).map((each): Notice => {
      const line = lineOf(['charts', index, 'values']);
      const message = `charts[${index}].values at ${file}:${line} names ${each}, which does not exist. Correct the name, or remove it.`;
      return notice('chart-values-missing', file, line, message);
    });
  });
}

/** Waivers that the trusted configuration does not have, and that will waive nothing. */
function idleWaivers({ value, file, lineOf, tree, trusted, today }: ConfigurationAtHead): Notice[] {
  const known = new Set(trusted.waivers.map(waiverKey));
  const names = namesIn(tree);
  const idle = value.waivers.flatMap((waiver, index) => {
    const why = known.has(waiverKey(waiver)) ? null : whyIdle(waiver, names, today);
    return why === null ? [] : [{ index, ...why }];
  });
  return idle.slice(0, mostSaid).map(({ index, code, why }) => {
    const line = lineOf(['waivers', index]);
    return notice(code, file, line, `The waiver at ${file}:${line} (${value.waivers[index]?.rule ?? ''}) ${why}`);
  });
}

function whyIdle(
  waiver: ConfiguredWaiver,
  names: Names,
  today: string,
): { readonly code: Notice['code']; readonly why: string } | null {
  if (hasEnded(waiver, today))
    return { code: 'waiver-ended', why: `ended on ${waiver.expires} and waives nothing. Renew it, or remove it.` };
  if (waiver.file === undefined || mayFit(waiver.file, names)) return null;
  return {
    code: 'waiver-unused',
    why: `is for ${waiver.file.slice(0, longest)}, which matches no file. Correct it, or remove it.`,
  };
}

/** Longer names are truncated. UTF-16 code units. */
const longest = 200;

interface Names {
  /** Paths of files and folders, from the root. */
  readonly paths: ReadonlySet<string>;
  /** Base names of files and folders. */
  readonly parts: ReadonlySet<string>;
}

function namesIn({ files }: Tree): Names {
  const paths = new Set<string>();
  for (const file of files.keys())
    for (let path = file; path !== '.' && !paths.has(path); path = posix.dirname(path)) paths.add(path);
  return { paths, parts: new Set([...paths].map((path) => posix.basename(path))) };
}

/** Whether a `.gitignore` pattern may match a file. True for any pattern that is more than a name or a path. */
function mayFit(pattern: string, { paths, parts }: Names): boolean {
  if (/[*?[\]!\\#\s]/.test(pattern)) return true;
  const path = pattern.replace(/\/$/, '');
  return path.includes('/') ? paths.has(path.replace(/^\//, '')) : parts.has(path);
}

function notice(code: Notice['code'], file: string, line: number, message: string): Notice {
  return { code, subject: file, message, place: { kind: 'lines', file, first: line, last: line } };
}
