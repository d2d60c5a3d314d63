/** Finds the line of a kustomization's entry that an error message names. */
import { posix } from 'node:path';
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type Path } from '../../model/json.ts';
import { openYaml } from '../../yaml/positions.ts';
import { parseManifests } from '../../yaml/values.ts';

/**
 * The line of the entry whose file or folder a message quotes: 1-based; null where it quotes no entry of this
 * kustomization.
 */
export function entryLine(folder: string, text: string, message: string): number | null {
  const quoted = new Set(
    [...message.matchAll(/'([^'\n]+)'|path\(([^()\n]+)\)/g)].map(([, one, other]) => one ?? other),
  );
  const [document] = parseManifests(text).documents;
  const way = document === undefined ? null : wayTo(document.value, [], (entry) => names(entry, folder, quoted));
  return way === null ? null : (openYaml(text).locate(0, way)?.first ?? null);
}

/** Matches the entry as written, or as a resolved path; for `name=file`, the file. */
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
