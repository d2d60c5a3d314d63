/**
 * Composes the value of a document from its nodes, as go-yaml v2 and then sigs.k8s.io/yaml do. Where these differ from
 * YAML, so does this: a merge key (`<<`) overrides keys before it, keys that are not strings become strings, and tags
 * of collections are ignored.
 */
import { type AliasBudget, ExpansionCount, mostAliasedCharacters } from './expansion.ts';
import type { AliasNode, ContentNode, ListNode, MapNode, Node, ScalarNode } from './grammar/node.ts';
import { YamlSyntaxError } from './grammar/syntax-error.ts';
import { keyText } from './keys.ts';
import { plainScalar, taggedScalar, type Scalar } from './scalars.ts';

/** A value in which integers beyond 2^53 are still exact. */
export type Composed = Scalar | readonly Composed[] | ComposedMap;
export interface ComposedMap {
  readonly [key: string]: Composed;
}

export interface Composition {
  readonly value: Composed;
  /** Whether `value` contains a bigint. */
  readonly hasBigint: boolean;
  /** Keys that a map has more than once; the last one counts. Offsets are in the composed text. */
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[];
}

/** @throws {YamlSyntaxError} for what go-yaml or sigs.k8s.io/yaml would refuse. */
export function compose(root: Node | null, budget: AliasBudget = { characters: mostAliasedCharacters }): Composition {
  const composer = new Composer(budget);
  const value = root === null ? null : composer.node(root);
  composer.refuseWhatStays(value);
  return { value, hasBigint: composer.hasBigint, duplicates: composer.duplicates };
}

interface Anchored {
  readonly value: Composed;
  /** Decode operations for the node with its aliases expanded. */
  readonly size: number;
  /** Characters of its scalars, in the same way. */
  readonly characters: number;
}

class Composer {
  readonly duplicates: { key: string; offset: number }[] = [];
  hasBigint = false;
  /** The values of anchored nodes; null while one is being composed. */
  private readonly anchored = new Map<ContentNode, Anchored | null>();
  /**
   * Errors for values that JSON cannot represent, by a stand-in value. An error only counts if no later key replaces
   * the value.
   */
  private readonly unsayable = new Map<Composed, YamlSyntaxError>();
  private readonly visited = new Set<Composed>();
  private readonly expansion = new ExpansionCount();
  private readonly budget: AliasBudget;
  private characters = 0;

  constructor(budget: AliasBudget) {
    this.budget = budget;
  }

  node(node: Node): Composed {
    this.count(node);
    if (node.kind === 'alias') return this.alias(node);
    if (node.anchor === null) return this.content(node);
    this.anchored.set(node, null);
    const before = this.expansion.operations - 1;
    const charactersBefore = this.characters;
    const value = this.content(node);
    const size = this.expansion.operations - before;
    this.anchored.set(node, { value, size, characters: this.characters - charactersBefore });
    return value;
  }

  /** @throws {YamlSyntaxError} */
  refuseWhatStays(value: Composed): void {
    if (this.unsayable.size === 0 || typeof value !== 'object' || value === null) return;
    const error = this.unsayable.get(value);
    if (error !== undefined) throw error;
    if (this.visited.has(value)) return; // aliases may lead to it repeatedly
    this.visited.add(value);
    for (const item of Object.values(value)) this.refuseWhatStays(item);
  }

  private content(node: ContentNode): Composed {
    switch (node.kind) {
      case 'map':
        return this.mapping(node);
      case 'list':
        return this.sequence(node);
      case 'scalar':
        return this.scalar(node, node.value);
      case 'empty':
        return node.tag === null ? null : this.scalar(node, '');
    }
  }

  private sequence({ items }: ListNode): Composed[] {
    return items.map(({ value }) => this.node(value));
  }

  private mapping({ pairs }: MapNode): ComposedMap {
    const map: Record<string, Composed> = {};
    let merged: Set<string> | undefined;
    for (const { key: keyNode, value } of pairs) {
      if (isMerge(keyNode)) {
        merged ??= new Set<string>();
        for (const part of this.mergeParts(value)) this.merge(map, part, merged);
        continue;
      }
      const key = this.key(keyNode);
      if (key === null) {
        this.unsayable.set(map, new YamlSyntaxError('null, or a number over 64 bits, cannot be a key', keyNode.start));
        this.node(value);
        continue;
      }
      if (Object.hasOwn(map, key) && merged?.delete(key) !== true) this.duplicates.push({ key, offset: keyNode.start });
      put(map, key, this.node(value));
    }
    return map;
  }

  private merge(map: Record<string, Composed>, part: ComposedMap, merged: Set<string>): void {
    for (const key of Object.keys(part)) merged.add(put(map, key, part[key]));
    const error = this.unsayable.get(part);
    if (error !== undefined) this.unsayable.set(map, error);
  }

  /** The maps that a merge key refers to, in merge order. */
  private mergeParts(node: Node): ComposedMap[] {
    return node.kind === 'list'
      ? node.items.map(({ value }) => this.mergePart(value)).reverse()
      : [this.mergePart(node)];
  }

  private mergePart(node: Node): ComposedMap {
    const content = node.kind === 'alias' ? node.target : node;
    const value = content.kind === 'map' ? this.node(node) : null;
    if (isMap(value)) return value;
    throw new YamlSyntaxError('map merge requires map or sequence of maps as the value', node.start);
  }

  private alias({ name, target, start }: AliasNode): Composed {
    const anchored = this.anchored.get(target);
    if (anchored === undefined) return this.node(target); // the anchor is on a merge key
    if (anchored === null) throw new YamlSyntaxError(`anchor '${name}' value contains itself`, start);
    this.expansion.addAliased(anchored.size);
    this.checkExpansion(start);
    this.repeat(anchored.characters, start);
    return anchored.value;
  }

  private repeat(characters: number, start: number): void {
    this.characters += characters;
    this.budget.characters -= characters;
    if (this.budget.characters >= 0) return;
    throw new YamlSyntaxError(`aliases repeat more than ${mostAliasedCharacters} characters`, start, 'yaml-bomb');
  }

  private scalar(node: ContentNode, text: string): Scalar | ComposedMap {
    this.characters += text.length;
    const value = resolve(node, text);
    if (typeof value === 'bigint') this.hasBigint = true;
    if (typeof value !== 'number') return value;
    if (!Number.isFinite(value)) {
      const instead: ComposedMap = {};
      this.unsayable.set(instead, new YamlSyntaxError('JSON has no infinity and no NaN', node.start));
      return instead;
    }
    return value + 0; // -0 becomes 0, as in the API server
  }

  private key(node: Node): string | null {
    this.count(node);
    const content = node.kind === 'alias' ? node.target : node;
    if (node.kind === 'alias') this.alias(node);
    if (content.kind === 'map' || content.kind === 'list')
      throw new YamlSyntaxError('a key must be a scalar', node.start);
    const text = content.kind === 'scalar' ? content.value : '';
    const value = content.kind === 'empty' && content.tag === null ? null : resolve(content, text);
    if (node.kind !== 'alias' && node.anchor !== null)
      this.anchored.set(content, { value: this.scalarOf(content), size: 1, characters: text.length });
    return typeof value === 'string' ? value : keyText(value, text, content.tag);
  }

  private scalarOf(node: ContentNode): Scalar | ComposedMap {
    if (node.kind === 'scalar') return this.scalar(node, node.value);
    return node.tag === null ? null : this.scalar(node, '');
  }

  private count(node: Node): void {
    this.expansion.add();
    this.checkExpansion(node.start);
  }

  private checkExpansion(offset: number): void {
    if (!this.expansion.excessive) return;
    throw new YamlSyntaxError('aliases expand to more than Kubernetes tools accept', offset, 'yaml-bomb');
  }
}

function resolve(node: ContentNode, text: string): Scalar {
  const { tag } = node;
  if (tag === null) return node.kind === 'scalar' && node.style === 'plain' ? plainScalar(text) : text;
  const resolved = taggedScalar(tag, text);
  if (resolved === null) throw new YamlSyntaxError(`the value does not fit its tag ${tag}`, node.start);
  return resolved.value;
}

function isMerge(node: Node): node is ScalarNode {
  if (node.kind !== 'scalar' || node.value !== '<<') return false;
  return node.tag === null ? node.style === 'plain' : node.tag === '!' || node.tag === 'tag:yaml.org,2002:merge';
}

/** Sets an own key, even `__proto__`. Returns the key. */
function put(map: Record<string, Composed>, key: string, value: Composed = null): string {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
  return key;
}

function isMap(value: Composed): value is ComposedMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
