/** Measures what a changed value does to a field. */
import { at, canonical, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type ValueChange } from './change.ts';
import { samePath } from './same-field.ts';
import { isMissing, type Wanted } from './wanted.ts';

/** The effect of one change on a field. */
export interface Effect {
  /** Whether the field has another value, or was added, while its surroundings stayed. */
  readonly changed: boolean;
  /** Whether the new value appears in it. */
  readonly shown: boolean;
  /** How many parts of the field's path it affects. */
  readonly depth: number;
}

const nothing: Effect = { changed: false, shown: false, depth: 0 };

export function effectOn(field: Wanted, after: Manifest, change: ValueChange): Effect {
  const path = pathIn(field, after);
  if (path === null) return nothing;
  return isMissing(field)
    ? onMissing(field, path, after.object, change)
    : onExisting(field, path, after.object, change);
}

/** The field's path in the other render. Null where its parent does not exist there. */
function pathIn(field: Wanted, { object }: Manifest): Path | null {
  const end = isMissing(field) ? field.existing.length : field.existing.length - 1;
  const around = samePath(field.manifest.object, field.existing.slice(0, end), object);
  if (around === null || at(object, around) === undefined) return null;
  return [...around, ...field.path.slice(around.length)];
}

function onExisting({ manifest, path }: Wanted, now: Path, object: Json, { mark, value }: ValueChange): Effect {
  const before = at(manifest.object, path);
  const after = at(object, now);
  if (before !== undefined && after !== undefined && canonical(before) === canonical(after)) return nothing;
  const shown = mark !== null && after !== undefined && shows(after, mark, value);
  return { changed: true, shown, depth: path.length };
}

/** A mark in a map shows where the map is printed; any other change shows that the next part of the path now exists. */
function onMissing({ existing }: Wanted, path: Path, object: Json, { mark, value }: ValueChange): Effect {
  if (mark !== null && isJsonMap(value)) {
    for (let depth = path.length; depth >= existing.length; depth--) {
      if (at(object, [...path.slice(0, depth), mark]) === mark) return { changed: true, shown: true, depth };
    }
  }
  const came = at(object, path.slice(0, existing.length + 1));
  if (came === undefined) return nothing;
  const shown = mark !== null && !isJsonMap(value) && shows(came, mark, value);
  return { changed: true, shown, depth: path.length };
}

function shows(seen: Json, mark: string, value: Json): boolean {
  if (isJsonList(seen)) return seen.some((item) => shows(item, mark, value));
  if (isJsonMap(seen)) return Object.entries(seen).some(([key, member]) => key === mark || shows(member, mark, value));
  if (typeof value !== 'number') return typeof seen === 'string' && seen.toLowerCase().includes(mark);
  return seen === value || (typeof seen === 'string' && numeral(mark).test(seen));
}

/**
 * The changes whose new values appear in a field that existed before, if the field differs only by these. Null where it
 * differs otherwise.
 */
export function shownIn(field: Wanted, after: Manifest, changes: readonly ValueChange[]): ValueChange[] | null {
  const path = pathIn(field, after);
  const now = path === null ? undefined : at(after.object, path);
  const before = at(field.manifest.object, field.path);
  if (now === undefined || before === undefined) return now === before ? [] : null;
  let text = canonical(now);
  const shown: ValueChange[] = [];
  for (const change of changes) {
    const undone = withOld(text, change);
    if (undone !== text) shown.push(change);
    text = undone;
  }
  return text === canonical(before) ? shown : null;
}

function withOld(text: string, { setting, value }: ValueChange): string {
  const old = setting.value;
  if (typeof value === 'number' && typeof old === 'number') return text.replace(numeral(`${value}`, 'g'), `${old}`);
  if (typeof value !== 'string' || typeof old !== 'string') return text;
  return text.replaceAll(inner(value), () => inner(old));
}

/** As in JSON, without the quotes. */
function inner(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Matches a whole number, not a part of another one. */
function numeral(text: string, flags = ''): RegExp {
  return new RegExp(`(?<![\\d.])${text.replace(/[.+-]/g, '\\$&')}(?![\\d.])`, flags);
}
