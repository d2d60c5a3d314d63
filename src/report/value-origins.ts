/** Where the values of findings come from, as far as a reader can do something there. */
import { type Path } from '../model/json.ts';
import { type Finding } from '../model/report.ts';
import { type ValuesOrigin } from '../model/suggestion.ts';

/** The origins in order. A value that only names an object is none: a name causes nothing. */
export function valuesOriginsOf(findings: readonly Finding[]): readonly ValuesOrigin[] {
  return findings.flatMap(({ origin, path }) =>
    origin?.values === undefined || isNameOfObject(path) ? [] : [origin.values],
  );
}

/** Whether a path leads to the reference to a role or a subject, or to the name of an object. */
function isNameOfObject(path: Path): boolean {
  const [first, last, beforeLast] = [path[0], path.at(-1), path.at(-2)];
  return first === 'roleRef' || first === 'subjects' || (last === 'name' && beforeLast === 'metadata');
}
