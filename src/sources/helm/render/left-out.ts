/** Leaves dependencies out of a chart that could not be fetched, so that the rest renders. */
import { type EngineFile } from '../../../engine/frame.ts';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** The files in which charts of apiVersion v2 and v1 declare their dependencies. */
const declaring = ['Chart.yaml', 'requirements.yaml'];

/** The names at the end of the engine's message about missing dependencies. */
export function dependenciesInMessage(message: string): string[] {
  return /missing in charts\/: (.+)$/.exec(message)?.[1]?.split(', ') ?? [];
}

/** The chart's files without the declarations of these dependencies. */
export function withoutDependencies(files: readonly EngineFile[], names: readonly string[]): EngineFile[] {
  const charts = new Set<string>();
  const rest = files.map((file) => {
    if (!declaring.includes(file.name)) return file;
    const value = parseManifests(new TextDecoder().decode(file.bytes)).documents[0]?.value ?? null;
    for (const chart of chartsAmong(dependenciesOf(value), names)) charts.add(chart);
    return { ...file, bytes: without(value, names) ?? file.bytes };
  });
  return [...rest, ...standIns(files, charts)];
}

/** The file that defines the named templates of omitted dependencies, under a name that charts do not use. */
export const standInFile = 'templates/_names-of-dependencies-left-out.tpl';

/**
 * Definitions of the names that templates include from a dependency, as `helm create` writes them, which most charts
 * use. Nothing else of a dependency is guessed.
 */
function standIns(files: readonly EngineFile[], charts: ReadonlySet<string>): EngineFile[] {
  if (charts.size === 0 || files.some(({ name }) => name === standInFile)) return [];
  const texts = files
    .filter(({ name }) => /^(?:charts\/[^/]+\/)*templates\//.test(name))
    .map(({ bytes }) => new TextDecoder().decode(bytes));
  const included = namesAfter(/\b(?:include|template)\s+(?:"([^"\n]*)"|`([^`\n]*)`)/g, texts);
  const defined = namesAfter(/\b(?:define|block)\s+(?:"([^"\n]*)"|`([^`\n]*)`)/g, texts);
  const isWanted = (name: string): boolean => included.has(name) && !defined.has(name);
  const wanted = [...charts].flatMap((chart) => [
    ...(isWanted(`${chart}.name`) ? [nameOf(chart)] : []),
    ...(isWanted(`${chart}.fullname`) ? [fullNameOf(chart)] : []),
  ]);
  return wanted.length === 0 ? [] : [{ name: standInFile, bytes: new TextEncoder().encode(wanted.join('')) }];
}

function namesAfter(words: RegExp, texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(words)].map(([, quoted, raw]) => quoted ?? raw ?? '')));
}

function nameOf(chart: string): string {
  return `{{ define "${chart}.name" }}{{ default "${chart}" .Values.nameOverride | trunc 63 | trimSuffix "-" }}{{ end }}`;
}

function fullNameOf(chart: string): string {
  return [
    `{{ define "${chart}.fullname" }}{{ if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}`,
    `{{ else }}{{ $name := default "${chart}" .Values.nameOverride }}{{ if contains $name .Release.Name }}`,
    '{{ .Release.Name | trunc 63 | trimSuffix "-" }}{{ else }}',
    '{{ printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}{{ end }}{{ end }}{{ end }}',
  ].join('');
}

/** The chart names of these dependencies, as far as they can be written into a template unchanged. */
function chartsAmong(dependencies: readonly Json[], names: readonly string[]): string[] {
  return dependencies.flatMap((entry) => {
    const chart = isNamed(entry, names) && isJsonMap(entry) ? entry['name'] : null;
    return typeof chart === 'string' && /^[\w.+-]+$/.test(chart) ? [chart] : [];
  });
}

/** The dependencies that a Chart.yaml or requirements.yaml declares. */
export function dependenciesOf(chart: Json): readonly Json[] {
  const list = isJsonMap(chart) ? chart['dependencies'] : undefined;
  return list !== undefined && isJsonList(list) ? list : [];
}

/** Null where it declares none. */
function without(chart: Json, names: readonly string[]): Uint8Array | null {
  if (!isJsonMap(chart) || !isJsonList(chart['dependencies'] ?? null)) return null;
  const dependencies = dependenciesOf(chart).filter((entry) => !isNamed(entry, names));
  return new TextEncoder().encode(JSON.stringify({ ...chart, dependencies }));
}

/** Whether a dependency has one of these names. Helm uses its alias where it has one. */
export function isNamed(entry: Json, names: readonly string[]): boolean {
  if (!isJsonMap(entry)) return false;
  const name = entry['alias'] === '' ? entry['name'] : (entry['alias'] ?? entry['name']);
  return typeof name === 'string' && names.includes(name);
}
