/** Finds the line of the values that decides a field, by experiments with the chart. */
import { type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type HelmSource } from '../../../model/source.ts';
import { type ValuesOrigin } from '../../../model/suggestion.ts';
import { type Traced } from '../render/render.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { openYaml, type OpenYaml } from '../../../yaml/positions.ts';
import { originOf } from './written.ts';
import { valueCandidates, lineKey, readsAtLines } from './candidates.ts';
import { type Experiment, type RenderWith } from './experiment.ts';
import { type Layer, layersAndSets } from './layers.ts';
import { type RenderCase, decisive, likeliest, openCase, search } from './search.ts';
import { type SeenField, SeenFields } from './seen.ts';
import { type ValueSetting } from './settings.ts';
import { withIncluded } from './templates.ts';
import { type TemplateLine, sourceLines, wanted } from './wanted.ts';

/** The templates to trace, in Helm's names; `begin`: whether to trace only these if there is no trace yet. */
export interface Only {
  readonly names: readonly string[];
  readonly begin: boolean;
}

/** What the search for origins needs from the other stages. */
export interface OriginContext<F> {
  readonly texts: Texts;
  /** The values that the lines of the chart's templates read. Null where the chart could not be traced. */
  readonly trace: (source: HelmSource, only?: Only) => Promise<Traced | null>;
  readonly render: RenderWith;
  /** Whether the finding about a field would also be found in this object. */
  readonly isWrong: (field: F, manifest: Manifest) => boolean;
}

export interface ChartField {
  readonly manifest: Manifest;
  readonly path: Path;
}

/**
 * What was found in other renders of the chart. A value that decided a field there is tried first here, and has to be
 * confirmed again. Where no value decided a field of a document, none is searched for the same document again.
 */
export interface OriginMemory {
  /** Paths of the deciding values, by template and path of the field. */
  readonly made: Map<string, Path[]>;
  /** Keys of fields without one: template, path, and text of the document. */
  readonly none: Set<string>;
  /** Fields of documents that are alike. */
  readonly seen: SeenFields;
}

export function newMemory(): OriginMemory {
  return { made: new Map(), none: new Set(), seen: new SeenFields() };
}

/**
 * For fields of one chart's objects: the line of the values that sets each last, where exactly one value was shown to
 * decide it. `manifests`: all objects of the chart.
 */
export async function valuesOrigins<F extends ChartField>(
  source: HelmSource,
  manifests: readonly Manifest[],
  fields: readonly F[],
  context: OriginContext<F>,
  memory: OriginMemory = newMemory(),
): Promise<Map<F, ValuesOrigin>> {
  const unknown = fields.filter((field) => !memory.none.has(textKey(field)));
  if (unknown.length === 0) return new Map();
  const { texts } = context;
  const layers = await layersAndSets(source, texts);
  const origins = new Map<F, ValuesOrigin>();
  const tell = async (field: F, setting: ValueSetting | null): Promise<void> => {
    remember(memory, field, setting);
    const origin = setting === null ? null : await originOf(setting, texts);
    if (origin !== null) origins.set(field, origin);
  };
  const open: F[] = [];
  for (const field of unknown) {
    const asked = wanted(field.manifest, field.path);
    const setting = asked === null ? undefined : await memory.seen.settingOf(asked, layers, texts);
    if (setting === undefined) open.push(field);
    else await tell(field, setting);
  }
  if (open.length === 0) return origins;
  const traced = await context.trace(
    source,
    open.length < unknown.length ? await onlyOf(open, source, texts) : undefined,
  );
  const { cases, looks } = traced === null ? nothingLooked<F>() : casesOf(open, traced, layers, memory);
  const names = [...new Set([...cases.values()].map(({ field }) => field.manifest.origin.name))];
  const templates = await withIncluded(names, source, texts);
  const experiment: Experiment = { source, layers, manifests, templates, render: context.render };
  await search([...cases.values()], experiment);
  for (const field of open) {
    const found = cases.get(field);
    const setting = found === undefined ? null : await chosen(found, experiment, (now) => context.isWrong(field, now));
    await tell(field, setting);
    const look = looks.get(field);
    if (look !== undefined) await memory.seen.keep({ ...look, made: setting?.read ?? null }, look.from, layers, texts);
  }
  return origins;
}

function remember({ made, none }: OriginMemory, field: ChartField, setting: ValueSetting | null): void {
  if (setting === null) {
    none.add(textKey(field));
    return;
  }
  const key = fieldKey(field);
  const others = (made.get(key) ?? []).filter((path) => JSON.stringify(path) !== JSON.stringify(setting.read));
  made.set(key, [setting.read, ...others]);
}

async function chosen(
  found: RenderCase,
  experiment: Experiment,
  isWrong: (manifest: Manifest) => boolean,
): Promise<ValueSetting | null> {
  const [first, ...others] = likeliest(found);
  if (first === undefined) return null;
  return others.length === 0 ? first : decisive(found, [first, ...others], experiment, isWrong);
}

function fieldKey({ manifest: { origin }, path }: ChartField): string {
  return origin.kind === 'helm' ? JSON.stringify([origin.name, origin.item, path]) : '';
}

function textKey(field: ChartField): string {
  const { origin } = field.manifest;
  return origin.kind === 'helm' ? JSON.stringify([fieldKey(field), origin.text]) : '';
}

interface Looked<F> {
  readonly cases: Map<F, RenderCase>;
  readonly looks: Map<F, Omit<SeenField, 'values' | 'made'> & { readonly from: readonly TemplateLine[] }>;
}

function nothingLooked<F>(): Looked<F> {
  return { cases: new Map(), looks: new Map() };
}

function casesOf<F extends ChartField>(
  fields: readonly F[],
  traced: Traced,
  layers: readonly Layer[],
  { made }: OriginMemory,
): Looked<F> {
  const reads = readsByLine(traced);
  const opened = new Map<string, OpenYaml>();
  const { cases, looks } = nothingLooked<F>();
  for (const field of fields) {
    const asked = wanted(field.manifest, field.path);
    const lines = asked === null ? undefined : traced.lines.get(asked.manifest.origin.name);
    if (asked === null || lines === undefined) continue;
    const { text } = asked.manifest.origin;
    const rendered = opened.get(text) ?? openYaml(text);
    opened.set(text, rendered);
    const remembered = made.get(fieldKey(field)) ?? [];
    const from = sourceLines(asked, rendered, lines);
    const read = readsAtLines(from, reads);
    looks.set(field, { field: asked, lines, reads: read, from });
    const candidates = valueCandidates(asked, read, layers, remembered);
    if (candidates.length > 0) cases.set(field, openCase(asked, candidates, read));
  }
  return { cases, looks };
}

export async function onlyOf(fields: readonly ChartField[], source: HelmSource, texts: Texts): Promise<Only> {
  const names = fields.flatMap(({ manifest: { origin } }) => (origin.kind === 'helm' ? [origin.name] : []));
  return { names: await withIncluded([...new Set(names)], source, texts), begin: true };
}

export function readsByLine({ reads }: Traced): Map<string, Path[]> {
  const byLine = new Map<string, Path[]>();
  for (const read of reads) {
    const key = lineKey(read);
    const paths = byLine.get(key);
    if (paths === undefined) byLine.set(key, [read.path]);
    else paths.push(read.path);
  }
  return byLine;
}
