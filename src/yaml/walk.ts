/** The way into a document as it is written, through aliases and merge keys. */
import { type Path } from '../model/json.ts';
import type { ItemSource, MapSource, PairSource, SourceNode } from './source-tree.ts';

/** Where a value is written; `entry` is null for the document itself. */
export interface WrittenField {
  readonly entry: PairSource | ItemSource | null;
  readonly value: SourceNode;
}

/** The fields on the way, the document first, as far as they exist: one more than `path` has parts if all do. */
export function walk(root: SourceNode, path: Path): readonly [WrittenField, ...WrittenField[]] {
  const fields: [WrittenField, ...WrittenField[]] = [{ entry: null, value: root }];
  let here = root;
  for (const part of path) {
    const entry = entryOf(here, part);
    if (entry === null) return fields;
    fields.push({ entry, value: entry.value });
    here = entry.value;
  }
  return fields;
}

/** What an alias stands for; any other node is itself. Null for an alias without an anchor. */
function dereference(node: SourceNode): SourceNode | null {
  return node.kind === 'alias' ? node.target : node;
}

function entryOf(node: SourceNode, part: string | number): PairSource | ItemSource | null {
  const target = dereference(node);
  if (typeof part === 'number') return target?.kind === 'list' ? (target.items[part] ?? null) : null;
  return target?.kind === 'map' ? pairOf(target, part) : null;
}

/** What comes later overrides, merge keys too; within a merge list, what comes earlier. So does go-yaml v2. */
function pairOf(map: MapSource, key: string): PairSource | null {
  for (const pair of map.pairs.toReversed()) {
    const found = pair.key === null ? mergedPair(pair.value, key) : pair.key === key ? pair : null;
    if (found !== null) return found;
  }
  return null;
}

function mergedPair(value: SourceNode, key: string): PairSource | null {
  const parts = value.kind === 'list' ? value.items.map((item) => item.value) : [value];
  for (const part of parts) {
    const map = dereference(part);
    const found = map?.kind === 'map' ? pairOf(map, key) : null;
    if (found !== null) return found;
  }
  return null;
}
