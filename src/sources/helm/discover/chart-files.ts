import { posix } from 'node:path';
import { filesBelow, type Folders, foldersAround } from '../../../snapshot/folders.ts';
import { globMatcher } from '../../../foundation/text/glob.ts';
import { isMap } from '../../../foundation/json.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** What Helm makes of the files in the folders of charts. All else that lies there is nobody's. */
export interface ChartFiles {
  /** Whether Helm renders it: a template, or a definition in `crds/`. */
  readonly isTemplate: (path: string) => boolean;
  /** Whether Helm reads it as a template and prints nothing of it: what stands there for itself is nobody's either. */
  readonly isIdle: (path: string) => boolean;
  /** Whether it is a part of a chart, or only looks like manifests: what a template reads, values, a render that was kept. */
  readonly isOwn: (path: string, text: string) => Promise<boolean>;
  /** Whether it lies in the folder of a chart. */
  readonly isInside: (path: string) => boolean;
}

/** `charts`: their folders, those of subcharts too; `libraries`: those of which Helm prints nothing. */
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

/** The charts in whose folders a file lies, the innermost first. */
function chartsAround(charts: ReadonlySet<string>, path: string): Inside[] {
  return foldersAround(path)
    .filter((folder) => charts.has(folder))
    .map((chart) => ({ chart, file: chart === '.' ? path : path.slice(chart.length + 1) }));
}

/** By its name a description of the chart, or values for it. */
function isValues(file: string): boolean {
  return /^(?:(?:Chart|requirements)\.(?:ya?ml|lock)|values[^/]*\.(?:ya?ml|json)|ci\/[^/]*values\.ya?ml)$/.test(file);
}

function holdsNamedObject(text: string): boolean {
  return parseManifests(text).documents.some(({ value }) => isNamedObject(value));
}

/** What kubectl would apply, whatever else the file is. */
export function isNamedObject(value: unknown): boolean {
  if (!isMap(value) || typeof value['kind'] !== 'string' || typeof value['apiVersion'] !== 'string') return false;
  const { metadata, items } = value;
  return Array.isArray(items) || (isMap(metadata) && ('name' in metadata || 'generateName' in metadata));
}

/** The output of one of the chart's templates, as `helm template` marks it: the chart itself is looked at. */
function isKeptRender({ chart, file }: Inside, text: string, folders: Folders): boolean {
  const template = RENDERED.test(file) ? null : markedTemplate(text);
  if (template === null) return false;
  const folder = posix.join(chart, posix.dirname(template));
  return folders.get(folder)?.includes(posix.basename(template)) === true;
}

/** The template that is named before the first object of a text. */
function markedTemplate(text: string): string | null {
  for (const line of text.slice(0, MARK_WITHIN).split('\n')) {
    const template = /^# Source: [^/\s]+\/((?:charts\/[^/\s]+\/)*(?:templates|crds)\/\S+)/.exec(line)?.[1];
    if (template !== undefined) return template;
    if (!/^\s*(?:---|#|$)/.test(line)) return null;
  }
  return null;
}

/** In characters. */
const MARK_WITHIN = 1000;

/** What the templates of a chart read as files. Where one works out the name, that may be any. */
async function readByTemplates(folders: Folders, chart: string, texts: Texts): Promise<(file: string) => boolean> {
  const templates = filesBelow(folders, posix.join(chart, 'templates'), true);
  const read = await Promise.all(templates.map((path) => texts.of(path)));
  const patterns = read.flatMap((text) => (text.ok ? patternsIn(text.text.replaceAll(COMMENT, '')) : []));
  const matchers = [...new Set(patterns)].map((pattern) => globMatcher(pattern, 'gobwas'));
  return (file) => matchers.some((matches) => matches(file));
}

const ANY = '**';

const COMMENT = /\{\{-?\s*\/\*[^]*?\*\/\s*-?\}\}/g;

/** Patterns of the files that a template asks for. */
function patternsIn(text: string): string[] {
  return [...text.matchAll(/\.Files\b(?:\.(\w+))?\s*(?:\(\s*printf\s+)?("(?:[^"\\\n]|\\.)*"|`[^`]*`)?/g)].map(
    ([, method, literal]) =>
      method === undefined || literal === undefined ? ANY : literal.slice(1, -1).replace(/%[-+ #0-9.]*[a-z]/g, ANY),
  );
}
