/** Ranks the values that may decide a field. */
import { distinctBy } from '../../../foundation/groups.ts';
import { at, canonical, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { isNameFor } from '../../../foundation/kubernetes/names.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Layer } from './layers.ts';
import { type ValueSetting, settingsUnder } from './settings.ts';
import { isMissing, type TemplateLine, type Wanted } from './wanted.ts';

/** A value that may decide a field, and whether it obviously does. */
export interface ValueCandidate {
  readonly setting: ValueSetting;
  /** Whether value and name match the field so well that no other value is tried together with it. */
  readonly obvious: boolean;
}

/** Maximum number of values that are tried for a field. */
const most = 8;
/** Where a line reads at most this many values, each is tried, whatever its name. */
const few = 4;

/**
 * The values that may decide a field, the likeliest first: those that decided it in other renders (`remembered`), then
 * those that resemble it. An experiment has to confirm it.
 */
export function valueCandidates(
  field: Wanted,
  reads: readonly Path[],
  layers: readonly Layer[],
  remembered: readonly Path[],
): ValueCandidate[] {
  const first = new Set(remembered.map((path) => JSON.stringify(path)));
  const settings = settingsIn(reads, layers).filter((setting) => canMake(field, setting));
  const ranked = settings.map((setting) =>
    first.has(JSON.stringify(setting.read))
      ? { setting, rank: Infinity, obvious: true }
      : { setting, ...likeness(field, setting) },
  );
  return ranked
    .filter(({ rank }) => rank > 0 || ranked.length <= few)
    .sort((a, b) => (a.rank === b.rank ? 0 : b.rank - a.rank))
    .slice(0, most)
    .map(({ setting, obvious }) => ({ setting, obvious }));
}

/** The values that lines read, each path once. */
export function readsAtLines(lines: readonly TemplateLine[], readsAt: ReadonlyMap<string, readonly Path[]>): Path[] {
  const reads = lines.flatMap((line) => readsAt.get(lineKey(line)) ?? []);
  return distinctBy(reads, (path) => JSON.stringify(path));
}

/** The values that are set at or below these paths, each once. */
export function settingsIn(reads: readonly Path[], layers: readonly Layer[]): ValueSetting[] {
  const settings = new Map<string, ValueSetting>();
  for (const read of reads) {
    for (const setting of settingsUnder(layers, read)) settings.set(JSON.stringify(setting.read), setting);
  }
  return [...settings.values()];
}

export function lineKey({ file, line }: TemplateLine): string {
  return `${line} ${file}`;
}

/** A map itself decides only missing fields; an existing field is decided by a value in it. */
export function canMake(field: Wanted, { value }: ValueSetting): boolean {
  if (isJsonMap(value)) return isMissing(field) || Object.keys(value).length === 0;
  return !isJsonList(value) || value.length === 0;
}

/** How well a value matches the field: by content, then by name. */
function likeness(field: Wanted, { value, read }: ValueSetting): { readonly rank: number; readonly obvious: boolean } {
  const named = nameLikeness(read, field);
  if (isMissing(field)) {
    const isAround = isSame(value, at(field.manifest.object, field.existing));
    return { rank: (isAround ? 4 : 0) + named, obvious: isAround || named > 1 };
  }
  const now = at(field.manifest.object, field.path);
  if (typeof value === 'boolean') {
    return { rank: now === value ? named + 3 : named, obvious: true };
  }
  const said = textOf(now);
  const written = textOf(value);
  const same = written !== '' && written === said;
  const part = written.length > 1 && (said.includes(written) || written.includes('{{')) ? 2 : 0;
  return { rank: (same ? 4 : part) + named, obvious: same && named > 0 };
}

/** Whether a map of values equals the object around a missing field, such as a container. */
function isSame(value: Json, around: Json | undefined): boolean {
  if (!isJsonMap(value) || !isJsonMap(around) || Object.keys(value).length === 0) return false;
  return canonical(value) === canonical(around);
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/**
 * 3 if the value has the name of a field on the path; 2 if its name ends with one (`podSecurityContext` for
 * `securityContext`); 1 if that is true of the map that holds it.
 */
function nameLikeness(read: Path, { path, existing }: Wanted): number {
  const fields = path.slice(Math.min(existing.length, path.length) - 1).filter((part) => typeof part === 'string');
  const names = read
    .filter((part) => typeof part === 'string')
    .slice(-2)
    .reverse();
  const found = names.findIndex((name) => fields.some((field) => isNameFor(name, field)));
  if (found !== 0) return found === -1 ? 0 : 1;
  return fields.some((field) => field === names[0]) ? 3 : 2;
}
