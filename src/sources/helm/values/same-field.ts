/** Finds an object and its fields again in another render of the chart. */
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { nameKey } from '../../../foundation/kubernetes/names.ts';

/**
 * The same object in another render of the chart: of the same kind and name. If a changed value renamed it, the object
 * at the same position, provided that the template renders the same number of objects.
 */
export function sameObject(
  manifest: Manifest,
  before: readonly Manifest[],
  after: readonly Manifest[],
): Manifest | null {
  const template = templateOf(manifest);
  const now = after.filter((each) => templateOf(each) === template);
  const key = nameKey(manifest.object);
  const named = now.find((each) => nameKey(each.object) === key);
  if (named !== undefined) return named;
  const then = before.filter((each) => templateOf(each) === template);
  const placed =
    then.length === now.length ? now[then.findIndex((each) => each.object === manifest.object)] : undefined;
  return placed?.object.kind === manifest.object.kind ? placed : null;
}

function templateOf({ origin }: Manifest): string {
  return origin.kind === 'helm' ? origin.name : '';
}

/**
 * The same path in another object: list items with a name are matched by name. Null where an item on the path does not
 * exist.
 */
export function samePath(before: Json, path: Path, after: Json): Path | null {
  const found: (string | number)[] = [];
  for (const [depth, part] of path.entries()) {
    if (typeof part === 'string') {
      found.push(part);
      continue;
    }
    const index = sameItem(at(before, path.slice(0, depth)), part, at(after, found));
    if (index === null) return null;
    found.push(index);
  }
  return found;
}

/** Matches an item by name where the name is unique in both lists (a volume may be mounted twice); else by index. */
function sameItem(before: Json | undefined, index: number, after: Json | undefined): number | null {
  if (!isJsonList(before) || !isJsonList(after)) return null;
  const name = nameOf(before[index]);
  const now = after.flatMap((item, at) => (name !== null && nameOf(item) === name ? [at] : []));
  const isUnique = before.filter((item) => nameOf(item) === name).length === 1;
  if (now[0] !== undefined && now.length === 1 && isUnique) return now[0];
  return before.length === after.length ? index : null;
}

function nameOf(item: Json | undefined): string | null {
  return isJsonMap(item) && typeof item['name'] === 'string' ? item['name'] : null;
}
