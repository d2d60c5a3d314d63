/** Finds the entry of a list or map on which a finding is shown. */
import { type Compared } from '../../model/finding.ts';
import { type Path } from '../../model/json.ts';
import { type ValuesOrigin } from '../../model/suggestion.ts';

type OfList = Pick<Compared, 'path' | 'entries' | 'came'>;

/**
 * The path on which a finding is shown where that is not its field: what it got worse by; or the first wrong entry of a
 * list. Null where it is the field itself.
 */
export function wrongEntry({ path, entries = [], came }: OfList): Path | null {
  const [entry] = entries;
  return came ?? (entry === undefined ? null : [...path, entry]);
}

/** The origin of the whole list, from the origin of its wrong entry: fixes are about lists. */
export function originOfList(finding: OfList, origin: ValuesOrigin): ValuesOrigin {
  const isEntry = wrongEntry(finding) !== null && typeof origin.path.at(-1) === 'number';
  return isEntry ? { ...origin, path: origin.path.slice(0, -1) } : origin;
}
