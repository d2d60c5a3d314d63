import { type EngineFile } from '../../../engine/frame.ts';
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** The files in which a chart declares its dependencies: of apiVersion v2, and of v1. */
const declaring = ['Chart.yaml', 'requirements.yaml'];

/** The names at the end of what the engine says of missing dependencies. */
export function dependenciesInMessage(message: string): string[] {
  return /missing in charts\/: (.+)$/.exec(message)?.[1]?.split(', ') ?? [];
}

/** A chart's files, as if it did not declare some of its dependencies. */
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

/** Where the names of what was left out are defined: in a chart that has no such file. */
export const standInFile = 'templates/_names-of-dependencies-left-out.tpl';

/**
 * The names that templates take from a dependency, as `helm create` defines them: most charts have them so. Nothing else
 * of a dependency is guessed.
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

/** The charts that dependencies of these names are, as far as their names can stand in a template as they are. */
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

/** Null for what declares none. */
function without(chart: Json, names: readonly string[]): Uint8Array | null {
  if (!isJsonMap(chart) || !isJsonList(chart['dependencies'] ?? null)) return null;
  const dependencies = dependenciesOf(chart).filter((entry) => !isNamed(entry, names));
  return new TextEncoder().encode(JSON.stringify({ ...chart, dependencies }));
}

/** Whether a dependency is among those that go by these names. Helm calls one that has an alias by that. */
export function isNamed(entry: Json, names: readonly string[]): boolean {
  if (!isJsonMap(entry)) return false;
  const name = entry['alias'] === '' ? entry['name'] : (entry['alias'] ?? entry['name']);
  return typeof name === 'string' && names.includes(name);
}
