/** Lists the charts that a kustomization has Helm render, from helmCharts and generators. */
import { posix } from 'node:path';
import { at, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { splitStream } from '../../yaml/stream.ts';
import { parseManifests } from '../../yaml/values.ts';
import { type ChartDocument } from './chart-documents.ts';
import { entriesOf } from './entries.ts';
import { helmChartEntryOf, type HelmChartEntry, helmChartEntries } from './helm-charts.ts';
import { withOwnChartNames } from './field-names.ts';
import { fieldsOf } from './kustomization-file.ts';

/** Reads a file of a kustomization by its path; null where it is not a file. */
export type ReadText = (path: string) => Promise<string | null>;

export function readIn(texts: Pick<Texts, 'of'>): ReadText {
  return async (path) => {
    const text = await texts.of(path);
    return text.ok ? text.text : null;
  };
}

export function readFrom(files: ReadonlyMap<string, Uint8Array>): ReadText {
  return (path) => {
    const bytes = files.get(path);
    return Promise.resolve(bytes === undefined ? null : new TextDecoder().decode(bytes));
  };
}

/** The entry of the chart that printed a document; null where it is not found. */
export async function chartOfDocument(
  { kustomization, entry }: Pick<ChartDocument, 'kustomization' | 'entry'>,
  read: ReadText,
): Promise<HelmChartEntry | null> {
  const fields = fieldsOf((await read(kustomization)) ?? '') ?? {};
  return (await chartEntries(fields, posix.dirname(kustomization), read))[entry] ?? null;
}

/**
 * The charts that a kustomization in a folder has Helm render: those in `helmCharts`, then those of separate generator
 * files, in the order in which Kustomize renders them.
 */
export async function chartEntries(fields: JsonObject, folder: string, read: ReadText): Promise<HelmChartEntry[]> {
  const generators = await generatorsOf(fields, folder, read);
  return [...helmChartEntries(fields), ...generators.flatMap(({ charts }) => charts)];
}

/** The fields without charts, which are rendered separately and added in another way. */
export async function withoutCharts(fields: JsonObject, folder: string, read: ReadText): Promise<JsonObject> {
  const generators = await generatorsOf(fields, folder, read);
  const left = generators.flatMap(({ entry, charts, others }) =>
    charts.length === 0 ? [entry] : others === '' ? [] : [others],
  );
  const changed = generators.some(({ charts }) => charts.length > 0);
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]): [string, Json][] => {
      if (field === 'helmCharts' || field === 'helmChartInflationGenerator') return [];
      if (field !== 'generators' || !changed) return [[field, value]];
      return left.length === 0 ? [] : [[field, left]];
    }),
  );
}

/** An entry of `generators` and the charts that it configures. */
interface Generator {
  readonly entry: string;
  readonly charts: readonly HelmChartEntry[];
  /** The documents that configure other generators. */
  readonly others: string;
}

async function generatorsOf(fields: JsonObject, folder: string, read: ReadText): Promise<Generator[]> {
  const entries = entriesOf(fields).filter(({ path: [field] }) => field === 'generators');
  return Promise.all(
    entries.map(async ({ path, text: entry }): Promise<Generator> => {
      const isInline = entry.includes('\n');
      const text = isInline ? entry : ((await read(posix.join(folder, entry))) ?? '');
      if (!text.includes(kind)) return { entry, charts: [], others: text };
      const { documents } = parseManifests(text);
      const inflating = documents.filter(({ value }) => isInflation(value));
      const chunks = splitStream(text).filter((_, index) => !inflating.some((document) => document.index === index));
      return {
        entry,
        charts: inflating.map(({ value, index }) =>
          chartOf(value, isInline ? { file: null, document: 0, path } : { file: entry, document: index, path: [] }),
        ),
        others: chunks
          .map((chunk) => chunk.text.replace(/^---.*\n/, ''))
          .filter((chunk) => parseManifests(chunk).documents.some(({ value }) => value !== null))
          .join('\n---\n'),
      };
    }),
  );
}

const kind = 'HelmChartInflationGenerator';

function isInflation(value: Json): boolean {
  return at(value, ['apiVersion']) === 'builtin' && at(value, ['kind']) === kind;
}

/** Kustomize passes the kustomization's namespace to `helmCharts`, but not to generators. */
function chartOf(value: Json, written: Pick<HelmChartEntry, 'file' | 'document' | 'path'>): HelmChartEntry {
  const fields = isJsonMap(value) ? withOwnChartNames(value) : {};
  const home = fields['chartHome'];
  const entry = helmChartEntryOf(fields, written.path, typeof home === 'string' && home !== '' ? home : 'charts');
  return { ...entry, ...written, namespace: entry.namespace === '' ? 'default' : entry.namespace };
}

/** The file in which a chart of a kustomization is configured. */
export function fileOfEntry(kustomization: string, { file }: HelmChartEntry): string {
  return file === null ? kustomization : posix.join(posix.dirname(kustomization), file);
}
