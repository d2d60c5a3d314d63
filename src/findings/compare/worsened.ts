/** Reduces a finding that became worse to what is new in it. */
import { at, canonical, comparePaths } from '../../foundation/json.ts';
import { type Status } from '../../model/finding.ts';
import { type Path } from '../../model/json.ts';
import { type RawFinding } from '../../model/rule.ts';
import { isWithin } from '../identity/extent.ts';
import { type Identified } from './identified.ts';

export function worsened(found: Identified, before: Identified): Judged {
  const came = whatCame(found.finding, before.finding);
  const where = came === undefined ? {} : { came };
  return { found: withNewEntries(found, before), status: 'worsened', ...where };
}

/** Path of the first item that the extent of base did not have; undefined if the rule gives no paths. */
function whatCame({ extentAt = {} }: RawFinding, { extent }: RawFinding): Path | undefined {
  const paths = Object.entries(extentAt).flatMap(([key, items]) => {
    const old = Object.hasOwn(extent, key) ? { [key]: extent[key] ?? null } : {};
    return Object.entries(items).flatMap(([item, path]) => (isWithin({ [key]: [item] }, old) ? [] : [path]));
  });
  return paths.sort(comparePaths)[0];
}

/** A worsened finding reduced to its new entries; with all entries if none is new. */
function withNewEntries(found: Identified, before: Identified): Identified {
  const { entries = [] } = found.finding;
  const old = new Set((before.finding.entries ?? []).map((entry) => entryOf(before, entry)));
  const added = entries.filter((entry) => !old.has(entryOf(found, entry)));
  return added.length === 0 ? found : { ...found, finding: { ...found.finding, entries: added } };
}

function entryOf({ finding: { manifest, path } }: Identified, entry: number | string): string {
  return canonical(at(manifest.object, [...path, entry]) ?? null);
}

export interface Judged {
  readonly found: Identified;
  readonly status: Status;
  readonly came?: Path;
}
