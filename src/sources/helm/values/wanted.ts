/** A field whose deciding value is searched, and the template lines that may have printed it. */
import { groupBy } from '../../../foundation/groups.ts';
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type Origin } from '../../../model/source.ts';
import { type OpenYaml } from '../../../yaml/positions.ts';
import { type TemplateLines } from '../locate/origin.ts';

type HelmOrigin = Extract<Origin, { kind: 'helm' }>;

/** A field whose deciding value is searched. */
export interface Wanted {
  readonly manifest: Manifest & { readonly origin: HelmOrigin };
  readonly path: Path;
  /** The existing part of the path: all of it, or up to the nearest parent of a missing field. */
  readonly existing: Path;
}

export function wanted(manifest: Manifest, path: Path): Wanted | null {
  const { origin, object, source } = manifest;
  if (origin.kind !== 'helm') return null;
  let depth = path.length;
  while (depth > 0 && at(object, path.slice(0, depth)) === undefined) depth--;
  return { manifest: { source, object, origin }, path, existing: path.slice(0, depth) };
}

export function isMissing({ path, existing }: Wanted): boolean {
  return existing.length < path.length;
}

/**
 * Maximum number of lines between two printed lines of a file that may belong to them although they printed nothing.
 */
const longestGap = 250;
/** Maximum number of such lines behind the last one. */
const longestTail = 15;

export interface TemplateLine {
  readonly file: string;
  readonly line: number;
}

/**
 * The template lines that printed a field; for a missing field, those that printed its parent. For maps and lists, also
 * the lines between that printed nothing, because one of them may do so with other values.
 */
export function sourceLines(
  { manifest, existing, path }: Wanted,
  rendered: OpenYaml,
  lines: TemplateLines,
): TemplateLine[] {
  const { origin, object } = manifest;
  const own = printedLines(at(object, existing), existing, (way) => {
    const located = rendered.locate(0, [...origin.item, ...way]);
    return located === null
      ? []
      : Array.from({ length: located.last - located.first + 1 }, (_, i) => located.first + i);
  });
  const found = own.flatMap((line) => lines[origin.start + line - 1] ?? []);
  const isWhole = existing.length === path.length && !isCollection(at(object, path));
  return isWhole ? found : withGaps(found, lines.slice(origin.start + (own.at(-1) ?? 0)));
}

function isCollection(value: Json | undefined): boolean {
  return isJsonMap(value) || isJsonList(value);
}

/** The lines of a value and of everything in it, 1-based, in order. */
function printedLines(value: Json | undefined, path: Path, linesOf: (path: Path) => number[]): number[] {
  const numbers = new Set<number>();
  const visit = (here: Json | undefined, way: Path): void => {
    const own = linesOf(way);
    for (const line of own) numbers.add(line);
    // The lines of a block text are below its key.
    const [key] = own;
    if (typeof here === 'string' && own.length === 1 && key !== undefined) {
      for (let below = here.split('\n').length - 1; below > 0; below--) numbers.add(key + below);
    }
    if (isJsonMap(here)) for (const [key, member] of Object.entries(here)) visit(member, [...way, key]);
    if (isJsonList(here)) for (const [index, item] of here.entries()) visit(item, [...way, index]);
  };
  visit(value, path);
  return [...numbers].sort((a, b) => a - b);
}

/**
 * The lines, and those between two of the same file; behind the last line, up to the next printed line of that file.
 */
function withGaps(found: readonly TemplateLine[], after: TemplateLines): TemplateLine[] {
  const all = [...found];
  for (const [file, here] of groupBy(found, (line) => line.file)) {
    const numbers = here.map(({ line }) => line);
    const last = numbers.at(-1) ?? 0;
    const next = after.find((line) => line?.file === file)?.line ?? last + longestTail;
    for (const [index, from] of numbers.entries()) {
      const to = numbers[index + 1] ?? next;
      for (let line = from + 1; line < to && to - from <= longestGap; line++) all.push({ file, line });
    }
  }
  return all;
}
