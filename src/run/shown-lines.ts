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

/** The lines of an object and where each comes from; comments kept, `---` and `# Source` left out. */
export async function tracedLines(
  manifest: Manifest,
  traced: Traced['lines'],
  locate: Locator,
  texts: Texts,
): Promise<readonly ShownLine[]> {
  const { origin } = manifest;
  return (await originKindOf(origin).lines(origin, traced, texts)) ?? builtLines(manifest, locate);
}

/** What is built or made has no text of its own: the object is written out, and each line's field is located. */
async function builtLines(manifest: Manifest, locate: Locator): Promise<ShownLine[]> {
  const text = yamlText(manifest.object).trimEnd();
  const opened = openYaml(text);
  const places = new Map<number, { file: string; line: number }>();
  for (const path of pathsIn(manifest.object)) {
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

/** Every way into a value, parents before what is in them. */
export function pathsIn(value: Json, path: Path = []): Path[] {
  if (isJsonMap(value))
    return Object.entries(value).flatMap(([key, member]) => [[...path, key], ...pathsIn(member, [...path, key])]);
  if (isJsonList(value))
    return value.flatMap((member, index) => [[...path, index], ...pathsIn(member, [...path, index])]);
  return [];
}
