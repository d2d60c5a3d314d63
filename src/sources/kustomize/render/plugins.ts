/** Refuses plugins of a kustomization that would run programs or containers. */
import { posix } from 'node:path';
import { type EngineError } from '../../../engine/outcome.ts';
import { at, isJsonMap } from '../../../foundation/json.ts';
import { type Entry, entriesOf } from '../entries.ts';
import { pathInTree } from '../fetched-names.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { type Files } from './render-chart.ts';

const pluginFields = ['generators', 'transformers', 'validators'];

/** The first plugin of a kustomization that is not run here, at the line that names it; null where there is none. */
export function refusedPlugin(fields: JsonObject, kustomization: string, files: Files): EngineError | null {
  for (const entry of entriesOf(fields).filter(({ path }) => pluginFields.includes(String(path[0])))) {
    const text = textOf(entry, posix.dirname(kustomization), files);
    const field = String(entry.path[0]);
    const why = parseManifests(text).documents.flatMap(({ value }) => reasonAgainst(value, field) ?? [])[0];
    if (why === undefined) continue;
    const located = openYaml(decoded(files.get(kustomization))).locate(0, entry.path);
    const where = entry.text.includes('\n') ? '' : `${entry.text}: `;
    return {
      code: 'kustomize-failed',
      message: `${where}${why}`,
      file: pathInTree(kustomization),
      line: located?.first ?? null,
    };
  }
  return null;
}

/** An entry is either a plugin's configuration or the name of its file. */
function textOf({ text }: Entry, folder: string, files: Files): string {
  return text.includes('\n') ? text : decoded(files.get(posix.join(folder, text)));
}

function decoded(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

/** Null for Kustomize's own plugins and for charts. */
function reasonAgainst(configuration: Json, field: string): string | null {
  const kind = at(configuration, ['kind']);
  if (!isJsonMap(configuration) || typeof kind !== 'string') return null; // the engine reports the error
  if (configuration['apiVersion'] === 'builtin') {
    return kind === 'HelmChartInflationGenerator' && field !== 'generators'
      ? `a HelmChartInflationGenerator does not belong in ${field}; expected it under generators`
      : null;
  }
  return `${kind} is ${whatRuns(configuration)}, which is not run`;
}

function whatRuns(configuration: JsonObject): string {
  const annotations = at(configuration, ['metadata', 'annotations']);
  const text = isJsonMap(annotations) ? annotations['config.kubernetes.io/function'] : undefined;
  const spec = typeof text === 'string' ? parseManifests(text).documents[0]?.value : undefined;
  const image = at(spec, ['container', 'image']);
  if (typeof image === 'string') return `a function of the container ${image}`;
  const path = at(spec, ['exec', 'path']) ?? at(spec, ['starlark', 'path']);
  return typeof path === 'string' ? `a function of the program ${path}` : 'a plugin that is a program';
}
