/** Decides how Helm uses a file in a chart's folder. */
import { posix } from 'node:path';
import { filesBelow, type Folders, foldersAround } from '../../../snapshot/folders.ts';
import { globMatcher } from '../../../foundation/text/glob.ts';
import { isMap } from '../../../foundation/json.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** How Helm uses the files in the folders of charts. Other files there are independent of the chart. */
export interface ChartFiles {
  /** Whether Helm renders it: a template, or a definition in `crds/`. */
  readonly isTemplate: (path: string) => boolean;
  /** Whether Helm reads it as a template but prints nothing of it. */
  readonly isIdle: (path: string) => boolean;
  /**
   * Whether it belongs to a chart and is no manifest of its own: a file that a template reads, values, or a saved
   * render.
   */
  readonly isOwn: (path: string, text: string) => Promise<boolean>;
  /** Whether it is in the folder of a chart. */
  readonly isInside: (path: string) => boolean;
}

/**
 * `charts`: the folders of charts and subcharts; `libraries`: those of library charts, of which Helm prints nothing.
 */
export function chartFiles(
  folders: Folders,
  { charts, libraries }: { readonly charts: ReadonlySet<string>; readonly libraries: ReadonlySet<string> },
  texts: Texts,
): ChartFiles {
  const readBy = new Map<string, Promise<(file: string) => boolean>>();
  const isRead = async ({ chart, file }: Inside): Promise<boolean> => {
    const known = readBy.get(chart) ?? readByTemplates(folders, chart, texts);
    readBy.set(chart, known);
    return (await known)(file);
  };
  return {
    isInside: (path) => chartsAround(charts, path).length > 0,
    isTemplate: (path) => chartsAround(charts, path).some(({ file }) => RENDERED.test(file)),
    isIdle: (path) => {
      const around = chartsAround(charts, path).filter(({ file }) => file.startsWith('templates/'));
      const isPrinted = ({ chart }: Inside): boolean => !libraries.has(chart) && !posix.basename(path).startsWith('_');
      return around.length > 0 && !around.some(isPrinted);
    },
    isOwn: async (path, text) => {
      const around = chartsAround(charts, path);
      if (around.length === 0) return false;
      if (around.some(({ file }) => isValues(file)) && !holdsNamedObject(text)) return true;
      if (around.some((inside) => isKeptRender(inside, text, folders))) return true;
      return (await Promise.all(around.map(isRead))).includes(true);
    },
  };
}

interface Inside {
  readonly chart: string;
  /** Relative to the chart's folder. */
  readonly file: string;
}

const RENDERED = /^(?:templates|crds)\//;

/** The charts whose folders contain a file, the innermost first. */
function chartsAround(charts: ReadonlySet<string>, path: string): Inside[] {
  return foldersAround(path)
    .filter((folder) => charts.has(folder))
    .map((chart) => ({ chart, file: chart === '.' ? path : path.slice(chart.length + 1) }));
}

/** Whether its name is that of a chart's description or values. */
function isValues(file: string): boolean {
  return /^(?:(?:Chart|requirements)\.(?:ya?ml|lock)|values[^/]*\.(?:ya?ml|json)|ci\/[^/]*values\.ya?ml)$/.test(file);
}

function holdsNamedObject(text: string): boolean {
  return parseManifests(text).documents.some(({ value }) => isNamedObject(value));
}

/** Whether kubectl would apply it, whatever else the file is. */
export function isNamedObject(value: unknown): boolean {
  if (!isMap(value) || typeof value['kind'] !== 'string' || typeof value['apiVersion'] !== 'string') return false;
  const { metadata, items } = value;
  return Array.isArray(items) || (isMap(metadata) && ('name' in metadata || 'generateName' in metadata));
}

/**
 * A saved output of one of the chart's templates, as `helm template` marks it: the chart itself is reviewed instead.
 */
function isKeptRender({ chart, file }: Inside, text: string, folders: Folders): boolean {
  const template = RENDERED.test(file) ? null : markedTemplate(text);
  if (template === null) return false;
  const folder = posix.join(chart, posix.dirname(template));
  return folders.get(folder)?.includes(posix.basename(template)) === true;
}

/** The template that is named in comments before the first object of a text. */
function markedTemplate(text: string): string | null {
  for (const line of text.slice(0, MARK_WITHIN).split('\n')) {
    const template = /^# Source: [^/\s]+\/((?:charts\/[^/\s]+\/)*(?:templates|crds)\/\S+)/.exec(line)?.[1];
    if (template !== undefined) return template;
    if (!/^\s*(?:---|#|$)/.test(line)) return null;
  }
  return null;
}

/** Number of characters in which the mark is searched. */
const MARK_WITHIN = 1000;

/** Returns a test for the files that a chart's templates read. Where a template computes the name, any file matches. */
async function readByTemplates(folders: Folders, chart: string, texts: Texts): Promise<(file: string) => boolean> {
  const templates = filesBelow(folders, posix.join(chart, 'templates'), true);
  const read = await Promise.all(templates.map((path) => texts.of(path)));
  const patterns = read.flatMap((text) => (text.ok ? patternsIn(text.text.replaceAll(COMMENT, '')) : []));
  const matchers = [...new Set(patterns)].map((pattern) => globMatcher(pattern, 'gobwas'));
  return (file) => matchers.some((matches) => matches(file));
}

const ANY = '**';

const COMMENT = /\{\{-?\s*\/\*[^]*?\*\/\s*-?\}\}/g;

/** Patterns of the files that a template reads. */
function patternsIn(text: string): string[] {
  return [...text.matchAll(/\.Files\b(?:\.(\w+))?\s*(?:\(\s*printf\s+)?("(?:[^"\\\n]|\\.)*"|`[^`]*`)?/g)].map(
    ([, method, literal]) =>
      method === undefined || literal === undefined ? ANY : literal.slice(1, -1).replace(/%[-+ #0-9.]*[a-z]/g, ANY),
  );
}
