import { type Found } from './compare/compare.ts';
import { difference } from './compare/difference.ts';
import { groupBy } from './groups.ts';
import { evaluateAll } from './inspect.ts';
import { type Looked, waiverAt } from './looked.ts';
import { isJsonMap } from './json.ts';
import {
  type Compared,
  type Json,
  type PlainSource,
  type RawFinding,
  type Source,
  type Tree,
  type ValueLayer,
  type ValuesOrigin,
} from './model.ts';
import { isAsWritten, valuesWritten } from './inline-values.ts';
import { overlay } from './overlay.ts';
import { isFetched } from './remote/names.ts';
import { type Setting } from './setting.ts';
import { type Renderable, renderSide } from './render-side.ts';
import { type RiskOf, suggest, type Suggested } from './suggest/suggest.ts';
import { type Trial, type Workshop } from './suggest/workshop.ts';
import { type Texts, textsOf } from './texts.ts';
import { type Tracer } from './trace.ts';

/** Verified suggestions for findings at head that are somebody's to mend now. */
export async function suggestFor(
  findings: readonly Compared[],
  head: Looked,
  tracer: Tracer,
  setting: Setting,
  values: ReadonlyMap<Compared, ValuesOrigin>,
): Promise<Map<Compared, Suggested>> {
  const { rules } = setting.world;
  const risks = new Map(rules.map(({ id, fixRisk }) => [id, fixRisk ?? 'decision']));
  const riskOf: RiskOf = (rule) => risks.get(rule) ?? 'decision';
  return suggest(findings, workshopOf(head, tracer, setting, values), riskOf);
}

/** The head, and what it would be after an edit. Facts stay as they are: no fix changes what relates objects. */
function workshopOf(
  head: Looked,
  tracer: Tracer,
  setting: Setting,
  values: ReadonlyMap<Compared, ValuesOrigin>,
): Workshop {
  const { tree, texts } = head.side;
  // As they were rendered: one that lacks a value that cannot be known has another in its place.
  const rendered = new Map(head.renderings.map(({ source }) => [source.id, source]));
  const sources = head.side.sources.map((source) => rendered.get(source.id) ?? source);
  const byId = new Map(sources.map((source) => [source.id, source]));
  const readers = readersOf(sources, texts);
  const standing = standingTrials(head, setting);
  const waiverOf = waiverAt(head, setting);
  return {
    texts,
    prefer: setting.config.fix.prefer,
    mayEdit: (file) => tree.files.has(file) && !isFetched(file) && !isVendored(file, sources),
    source: (id) => byId.get(id) ?? null,
    readers: (file) => readers.get(file) ?? [],
    trace: tracer,
    decided: (finding) => values.get(finding) ?? null,
    isWaived: ({ finding }) => waiverOf(finding) !== null,
    now: standing,
    edited: (written) => {
      const edits = throughLinks(tree, written);
      const edited = overlay(tree, edits);
      const side = { ...head.side, tree: edited, texts: textsOf(edited) };
      return async (source) => tried(side, await asEdited(source, edits, texts), head, setting);
    },
    difference,
  };
}

/** The texts under every name that the files have: a link shows what it leads to. */
function throughLinks({ files }: Tree, edits: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const all = new Map(edits);
  for (const { path, holder } of files.values()) {
    const text = holder === undefined || holder === path ? undefined : edits.get(holder);
    if (text !== undefined) all.set(path, text);
  }
  return all;
}

/** With the values that an edit writes into the declaration of a deployment. */
async function asEdited(source: Source, edits: ReadonlyMap<string, string>, texts: Texts): Promise<Source> {
  if (source.kind === 'plain') return asRewritten(source, edits, texts);
  if (source.kind !== 'helm' || !source.layers.some(({ kind, file }) => kind === 'inline' && edits.has(file)))
    return source;
  const layers = await Promise.all(
    source.layers.map(async (layer): Promise<ValueLayer> => {
      const edited = edits.get(layer.file);
      if (layer.kind !== 'inline' || edited === undefined) return layer;
      const before = await texts.of(layer.file);
      const value = before.ok && isAsWritten(before.text, layer) ? valuesWritten(edited, layer) : null;
      return value === null ? layer : { ...layer, value };
    }),
  );
  return { ...source, layers };
}

/** With the metadata that an edit has a deployment write on its namespace. */
async function asRewritten(source: PlainSource, edits: ReadonlyMap<string, string>, texts: Texts): Promise<Source> {
  const { makes } = source;
  const edited = makes === null ? undefined : edits.get(makes.written.file);
  const before = makes === null ? null : await texts.of(makes.written.file);
  if (makes === null || edited === undefined || before?.ok !== true) return source;
  const { labels, annotations } = makes.metadata;
  const given = Object.entries({ labels, annotations }).filter(([, map]) => Object.keys(map).length > 0);
  const { file, document, path } = makes.written;
  const layer = { kind: 'inline', file, document, path, value: Object.fromEntries(given) } as const;
  const value = isAsWritten(before.text, layer) ? valuesWritten(edited, layer) : null;
  if (value === null) return source;
  const metadata = { labels: textMap(value['labels']), annotations: textMap(value['annotations']) };
  return { ...source, makes: { ...makes, metadata } };
}

function textMap(value: Json | undefined): Record<string, string> {
  const entries = isJsonMap(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])));
}

/** As it was looked at; what was not (the same at base and head) is rendered when an edit would change it. */
function standingTrials(head: Looked, setting: Setting): Workshop['now'] {
  const renderings = new Map(head.renderings.map((rendering) => [rendering.source.id, rendering]));
  const plain = head.evaluated.findings.filter(({ manifest }) => manifest.when === undefined);
  const findings = groupBy(plain, ({ manifest }) => manifest.source);
  const rendered = new Map<string, Promise<Trial>>();
  return async (source) => {
    const rendering = renderings.get(source.id);
    if (rendering !== undefined) return { rendering, found: foundIn(findings.get(source.id) ?? [], source) };
    const known = rendered.get(source.id) ?? tried(head.side, source, head, setting);
    rendered.set(source.id, known);
    return known;
  };
}

async function tried(side: Renderable, source: Source, head: Looked, setting: Setting): Promise<Trial> {
  const { renderings } = await renderSide(side, [source], setting);
  const [rendering] = renderings;
  if (rendering === undefined) throw new RangeError('one source has one rendering');
  return { rendering, found: foundIn(evaluateAll(setting.evaluator, [rendering], head.facts).findings, source) };
}

function foundIn(findings: readonly RawFinding[], { target, namespace }: Source): Found[] {
  return findings.map((finding) => ({ finding, target, namespace }));
}

/** Below the charts/ folder of a chart: somebody else's chart, which an update overwrites. */
function isVendored(file: string, sources: readonly Source[]): boolean {
  return sources.some(
    ({ kind, path }) => kind === 'helm' && file.startsWith(path === '.' ? 'charts/' : `${path}/charts/`),
  );
}

function readersOf(sources: readonly Source[], { holder }: Pick<Texts, 'holder'>): Map<string, Source[]> {
  const readers = new Map<string, Source[]>();
  for (const source of sources) {
    const inline = source.kind === 'helm' ? source.layers.map(({ file }) => file) : [];
    for (const file of new Set([...source.reads, ...inline].flatMap((path) => [path, holder(path)]))) {
      const known = readers.get(file);
      if (known === undefined) readers.set(file, [source]);
      else known.push(source);
    }
  }
  return readers;
}
