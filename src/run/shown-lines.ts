/** The lines of a rendered object, each with the source file and line that it comes from. */
import { type Locator } from '../sources/locate/locate.ts';
import { originKindOf } from '../sources/kinds.ts';
import { type ShownLine } from '../sources/locate/shown-line.ts';
import { type Manifest } from '../model/manifest.ts';
import { type Traced } from '../sources/helm/render/render.ts';
import { type Texts } from '../snapshot/texts.ts';
import { openYaml } from '../yaml/positions.ts';
import { yamlText } from '../yaml/text.ts';
import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type Path } from '../model/json.ts';

/** The lines of an object with the source of each. Comments are kept; `---` and `# Source` are left out. */
export async function tracedLines(
  manifest: Manifest,
  traced: Traced['lines'],
  locate: Locator,
  texts: Texts,
): Promise<readonly ShownLine[]> {
  const { origin } = manifest;
  return (await originKindOf(origin).lines(origin, traced, texts)) ?? builtLines(manifest, locate);
}

/** A built or created object has no source text: it is written as YAML, and the field of each line is located. */
async function builtLines(manifest: Manifest, locate: Locator): Promise<ShownLine[]> {
  const text = yamlText(manifest.object).trimEnd();
  const opened = openYaml(text);
  const places = new Map<number, { file: string; line: number }>();
  for (const path of allPaths(manifest.object)) {
    const line = opened.locate(0, path)?.first;
    const place = line === undefined ? null : await locate(manifest, path);
    if (line !== undefined && place?.kind === 'lines') places.set(line, { file: place.file, line: place.first });
  }
  return text.split('\n').map((line, index) => ({
    text: line,
    file: places.get(index + 1)?.file ?? null,
    line: places.get(index + 1)?.line ?? null,
  }));
}

/** All paths in a value, parents before their members. */
export function allPaths(value: Json, path: Path = []): Path[] {
  if (isJsonMap(value))
    return Object.entries(value).flatMap(([key, member]) => [[...path, key], ...allPaths(member, [...path, key])]);
  if (isJsonList(value))
    return value.flatMap((member, index) => [[...path, index], ...allPaths(member, [...path, index])]);
  return [];
}
