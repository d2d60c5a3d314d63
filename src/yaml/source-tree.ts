/**
 * A document as it is written: every key, colon, dash and value with its offsets, comments and spaces left in the text
 * around them. Built from the tokens of `yaml`'s concrete syntax tree; `values.ts` says what the document means.
 */
import { CST, Parser } from 'yaml';
import { fullTag, keyText } from './keys.ts';
import { plainScalar, taggedScalar } from './scalars.ts';

/** Offsets are UTF-16 units of the document's text; `end` is exclusive and leaves out comments and breaks behind. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  /** `&name` in front of it, without the `&`. */
  readonly anchor: string | null;
}

export interface ScalarSource extends Stretch {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly tag: string | null;
}
/** A value that is not written: it stands right behind its colon or dash. */
export interface EmptySource extends Stretch {
  readonly kind: 'empty';
}
export interface AliasSource extends Stretch {
  readonly kind: 'alias';
  /** What the anchor stands on; null when there is none. */
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
  /** Of the key itself, or of the `?` before it. */
  readonly start: number;
  /** Offset of the colon; null in `{key}` and `? key`. */
  readonly colon: number | null;
  readonly value: SourceNode;
}

export interface ItemSource {
  /** Of the dash; in a flow list of the value. */
  readonly start: number;
  readonly value: SourceNode;
}

/**
 * The first document of `text`. Null where there is none, and where a flow collection is indented less than YAML wants
 * (see `parseTolerantly`).
 */
export function readSourceTree(text: string): SourceNode | null {
  for (const token of new Parser().parse(text)) {
    if (token.type !== 'document') continue;
    const reader = new Reader();
    const root = reader.root(token);
    return reader.broken ? null : root;
  }
  return null;
}

type Properties = Pick<ScalarSource, 'anchor' | 'tag'>;

class Reader {
  private readonly anchors = new Map<string, { readonly opened: number; readonly node: SourceNode }>();
  private opened = 0;
  broken = false;

  root(document: CST.Document): SourceNode | null {
    return document.value === undefined ? null : this.node(document.value, document.start, document.offset);
  }

  /** `before` holds the tokens between the colon or dash and the value: its anchor and tag among them. */
  private node(token: CST.Token | null | undefined, before: readonly CST.SourceToken[], at: number): SourceNode {
    const properties = propertiesOf(before);
    const opened = this.opened++;
    const node = this.content(token, properties, at);
    if (properties.anchor === null) return node;
    // An anchor of the same name inside of the node comes later, and counts from then on.
    const known = this.anchors.get(properties.anchor);
    if (known === undefined || known.opened < opened) this.anchors.set(properties.anchor, { opened, node });
    return node;
  }

  private content(token: CST.Token | null | undefined, properties: Properties, at: number): SourceNode {
    const { anchor } = properties;
    switch (token?.type) {
      case 'alias':
        return {
          kind: 'alias',
          ...this.stretch(token, anchor),
          target: this.anchors.get(token.source.slice(1))?.node ?? null,
        };
      case 'block-map':
        return this.blockMap(token, anchor);
      case 'block-seq':
        return this.blockList(token, anchor);
      case 'flow-collection':
        return token.start.type === 'flow-map-start' ? this.flowMap(token, anchor) : this.flowList(token, anchor);
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
      case 'block-scalar':
        return { kind: 'scalar', style: styleOf(token), tag: properties.tag, ...this.stretch(token, anchor) };
      default:
        return { kind: 'empty', start: at, end: at, anchor };
    }
  }

  private blockMap(token: CST.BlockMap, anchor: string | null): MapSource {
    const pairs = token.items.flatMap((item) => this.pair(item) ?? []);
    const end = pairs.at(-1)?.value.end ?? token.offset;
    return { kind: 'map', flow: false, pairs, anchor, start: pairs[0]?.start ?? token.offset, end };
  }

  private blockList(token: CST.BlockSequence, anchor: string | null): ListSource {
    const items = token.items.flatMap((item): ItemSource[] => {
      const dash = item.start.find(({ type }) => type === 'seq-item-ind');
      if (dash === undefined) return []; // comments at the end
      return [{ start: dash.offset, value: this.node(item.value, item.start, dash.offset + 1) }];
    });
    const end = items.at(-1)?.value.end ?? token.offset;
    return { kind: 'list', flow: false, items, anchor, start: items[0]?.start ?? token.offset, end };
  }

  private flowMap(token: CST.FlowCollection, anchor: string | null): MapSource {
    const pairs = token.items.flatMap((item) => this.pair(item) ?? []);
    return { kind: 'map', flow: true, pairs, anchor, start: token.offset, end: this.flowEnd(token) };
  }

  private flowList(token: CST.FlowCollection, anchor: string | null): ListSource {
    const items = token.items.flatMap((item): ItemSource[] => {
      const pair = item.sep === undefined ? null : this.pair(item);
      if (pair !== null) {
        const map = {
          kind: 'map',
          flow: true,
          pairs: [pair],
          start: pair.start,
          end: pair.value.end,
          anchor: null,
        } as const;
        return [{ start: map.start, value: map }];
      }
      if (item.value === undefined && item.start.every(({ type }) => type !== 'anchor' && type !== 'tag')) return [];
      const value = this.node(item.value, item.start, endOfTokens(item.start));
      return [{ start: value.start, value }];
    });
    return { kind: 'list', flow: true, items, anchor, start: token.offset, end: this.flowEnd(token) };
  }

  private flowEnd(token: CST.FlowCollection): number {
    const close = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
    if (close === undefined) this.broken = true;
    return close === undefined ? token.offset : close.offset + 1;
  }

  private pair(item: CST.CollectionItem): PairSource | null {
    if (item.key === undefined && item.sep === undefined) return null; // comments at the end
    const question = item.start.find(({ type }) => type === 'explicit-key-ind');
    const keyAt = item.key === undefined || item.key === null ? endOfTokens(item.start) : item.key.offset;
    const key = this.node(item.key, item.start, keyAt);
    const colon = item.sep?.find(({ type }) => type === 'map-value-ind');
    const value = this.node(item.value, item.sep ?? [], colon === undefined ? key.end : colon.offset + 1);
    const start = question?.offset ?? keyAt;
    return { key: this.keyOf(item.key, item.start), start, colon: colon === undefined ? null : colon.offset, value };
  }

  /** Null for a merge key, and for what is no key at all (such documents have no value). */
  private keyOf(token: CST.Token | null | undefined, before: readonly CST.SourceToken[]): string | null {
    if (!CST.isScalar(token)) return null;
    const { tag } = propertiesOf(before);
    const { value, type } = CST.resolveAsScalar(token, false, () => (this.broken = true));
    if (tag === null && type === 'PLAIN' && value === '<<') return null;
    if (tag === null && type !== 'PLAIN') return value;
    const scalar = tag === null ? plainScalar(value) : (taggedScalar(tag, value)?.value ?? null);
    return keyText(scalar, value, tag);
  }

  private stretch(token: CST.FlowScalar | CST.BlockScalar, anchor: string | null): Stretch {
    const header = token.type === 'block-scalar' ? token.props.map(CST.stringify).join('').length : 0;
    const start = token.offset;
    const quote = styleOf(token) === 'single' ? "'" : styleOf(token) === 'double' ? '"' : '';
    if (token.source.length < 2 * quote.length || !token.source.endsWith(quote)) this.broken = true;
    return { start, end: start + header + token.source.trimEnd().length, anchor };
  }
}

function styleOf(token: CST.FlowScalar | CST.BlockScalar): ScalarSource['style'] {
  if (token.type === 'block-scalar') return 'block';
  return token.type === 'single-quoted-scalar' ? 'single' : token.type === 'double-quoted-scalar' ? 'double' : 'plain';
}

function propertiesOf(tokens: readonly CST.SourceToken[]): Properties {
  const anchor = tokens.findLast(({ type }) => type === 'anchor')?.source.slice(1) ?? null;
  const tag = tokens.findLast(({ type }) => type === 'tag')?.source;
  return { anchor, tag: tag === undefined ? null : fullTag(tag) };
}

function endOfTokens(tokens: readonly CST.SourceToken[]): number {
  const last = tokens.at(-1);
  return last === undefined ? 0 : last.offset + last.source.length;
}
