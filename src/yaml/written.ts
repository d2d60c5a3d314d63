/** A document to be edited: its text, tree and layout, and the path to a field in it. */
import { type Path } from '../model/json.ts';
import { layoutOf, type Layout } from './layout.ts';
import { readSourceTree, type ItemSource, type PairSource, type SourceNode } from './source-tree.ts';
import type { EditRefusal } from './splice.ts';

export interface Written {
  readonly text: string;
  readonly root: SourceNode;
  readonly layout: Layout;
  /** Whether the whole document is JSON. */
  readonly json: boolean;
  /** Nodes that aliases refer to. */
  readonly shared: ReadonlySet<SourceNode>;
}

export function readWritten(text: string): Written | null {
  const root = readSourceTree(text);
  if (root === null) return null;
  const shared = new Set<SourceNode>();
  collectShared(root, shared);
  return { text, root, layout: layoutOf(text, root), json: isJson(text), shared };
}

/** A value and its parent. `inFlow`: whether it is inside a flow collection. */
export interface Slot {
  readonly entry: PairSource | ItemSource | null;
  readonly holder: SourceNode | null;
  readonly value: SourceNode;
  readonly inFlow: boolean;
}

/**
 * The slots on a path that exist, the document first. Refused where the path leads through an alias, or into a value
 * that an alias shares: an edit would also change the other place.
 */
export function slots(written: Written, path: Path): readonly [Slot, ...Slot[]] | EditRefusal {
  const found: [Slot, ...Slot[]] = [{ entry: null, holder: null, value: written.root, inFlow: false }];
  let here = found[0];
  for (const part of path) {
    const { value } = here;
    if (value.kind === 'alias')
      return { why: `the value is shared through an anchor (${written.text.slice(value.start, value.end)})` };
    if (written.shared.has(value)) return { why: `the value is shared through an anchor (&${value.anchor ?? ''})` };
    const entry = ownEntry(value, part);
    if (entry === null) return found;
    const inFlow = here.inFlow || ((value.kind === 'map' || value.kind === 'list') && value.flow);
    here = { entry, holder: value, value: entry.value, inFlow };
    found.push(here);
  }
  return found;
}

/** The entry in the map or list itself, not a merged one; of duplicate keys the last one, which counts. */
function ownEntry(node: SourceNode, part: string | number): PairSource | ItemSource | null {
  if (node.kind === 'list') return typeof part === 'number' ? (node.items[part] ?? null) : null;
  return node.kind === 'map' ? (node.pairs.findLast(({ key }) => key === part) ?? null) : null;
}

function collectShared(node: SourceNode, shared: Set<SourceNode>): void {
  if (node.kind === 'alias' && node.target !== null) shared.add(node.target);
  const entries = node.kind === 'map' ? node.pairs : node.kind === 'list' ? node.items : [];
  for (const { value } of entries) collectShared(value, shared);
}

function isJson(text: string): boolean {
  if (!/^\ufeff?\s*[[{"\d-]/.test(text)) return false; // most documents are not, and throwing is slow
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}
