/** Compares a traced render with Helm's own render and drops lines that differ. */
import { groupBy } from '../../../foundation/groups.ts';
import { type HelmRendering, type RenderedFile } from '../../../engine/helm-request.ts';
import { type Manifest } from '../../../model/manifest.ts';

/**
 * The traced render without the origins of lines that Helm printed differently. `manifests`: the objects of Helm's own
 * render.
 */
export function checkedAgainstHelm(rendering: HelmRendering, manifests: readonly Manifest[]): HelmRendering {
  const printed = groupBy(
    manifests.flatMap(({ origin }) => (origin.kind === 'helm' ? [origin] : [])),
    ({ name }) => name,
  );
  return { ...rendering, files: rendering.files.map((file) => checkedFile(file, printed.get(file.name) ?? [])) };
}

function checkedFile(
  file: RenderedFile,
  printed: readonly { readonly start: number; readonly text: string }[],
): RenderedFile {
  if (file.lines === null) return file;
  const traced = file.text.split('\n');
  const lines = [...file.lines];
  for (const [start, text] of new Map(printed.map((each) => [each.start, each.text]))) {
    // The first line of a document may have blanks in place of a separator.
    const isSame = (line: string, index: number): boolean =>
      index === 0 ? traced[start]?.endsWith(line.trimStart()) === true : traced[start + index] === line;
    for (const [index, line] of text.split('\n').entries()) if (!isSame(line, index)) lines[start + index] = null;
  }
  return { ...file, lines };
}
