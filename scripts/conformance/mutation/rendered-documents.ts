/** Finds in native Helm's output the lines of our render that have a mark. */
import { type Manifest } from '../../../src/model/manifest.ts';
import { mark } from './marked-line.ts';

/** A rendered line: Helm's name of the template, and the 0-based line of its output. */
export type RenderedLine = string;

export function renderedLine(template: string, line: number): RenderedLine {
  return `${template}:${line}`;
}

/**
 * The lines of our render that have a mark in native Helm's render, whose documents are in another order. Null if a
 * document without its marks is not one of ours: then something else changed. Checksums may change.
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

/** Templates that native Helm renders differently, such as those with random names. */
export function otherwiseRendered(manifests: readonly Manifest[], stream: string): Set<string> {
  const known = new Set(
    manifests.flatMap(({ origin }) => (origin.kind === 'helm' ? [keyOf(origin.name, origin.text)] : [])),
  );
  const documents = nativeDocuments(stream).filter(({ template, text }) => !known.has(keyOf(template, text)));
  return new Set(documents.map(({ template }) => template));
}

/** Splits the output into documents. If some YAML is invalid, Helm prints whole files, with all their documents. */
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

/** Number of blank lines or separators at the beginning of a document. */
function leading(text: string): number {
  return leadingText(text).split('\n').length - 1;
}

function leadingText(text: string): string {
  return /^(?:[ \t]*(?:---)?[ \t]*\n)*/.exec(text)?.[0] ?? '';
}
