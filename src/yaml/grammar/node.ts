/**
 * The nodes of a document as it is written: every key, colon, dash and value with its offsets. Comments and spaces stay
 * in the text around them. `compose.ts` reads the values.
 */
import type { ScalarStyle } from './token.ts';

/**
 * Offsets are UTF-16 units of the document's text; `end` is exclusive and does not include trailing comments and line
 * breaks.
 */
interface Stretch {
  /** Offset behind the anchor and the tag. */
  readonly start: number;
  readonly end: number;
  /** The name of `&name` in front of it. */
  readonly anchor: string | null;
  /** In full: `tag:yaml.org,2002:str` for `!!str`. */
  readonly tag: string | null;
}

export interface ScalarNode extends Stretch {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  readonly value: string;
}
/** A missing value, directly behind its colon or dash. */
export interface EmptyNode extends Stretch {
  readonly kind: 'empty';
}
export interface AliasNode extends Stretch {
  readonly kind: 'alias';
  readonly name: string;
  /** The node with the anchor, which may contain the alias. */
  readonly target: ContentNode;
}
export interface MapNode extends Stretch {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly pairs: readonly PairNode[];
}
export interface ListNode extends Stretch {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly items: readonly ItemNode[];
}
export type ContentNode = ScalarNode | EmptyNode | MapNode | ListNode;
export type Node = ContentNode | AliasNode;

export interface PairNode {
  /** Offset of the key, or of the `?` before it. */
  readonly start: number;
  readonly key: Node;
  /** Offset of the colon; null in `{key}` and `? key`. */
  readonly colon: number | null;
  readonly value: Node;
}

export interface ItemNode {
  /** Offset of the dash; in a flow list, of the value. */
  readonly start: number;
  readonly value: Node;
}

/** The first document of a text. */
export interface ParsedDocument {
  /** Null where there is none. */
  readonly root: Node | null;
  /** Offset of text behind the document's end, which no Kubernetes tool reads; null where there is none. */
  readonly behind: number | null;
}
