/** Values that a deployment sets by name: parameters of an Application, `set` of a helmfile's release. */
import { at, canonical, isJsonList, isJsonMap, overlap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type HelmSource, type SetAt } from '../../../model/source.ts';
import { type ValuesOrigin } from '../../../model/suggestion.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** The entry that sets a value by name; undefined where a map or a file sets it. */
export function settingByName({ file, path }: ValuesOrigin, sets: readonly SetAt[]): SetAt | undefined {
  return sets.findLast((set) => set.file === file && overlap(set.sets, path));
}

/** Whether an entry sets exactly what is written, not something that a generator or template made of it. */
export function isAsSet(written: Json | undefined, { value }: SetAt): boolean {
  if (written === undefined) return false;
  return canonical(written) === canonical(value) || text(written) === text(value);
}

/** The value as a parameter has it: always a text, with `{a,b}` for a list. */
function text(value: Json): string {
  return isJsonList(value) ? `{${value.map(String).join(',')}}` : isJsonMap(value) ? '' : String(value);
}

/** The list item that names the value; null where several items have the same name. */
export function entryOf({ path }: SetAt, document: Json): Path | null {
  for (let depth = path.length - 1; depth > 0; depth--) {
    const entry = path.slice(0, depth);
    const name = at(document, [...entry, 'name']);
    const all = at(document, entry.slice(0, -1));
    if (typeof name !== 'string' || !isJsonList(all)) continue;
    return all.filter((item) => at(item, ['name']) === name).length === 1 ? entry : null;
  }
  return null;
}

type Sets = Pick<HelmSource, 'set' | 'setString'>;

/** The values that a deployment sets by name after edits of the files that set them. */
export async function setsAfter(source: HelmSource, edits: ReadonlyMap<string, string>, texts: Texts): Promise<Sets> {
  const sets: Record<SetAt['list'], (string | null)[]> = { set: [...source.set], setString: [...source.setString] };
  for (const set of source.setAt ?? []) {
    const edited = edits.get(texts.holder(set.file));
    const before = edited === undefined ? null : await texts.yaml(set.file);
    if (edited === undefined || before === null) continue;
    const old = before.documents.find(({ index }) => index === set.document)?.value ?? null;
    const now = parseManifests(edited).documents.find(({ index }) => index === set.document)?.value ?? null;
    if (isAsSet(at(old, set.path), set)) sets[set.list][set.index] = expressionAfter(set, old, now, source);
  }
  const kept = (list: readonly (string | null)[]): string[] => list.filter((each) => each !== null);
  return { set: kept(sets.set), setString: kept(sets.setString) };
}

/** Null where the value is no longer set by name. */
function expressionAfter(set: SetAt, old: Json, now: Json, source: HelmSource): string | null {
  const same = source[set.list][set.index] ?? null;
  const entry = entryOf(set, old);
  const name = entry === null ? undefined : at(old, [...entry, 'name']);
  const left = entry === null ? undefined : at(now, entry.slice(0, -1));
  if (entry !== null && !(isJsonList(left) && left.some((item) => at(item, ['name']) === name))) return null;
  const written = at(now, set.path);
  const isShifted = entry !== null && at(now, [...entry, 'name']) !== name;
  if (isShifted || written === undefined || isJsonMap(written) || isAsSet(written, set)) return same;
  return isJsonList(written) ? same : `${set.name}=${String(written).replace(/[\\,{}]/g, '\\$&')}`;
}
