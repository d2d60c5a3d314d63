import { posix } from 'node:path';
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type Path } from '../../model/json.ts';
import { openYaml } from '../../yaml/positions.ts';
import { parseManifests } from '../../yaml/values.ts';

/**
 * The line of a kustomization's entry that names a file or folder of which a message speaks: 1-based; null where the
 * message quotes none of its entries.
 */
export function entryLine(folder: string, text: string, message: string): number | null {
  const quoted = new Set(
    [...message.matchAll(/'([^'\n]+)'|path\(([^()\n]+)\)/g)].map(([, one, other]) => one ?? other),
  );
  const [document] = parseManifests(text).documents;
  const way = document === undefined ? null : wayTo(document.value, [], (entry) => names(entry, folder, quoted));
  return way === null ? null : (openYaml(text).locate(0, way)?.first ?? null);
}

/** As it is written, or as the path that it leads to; of `name=file` the file. */
function names(entry: string, folder: string, quoted: ReadonlySet<string | undefined>): boolean {
  const file = entry.slice(entry.indexOf('=') + 1);
  return !entry.includes('\n') && (quoted.has(entry) || quoted.has(posix.join(folder, file)));
}

function wayTo(value: Json, path: Path, isIt: (entry: string) => boolean): Path | null {
  if (typeof value === 'string') return isIt(value) ? path : null;
  const members = isJsonList(value) ? [...value.entries()] : isJsonMap(value) ? Object.entries(value) : [];
  for (const [key, member] of members) {
    const way = wayTo(member, [...path, key], isIt);
    if (way !== null) return way;
  }
  return null;
}
