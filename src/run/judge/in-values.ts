/** Places findings of objects that values contain as a whole: a chart's extra manifests. */
import { type Compared } from '../../model/finding.ts';
import { type Path } from '../../model/json.ts';
import { type Place } from '../../model/problem.ts';
import { type Finding } from '../../model/report.ts';
import { type ValuesOrigin } from '../../model/suggestion.ts';
import { placeLabel } from '../../report/labels.ts';
import { type Locator } from '../../sources/locate/locate.ts';

/**
 * The finding at its value, with the template line as its origin, if that one line prints the whole object (`{{ toYaml .
 * }}`) and the value is the field in it: the line says nothing of the object. Any other finding stays where it is.
 *
 * @param found the place in the template
 */
export async function inValues(
  finding: Finding,
  { manifest, path }: Compared,
  found: Place,
  values: ValuesOrigin | undefined,
  locate: Locator,
): Promise<Finding> {
  if (manifest.origin.kind !== 'helm' || values === undefined || found.kind !== 'lines') return finding;
  if (!path.some((_, depth) => endsWith(values.path, path.slice(0, depth + 1)))) return finding;
  for (const other of [['kind'], ['metadata', 'name']])
    if (placeLabel(await locate(manifest, other)) !== placeLabel(found)) return finding;
  const template = finding.origin?.template ?? { chart: null, file: found.file, line: found.first };
  const place: Place = { kind: 'lines', file: values.file, first: values.line, last: values.line };
  return { ...finding, place, origin: { ...finding.origin, template } };
}

function endsWith(path: Path, end: Path): boolean {
  return end.length < path.length && end.every((part, index) => part === path[path.length - end.length + index]);
}
