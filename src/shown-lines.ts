import { type Locator } from './locate/locate.ts';
import { type Manifest } from './model.ts';
import { type Traced } from './render/helm.ts';
import { pathsIn, type ShownLine } from './show.ts';
import { type Texts } from './texts.ts';
import { openYaml } from './yaml/positions.ts';
import { yamlText } from './yaml/text.ts';
import { splitStream } from './yaml/stream.ts';

/** The lines of an object and where each comes from; comments kept, `---` and `# Source` left out. */
export async function tracedLines(
  manifest: Manifest,
  traced: Traced['lines'],
  locate: Locator,
  texts: Texts,
): Promise<ShownLine[]> {
  const { origin } = manifest;
  switch (origin.kind) {
    case 'helm': {
      const lines = traced.get(origin.name) ?? [];
      return origin.text
        .split('\n')
        .flatMap((text, index) => lineUnless(/^(---|# Source: )/, text, lines[origin.start + index] ?? null));
    }
    case 'plain': {
      const text = await texts.of(origin.file);
      const chunk = text.ok ? splitStream(text.text)[origin.document] : undefined;
      return (chunk?.text ?? '')
        .replace(/\r?\n$/, '')
        .split('\n')
        .flatMap((line, index) => lineUnless(/^---/, line, { file: origin.file, line: (chunk?.line ?? 1) + index }));
    }
    case 'made':
    case 'kustomize':
      return builtLines(manifest, locate);
  }
}

function lineUnless(
  left: RegExp,
  text: string,
  from: { readonly file: string; readonly line: number } | null,
): ShownLine[] {
  return left.test(text) ? [] : [{ text, file: from?.file ?? null, line: from?.line ?? null }];
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
