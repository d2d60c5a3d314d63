/**
 * Reads a document as it is written: every key, colon, dash and value with its offsets, and keys as the API server sees
 * them. `values.ts` reads the values.
 */
import { type AliasNode, type ContentNode, type Node, type PairNode, type ScalarNode } from './grammar/node.ts';
import { parseDocument } from './grammar/parse.ts';
import { YamlSyntaxError } from './grammar/syntax-error.ts';
import { withYamlEscapes } from './json-stream.ts';
import { keyText } from './keys.ts';
import { plainScalar, taggedScalar } from './scalars.ts';

/**
 * Offsets are UTF-16 units of the document's text; `end` is exclusive and does not include trailing comments and line
 * breaks.
 */
interface Stretch {
  readonly start: number;
  readonly end: number;
  /** The name of `&name` in front of it. */
  readonly anchor: string | null;
}

export interface ScalarSource extends Stretch {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly tag: string | null;
}
/** A missing value, directly behind its colon or dash. */
export interface EmptySource extends Stretch {
  readonly kind: 'empty';
}
export interface AliasSource extends Stretch {
  readonly kind: 'alias';
  /** The node with the anchor; null where the alias is inside that node. */
  readonly target: SourceNode | null;
}
export interface MapSource extends Stretch {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly pairs: readonly PairSource[];
}
export interface ListSource extends Stretch {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly items: readonly ItemSource[];
}
export type SourceNode = ScalarSource | EmptySource | AliasSource | MapSource | ListSource;

export interface PairSource {
  /** The key as the API server sees it; null for a merge key (`<<`). */
  readonly key: string | null;
  /** Offset of the key, or of the `?` before it. */
  readonly start: number;
  /** Offset of the colon; null in `{key}` and `? key`. */
  readonly colon: number | null;
  readonly value: SourceNode;
}

export interface ItemSource {
  /** Offset of the dash; in a flow list, of the value. */
  readonly start: number;
  readonly value: SourceNode;
}

/** The first document of `text`. Null where there is none or it cannot be parsed. */
export function readSourceTree(text: string): SourceNode | null {
  const root = rootOf(text) ?? (/^\s*\{/.test(text) ? rootOf(withYamlEscapes(text)) : null);
  return root === null || isUnwritten(root) ? null : new Reader(text).node(root);
}

function rootOf(text: string): Node | null {
  try {
    return parseDocument(text, DEEPEST).root;
  } catch (error) {
    if (error instanceof YamlSyntaxError) return null; // parseManifests reports it
    throw error;
  }
}

const DEEPEST = 500;

function isUnwritten(node: Node): boolean {
  return node.kind === 'empty' && node.anchor === null && node.tag === null;
}

class Reader {
  private readonly text: string;
  private readonly known = new Map<ContentNode, SourceNode>();

  constructor(text: string) {
    this.text = text;
  }

  node(node: Node): SourceNode {
    if (node.kind === 'alias') return this.alias(node);
    const source = this.content(node);
    if (node.anchor !== null) this.known.set(node, source);
    return source;
  }

  private alias({ start, end, target }: AliasNode): AliasSource {
    return { kind: 'alias', start, end, anchor: null, target: this.known.get(target) ?? null };
  }

  private content(node: ContentNode): SourceNode {
    const { start, end, anchor, tag } = node;
    switch (node.kind) {
      case 'empty':
        return { kind: 'empty', start, end, anchor };
      case 'scalar':
        return { kind: 'scalar', style: styleOf(node), tag, start, end: this.endOf(node), anchor };
      case 'list': {
        const items = node.items.map(({ start: at, value }) => ({ start: at, value: this.node(value) }));
        return { kind: 'list', flow: node.flow, items, start, end: node.flow ? end : endOfLast(items, end), anchor };
      }
      case 'map': {
        const pairs = node.pairs.map((pair) => this.pair(pair));
        return { kind: 'map', flow: node.flow, pairs, start, end: node.flow ? end : endOfLast(pairs, end), anchor };
      }
    }
  }

  private pair({ key, start, colon, value }: PairNode): PairSource {
    this.node(key); // it may have an anchor
    return { key: keyOf(key), start, colon, value: this.node(value) };
  }

  private endOf({ style, start, end }: ScalarNode): number {
    if (style !== 'literal' && style !== 'folded') return end;
    return start + this.text.slice(start, end).trimEnd().length;
  }
}

function endOfLast(entries: readonly { readonly value: SourceNode }[], otherwise: number): number {
  return entries.at(-1)?.value.end ?? otherwise;
}

function styleOf({ style }: ScalarNode): ScalarSource['style'] {
  return style === 'literal' || style === 'folded' ? 'block' : style;
}

/** Null for a merge key, and for a node that cannot be a key (such documents have no value). */
function keyOf(node: Node): string | null {
  const content = node.kind === 'alias' ? node.target : node;
  if (content.kind !== 'scalar') return null;
  const { value, style, tag } = content;
  if (tag === null && style === 'plain' && value === '<<') return null;
  if (tag === null && style !== 'plain') return value;
  const scalar = tag === null ? plainScalar(value) : (taggedScalar(tag, value)?.value ?? null);
  return keyText(scalar, value, tag);
}
