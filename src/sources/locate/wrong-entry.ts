import { type Compared } from '../../model/finding.ts';
import { type Path } from '../../model/json.ts';
import { type ValuesOrigin } from '../../model/suggestion.ts';

type OfList = Pick<Compared, 'path' | 'entries' | 'came'>;

/**
 * What a finding stands on below or beside its field: by what it got worse; or, of a list in which single entries are
 * wrong, the first of these. Null where it is the field itself.
 */
export function wrongEntry({ path, entries = [], came }: OfList): Path | null {
  const [entry] = entries;
  return came ?? (entry === undefined ? null : [...path, entry]);
}

/** The value that made the whole list, by the one that made its wrong entry: fixes are about lists. */
export function originOfList(finding: OfList, origin: ValuesOrigin): ValuesOrigin {
  const isEntry = wrongEntry(finding) !== null && typeof origin.path.at(-1) === 'number';
  return isEntry ? { ...origin, path: origin.path.slice(0, -1) } : origin;
}
