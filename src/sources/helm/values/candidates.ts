import { distinctBy } from '../../../foundation/groups.ts';
import { at, canonical, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { isNameFor } from '../../../foundation/kubernetes/names.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Layer } from './layers.ts';
import { type ValueSetting, settingsUnder } from './settings.ts';
import { isMissing, type TemplateLine, type Wanted } from './wanted.ts';

/** A value that could have made a field, and how much it looks like it did. */
export interface ValueCandidate {
  readonly setting: ValueSetting;
  /** Whether it is so much what the field says, or so named, that no other need be tried with it. */
  readonly obvious: boolean;
}

/** No more than these are tried for a field. */
const most = 8;
/** Where a line reads so few values, each is tried, whatever its name. */
const few = 4;

/**
 * The values that could have made a field, the likeliest first: those that made it in other renders (`remembered`), then
 * those that look like it. That one of them did has yet to be shown.
 */
export function candidatesFor(
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

/** What lines read, each path once. */
export function readsAtLines(lines: readonly TemplateLine[], readsAt: ReadonlyMap<string, readonly Path[]>): Path[] {
  const reads = lines.flatMap((line) => readsAt.get(lineKey(line)) ?? []);
  return distinctBy(reads, (path) => JSON.stringify(path));
}

/** What is set at some paths and below, each once. */
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

/** A map as such only makes something of what is missing: what is there is made by what the map holds. */
export function canMake(field: Wanted, { value }: ValueSetting): boolean {
  if (isJsonMap(value)) return isMissing(field) || Object.keys(value).length === 0;
  return !isJsonList(value) || value.length === 0;
}

/** How much a value looks like what made the field: by what it says, then by its name. */
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

/** Whether a map of values is what stands around a missing field: an item of a list of containers, say. */
function isSame(value: Json, around: Json | undefined): boolean {
  if (!isJsonMap(value) || !isJsonMap(around) || Object.keys(value).length === 0) return false;
  return canonical(value) === canonical(around);
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/**
 * 3 when the value has the name of a field on the way, 2 when its name ends so (`podSecurityContext` for
 * `securityContext`), 1 when that is so for what holds it.
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
