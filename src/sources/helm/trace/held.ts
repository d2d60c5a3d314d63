import { groupBy } from '../../../foundation/groups.ts';
import { type HelmRendering, type RenderedFile } from '../../../engine/helm-request.ts';
import { type Manifest } from '../../../model/manifest.ts';

/**
 * What a traced run told of a chart, without the lines of which it printed something else than Helm did: `manifests` are
 * what Helm's own run made.
 */
export function heldAgainstHelm(rendering: HelmRendering, manifests: readonly Manifest[]): HelmRendering {
  const printed = groupBy(
    manifests.flatMap(({ origin }) => (origin.kind === 'helm' ? [origin] : [])),
    ({ name }) => name,
  );
  return { ...rendering, files: rendering.files.map((file) => heldFile(file, printed.get(file.name) ?? [])) };
}

function heldFile(
  file: RenderedFile,
  printed: readonly { readonly start: number; readonly text: string }[],
): RenderedFile {
  if (file.lines === null) return file;
  const traced = file.text.split('\n');
  const lines = [...file.lines];
  for (const [start, text] of new Map(printed.map((each) => [each.start, each.text]))) {
    // The first line of a document may have blanks for a separator in its place.
    const isSame = (line: string, index: number): boolean =>
      index === 0 ? traced[start]?.endsWith(line.trimStart()) === true : traced[start + index] === line;
    for (const [index, line] of text.split('\n').entries()) if (!isSame(line, index)) lines[start + index] = null;
  }
  return { ...file, lines };
}
