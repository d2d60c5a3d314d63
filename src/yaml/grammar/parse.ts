/** Parses the tokens of a document to nodes by libyaml's grammar, production by production. */
import type { ContentNode, ItemNode, ListNode, MapNode, Node, PairNode, ParsedDocument } from './node.ts';
import { Scanner } from './scanner.ts';
import { YamlSyntaxError } from './syntax-error.ts';
import type { Token, TokenType } from './token.ts';

/** Maximum number of values in a document, including maps and lists. Each takes about 300 bytes. */
const mostNodes = 1_500_000;

/**
 * @throws {YamlSyntaxError} for what go-yaml would refuse. `maxDepth`: our own limit for the nesting of collections.
 */
export function parseDocument(text: string, maxDepth: number): ParsedDocument {
  if (latest?.text === text && latest.maxDepth === maxDepth) return latest.document;
  refuseCharacters(text);
  const document = new Parser(text, maxDepth).document();
  if (text.length <= mostKept) latest = { text, maxDepth, document };
  return document;
}

/** The last result: editing a document parses the same text twice in a row, for its values and for its layout. */
let latest: { readonly text: string; readonly maxDepth: number; readonly document: ParsedDocument } | null = null;
/** UTF-16 units. */
const mostKept = 100_000;

/**
 * Characters that libyaml's reader refuses. It treats a byte order mark as a character or not depending on its buffer.
 */
const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|(?!^)\ufeff/;

function refuseCharacters(text: string): void {
  const found = REFUSED.exec(text);
  if (found === null) return;
  const isMark = found[0] === '\ufeff';
  throw new YamlSyntaxError(
    isMark ? 'there is a byte order mark inside the document' : 'control characters are not allowed',
    found.index,
  );
}

interface Properties {
  readonly anchor: string | null;
  readonly tag: string | null;
}

const NO_PROPERTIES: Properties = { anchor: null, tag: null };

/** Writable while it is parsed, because an alias inside it may refer to it. */
type Open<T> = { -readonly [K in keyof T]: T[K] };

class Parser {
  private readonly scanner: Scanner;
  private readonly maxDepth: number;
  private readonly anchors = new Map<string, ContentNode>();
  private readonly handles = new Map<string, string>();
  private depth = 0;

  private count = 0;

  constructor(text: string, maxDepth: number) {
    this.scanner = new Scanner(text);
    this.maxDepth = maxDepth;
  }

  document(): ParsedDocument {
    if (this.is('stream-end')) return { root: null, behind: null };
    const isExplicit = this.directives();
    const first = this.scanner.peek();
    const root = isExplicit && endsDocument(first) ? empty(first.start) : this.node(true, false);
    const behind = this.is('document-end') ? this.behindMark() : this.scanner.peek();
    return { root, behind: behind === null || behind.type === 'stream-end' ? null : behind.start };
  }

  /** The token behind `...`; also reported where the text there cannot be parsed. */
  private behindMark(): Token | null {
    const { end } = this.scanner.take();
    try {
      while (this.is('document-end')) this.scanner.take();
      return this.scanner.peek();
    } catch (error) {
      if (!(error instanceof YamlSyntaxError)) throw error;
      return { type: 'scalar', start: Math.max(error.offset, end), end, value: '', suffix: '', style: null };
    }
  }

  /** Whether the document has its own `---`. */
  private directives(): boolean {
    let hasVersion = false;
    for (; this.is('version-directive') || this.is('tag-directive'); this.scanner.take()) {
      const directive = this.scanner.peek();
      if (directive.type === 'tag-directive') this.tagDirective(directive);
      else {
        if (hasVersion) throw new YamlSyntaxError('found duplicate %YAML directive', directive.start);
        if (directive.value !== '1.1') throw new YamlSyntaxError('found incompatible YAML document', directive.start);
        hasVersion = true;
      }
    }
    const isExplicit = this.is('document-start');
    if (isExplicit) this.scanner.take();
    else if (hasVersion || this.handles.size > 0)
      throw new YamlSyntaxError('did not find expected <document start>', this.scanner.peek().start);
    if (!this.handles.has('!')) this.handles.set('!', '!');
    if (!this.handles.has('!!')) this.handles.set('!!', 'tag:yaml.org,2002:');
    return isExplicit;
  }

  private tagDirective({ value, suffix, start }: Token): void {
    if (this.handles.has(value)) throw new YamlSyntaxError('found duplicate %TAG directive', start);
    this.handles.set(value, suffix);
  }

  /**
   * `block`: whether block collections are allowed; `indentless`: also a list whose dashes are at the indentation of
   * the key.
   */
  private node(block: boolean, indentless: boolean): Node {
    const first = this.scanner.peek();
    this.count += 1;
    if (this.count > mostNodes)
      throw new YamlSyntaxError(`the document has more than ${mostNodes} values`, first.start, 'too-large');
    if (first.type === 'alias') return this.alias(this.scanner.take());
    const properties = this.properties(first);
    const token = this.scanner.peek();
    if (indentless && token.type === 'block-entry') return this.list(properties, token, () => this.indentlessItems());
    const { type } = token;
    if (type === 'scalar') return this.scalar(this.scanner.take(), properties);
    if (type === 'flow-sequence-start') return this.list(properties, token, (list) => this.flowItems(list));
    if (type === 'flow-mapping-start') return this.map(properties, token, (map) => this.flowPairs(map));
    if (block && type === 'block-sequence-start') return this.list(properties, token, () => this.blockItems());
    if (block && type === 'block-mapping-start') return this.map(properties, token, () => this.blockPairs());
    if (properties !== NO_PROPERTIES) return this.anchored(empty(this.scanner.endOfLast, properties));
    throw new YamlSyntaxError('did not find expected node content', token.start);
  }

  private properties(first: Token): Properties {
    if (first.type !== 'anchor' && first.type !== 'tag') return NO_PROPERTIES;
    const one = this.scanner.take();
    const second = this.scanner.peek();
    const isPair = second.type !== first.type && (second.type === 'anchor' || second.type === 'tag');
    const other = isPair ? this.scanner.take() : null;
    const [anchor, tag] = first.type === 'anchor' ? [one, other] : [other, one];
    return { anchor: anchor?.value ?? null, tag: tag === null ? null : this.fullTag(tag) };
  }

  private fullTag({ value: handle, suffix, start }: Token): string | null {
    if (handle === '') return suffix;
    const prefix = this.handles.get(handle);
    if (prefix === undefined) throw new YamlSyntaxError('found undefined tag handle', start);
    return prefix + suffix;
  }

  private alias({ value: name, start, end }: Token): Node {
    const target = this.anchors.get(name);
    if (target === undefined) throw new YamlSyntaxError(`unknown anchor '${name}' referenced`, start);
    return { kind: 'alias', name, target, start, end, anchor: null, tag: null };
  }

  private scalar({ start, end, value, style }: Token, properties: Properties): Node {
    return this.anchored({ kind: 'scalar', style: style ?? 'plain', value, start, end, ...properties });
  }

  private anchored<T extends ContentNode>(node: T): T {
    if (node.anchor !== null) this.anchors.set(node.anchor, node);
    return node;
  }

  private list(
    properties: Properties,
    { type, start, end }: Token,
    fill: (list: Open<ListNode>) => ItemNode[],
  ): ListNode {
    const flow = type === 'flow-sequence-start';
    const list: Open<ListNode> = { kind: 'list', flow, items: [], start, end, ...properties };
    this.anchored(list);
    this.deeper(start);
    list.items = fill(list);
    this.depth -= 1;
    const first = list.items[0];
    if (!flow && first !== undefined) [list.start, list.end] = [first.start, list.items.at(-1)?.value.end ?? end];
    return list;
  }

  private map(properties: Properties, { type, start, end }: Token, fill: (map: Open<MapNode>) => PairNode[]): MapNode {
    const flow = type === 'flow-mapping-start';
    const map: Open<MapNode> = { kind: 'map', flow, pairs: [], start, end, ...properties };
    this.anchored(map);
    this.deeper(start);
    map.pairs = fill(map);
    this.depth -= 1;
    const first = map.pairs[0];
    if (!flow && first !== undefined) [map.start, map.end] = [first.start, map.pairs.at(-1)?.value.end ?? end];
    return map;
  }

  private deeper(at: number): void {
    this.depth += 1;
    if (this.depth > this.maxDepth)
      throw new YamlSyntaxError(`the document is nested deeper than ${this.maxDepth} levels`, at, 'too-large');
  }

  private blockItems(): ItemNode[] {
    this.scanner.take();
    const items: ItemNode[] = [];
    while (this.is('block-entry')) items.push(this.item(['block-entry', 'block-end']));
    this.end('block-end', "did not find expected '-' indicator");
    return items;
  }

  private indentlessItems(): ItemNode[] {
    const items: ItemNode[] = [];
    while (this.is('block-entry')) items.push(this.item(['block-entry', 'key', 'value', 'block-end']));
    return items;
  }

  private item(ends: readonly TokenType[]): ItemNode {
    const { start, end } = this.scanner.take();
    return { start, value: ends.includes(this.scanner.peek().type) ? empty(end) : this.node(true, false) };
  }

  private blockPairs(): PairNode[] {
    this.scanner.take();
    const pairs: PairNode[] = [];
    while (!this.is('block-end')) pairs.push(this.blockPair());
    this.scanner.take();
    return pairs;
  }

  private blockPair(): PairNode {
    if (!this.is('key')) throw new YamlSyntaxError('did not find expected key', this.scanner.peek().start);
    const { start, end } = this.scanner.take();
    const key = this.isOneOf(AFTER_BLOCK_PART) ? empty(end) : this.node(true, true);
    if (!this.is('value')) return { start, key, colon: null, value: empty(key.end) };
    const colon = this.scanner.take();
    const value = this.isOneOf(AFTER_BLOCK_PART) ? empty(colon.end) : this.node(true, true);
    return { start, key, colon: colon.start, value };
  }

  private flowItems(list: Open<ListNode>): ItemNode[] {
    this.scanner.take();
    const items: ItemNode[] = [];
    while (!this.is('flow-sequence-end')) {
      if (items.length > 0) this.end('flow-entry', "did not find expected ',' or ']'");
      if (this.is('flow-sequence-end')) break;
      const value = this.is('key') ? this.singlePair(this.scanner.peek()) : this.node(false, false);
      items.push({ start: value.start, value });
    }
    list.end = this.scanner.take().end;
    return items;
  }

  /** `[key: value]` is a list with a map of one pair. */
  private singlePair({ start, end }: Token): MapNode {
    this.deeper(start);
    const pair = this.flowPair(['flow-entry', 'flow-sequence-end'], true);
    this.depth -= 1;
    return { kind: 'map', flow: true, pairs: [pair], start, end: Math.max(end, pair.value.end), ...NO_PROPERTIES };
  }

  private flowPairs(map: Open<MapNode>): PairNode[] {
    this.scanner.take();
    const pairs: PairNode[] = [];
    while (!this.is('flow-mapping-end')) {
      if (pairs.length > 0) this.end('flow-entry', "did not find expected ',' or '}'");
      if (this.is('flow-mapping-end')) break;
      pairs.push(this.is('key') ? this.flowPair(['flow-entry', 'flow-mapping-end'], false) : this.keyAlone());
    }
    map.end = this.scanner.take().end;
    return pairs;
  }

  private keyAlone(): PairNode {
    const key = this.node(false, false);
    return { start: key.start, key, colon: null, value: empty(key.end) };
  }

  /** `takesNext`: behind an empty key in a list, libyaml skips the next token, whatever it is. */
  private flowPair(ends: readonly TokenType[], takesNext: boolean): PairNode {
    const { start, end } = this.scanner.take();
    const isEmpty = this.is('value') || ends.includes(this.scanner.peek().type);
    const key = isEmpty ? empty(end) : this.node(false, false);
    const skipped = isEmpty && takesNext ? this.scanner.take() : null;
    if (!this.is('value')) return { start, key, colon: null, value: empty(skipped?.end ?? key.end) };
    const colon = this.scanner.take();
    const isUnset = ends.includes(this.scanner.peek().type);
    return { start, key, colon: colon.start, value: isUnset ? empty(colon.end) : this.node(false, false) };
  }

  private is(type: TokenType): boolean {
    return this.scanner.peek().type === type;
  }

  private isOneOf(types: readonly TokenType[]): boolean {
    return types.includes(this.scanner.peek().type);
  }

  private end(type: TokenType, message: string): void {
    if (!this.is(type)) throw new YamlSyntaxError(message, this.scanner.peek().start);
    this.scanner.take();
  }
}

const AFTER_BLOCK_PART: readonly TokenType[] = ['key', 'value', 'block-end'];

function endsDocument({ type }: Token): boolean {
  return (
    type === 'version-directive' ||
    type === 'tag-directive' ||
    type === 'document-start' ||
    type === 'document-end' ||
    type === 'stream-end'
  );
}

function empty(at: number, properties: Properties = NO_PROPERTIES): ContentNode {
  return { kind: 'empty', start: at, end: at, ...properties };
}
