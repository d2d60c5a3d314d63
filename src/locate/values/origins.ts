import { type HelmSource, type Manifest, type Path, type ValuesOrigin } from '../../model.ts';
import { type Traced } from '../../render/helm.ts';
import { type Texts } from '../../texts.ts';
import { openYaml, type OpenYaml } from '../../yaml/positions.ts';
import { originOf } from './written.ts';
import { candidatesFor, lineKey, readsAtLines } from './candidates.ts';
import { type Bench, type RenderWith } from './experiment.ts';
import { type Layer, layersOf } from './layers.ts';
import { type Case, decisive, likeliest, openCase, search } from './search.ts';
import { type Setting } from './settings.ts';
import { withIncluded } from './templates.ts';
import { sourceLines, wanted } from './wanted.ts';

/** What finding origins needs of the rest of the line. */
export interface Laboratory<F> {
  readonly texts: Texts;
  /** Which values the lines of the chart's templates read. Null where the chart could not be traced. */
  readonly trace: (source: HelmSource) => Promise<Traced | null>;
  readonly render: RenderWith;
  /** Whether what is said of a field would still be said of the object. */
  readonly isWrong: (field: F, manifest: Manifest) => boolean;
}

export interface Field {
  readonly manifest: Manifest;
  readonly path: Path;
}

/**
 * What was found in other renders of the chart. A value that made a field there is tried first here, and shown anew;
 * where no value could be shown to have made a field of a document, none is sought in the same document again.
 */
export interface Memory {
  /** By template and path of the field. */
  readonly made: Map<string, Path[]>;
  /** By that and the text of the document. */
  readonly none: Set<string>;
}

export function newMemory(): Memory {
  return { made: new Map(), none: new Set() };
}

/**
 * For fields of one chart's objects: the line of the values that set each last, where one value was shown to make it.
 * `manifests` are all of the chart's.
 */
export async function valuesOrigins<F extends Field>(
  source: HelmSource,
  manifests: readonly Manifest[],
  fields: readonly F[],
  laboratory: Laboratory<F>,
  memory: Memory = newMemory(),
): Promise<Map<F, ValuesOrigin>> {
  const unknown = fields.filter((field) => !memory.none.has(textKey(field)));
  if (unknown.length === 0) return new Map();
  const layers = await layersOf(source, laboratory.texts);
  const traced = await laboratory.trace(source);
  const cases = traced === null ? new Map<F, Case>() : casesOf(unknown, traced, layers, memory);
  const names = [...new Set([...cases.values()].map(({ field }) => field.manifest.origin.name))];
  const templates = await withIncluded(names, source, laboratory.texts);
  const bench: Bench = { source, layers, manifests, templates, render: laboratory.render };
  await search([...cases.values()], bench);
  const origins = new Map<F, ValuesOrigin>();
  for (const field of unknown) {
    const found = cases.get(field);
    const setting = found === undefined ? null : await chosen(found, bench, (now) => laboratory.isWrong(field, now));
    remember(memory, field, setting);
    const origin = setting === null ? null : await originOf(setting, laboratory.texts);
    if (origin !== null) origins.set(field, origin);
  }
  return origins;
}

function remember({ made, none }: Memory, field: Field, setting: Setting | null): void {
  if (setting === null) {
    none.add(textKey(field));
    return;
  }
  const key = fieldKey(field);
  const others = (made.get(key) ?? []).filter((path) => JSON.stringify(path) !== JSON.stringify(setting.read));
  made.set(key, [setting.read, ...others]);
}

async function chosen(found: Case, bench: Bench, isWrong: (manifest: Manifest) => boolean): Promise<Setting | null> {
  const [first, ...others] = likeliest(found);
  if (first === undefined) return null;
  return others.length === 0 ? first : decisive(found, [first, ...others], bench, isWrong);
}

function fieldKey({ manifest: { origin }, path }: Field): string {
  return origin.kind === 'helm' ? JSON.stringify([origin.name, origin.item, path]) : '';
}

function textKey(field: Field): string {
  const { origin } = field.manifest;
  return origin.kind === 'helm' ? JSON.stringify([fieldKey(field), origin.text]) : '';
}

function casesOf<F extends Field>(
  fields: readonly F[],
  traced: Traced,
  layers: readonly Layer[],
  { made }: Memory,
): Map<F, Case> {
  const reads = readsByLine(traced);
  const opened = new Map<string, OpenYaml>();
  const cases = new Map<F, Case>();
  for (const field of fields) {
    const asked = wanted(field.manifest, field.path);
    const lines = asked === null ? undefined : traced.lines.get(asked.manifest.origin.name);
    if (asked === null || lines === undefined) continue;
    const { text } = asked.manifest.origin;
    const rendered = opened.get(text) ?? openYaml(text);
    opened.set(text, rendered);
    const remembered = made.get(fieldKey(field)) ?? [];
    const read = readsAtLines(sourceLines(asked, rendered, lines), reads);
    const candidates = candidatesFor(asked, read, layers, remembered);
    if (candidates.length > 0) cases.set(field, openCase(asked, candidates, read));
  }
  return cases;
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
