import { type Manifest } from '../../../src/model/manifest.ts';
import { mark } from './marked-line.ts';

/** A line of what a template renders to: Helm's name of the template and the 0-based line. */
export type RenderedLine = string;

export function renderedLine(template: string, line: number): RenderedLine {
  return `${template}:${line}`;
}

/**
 * The lines of our own render that have a mark in native Helm's, whose documents come in another order. Null where a
 * document, without its marks, is none of ours: something else changed. Checksums may change.
 */
export function markedLines(
  manifests: readonly Manifest[],
  stream: string,
  ignored: ReadonlySet<string>,
): Set<RenderedLine> | null {
  const known = new Map<string, { readonly template: string; readonly start: number }[]>();
  const seen = new Set<string>();
  for (const { origin } of manifests) {
    if (origin.kind !== 'helm' || seen.has(renderedLine(origin.name, origin.start))) continue;
    seen.add(renderedLine(origin.name, origin.start));
    const key = keyOf(origin.name, origin.text);
    const start = origin.start + leading(origin.text);
    known.set(key, [...(known.get(key) ?? []), { template: origin.name, start }]);
  }
  const marked = new Set<RenderedLine>();
  for (const { template, text } of nativeDocuments(stream)) {
    if (ignored.has(template)) continue;
    const places = text.includes(mark) ? known.get(keyOf(template, text)) : [];
    if (places === undefined) return null;
    const place = places.shift();
    if (place === undefined) continue;
    for (const [index, line] of text.split('\n').entries()) {
      if (line.includes(mark)) marked.add(renderedLine(place.template, place.start + index));
    }
  }
  return marked;
}

/** Templates that native Helm renders otherwise than we do, as random names are. */
export function otherwiseRendered(manifests: readonly Manifest[], stream: string): Set<string> {
  const known = new Set(
    manifests.flatMap(({ origin }) => (origin.kind === 'helm' ? [keyOf(origin.name, origin.text)] : [])),
  );
  const documents = nativeDocuments(stream).filter(({ template, text }) => !known.has(keyOf(template, text)));
  return new Set(documents.map(({ template }) => template));
}

/** Where not all is valid YAML, Helm prints the files as they are, with all their documents. */
function nativeDocuments(stream: string): { readonly template: string; readonly text: string }[] {
  return `\n${stream}`.split(/\n---\n(?=# Source: )/).flatMap((part) => {
    const [head = '', ...lines] = part.split('\n');
    const template = /^# Source: (.*)$/.exec(head)?.[1];
    if (template === undefined) return [];
    return lines
      .join('\n')
      .split(/^---[ \t]*/m)
      .filter((text) => /^[ \t]*[^#\s]/m.test(text))
      .map((text) => ({ template, text: text.slice(leadingText(text).length) }));
  });
}

function keyOf(template: string, text: string): string {
  const plain = text.replaceAll(mark, '').replace(/\b[0-9a-f]{40,64}\b/g, '#');
  return `${template}\n${plain
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()}`;
}

/** How many blank lines, or separators, a document begins with. */
function leading(text: string): number {
  return leadingText(text).split('\n').length - 1;
}

function leadingText(text: string): string {
  return /^(?:[ \t]*(?:---)?[ \t]*\n)*/.exec(text)?.[0] ?? '';
}
