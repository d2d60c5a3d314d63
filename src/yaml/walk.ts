/** Follows a path into a document as it is written, through aliases and merge keys. */
import { type Path } from '../model/json.ts';
import type { ItemSource, MapSource, PairSource, SourceNode } from './source-tree.ts';

/** Where a value is written; `entry` is null for the document itself. */
export interface WrittenField {
  readonly entry: PairSource | ItemSource | null;
  readonly value: SourceNode;
}

/** The existing fields on the path, the document first. If all exist, there is one more than `path` has parts. */
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

/** The node that an alias refers to; any other node itself. Null for an alias without a known anchor. */
function dereference(node: SourceNode): SourceNode | null {
  return node.kind === 'alias' ? node.target : node;
}

function entryOf(node: SourceNode, part: string | number): PairSource | ItemSource | null {
  const target = dereference(node);
  if (typeof part === 'number') return target?.kind === 'list' ? (target.items[part] ?? null) : null;
  return target?.kind === 'map' ? pairOf(target, part) : null;
}

/**
 * A later pair overrides earlier ones, merge keys included; in a merge list, the first map counts. go-yaml v2 does the
 * same.
 */
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
