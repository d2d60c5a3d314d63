/**
 * From the events of one document to its value, as go-yaml v2 and then sigs.k8s.io/yaml compose it. Where they go their
 * own way we follow: a merge key (`<<`) overrides what stands before it, keys that are no strings become strings, tags
 * of collections mean nothing.
 */
import { EVENT_ID, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import { type AliasBudget, ExpansionCount, mostAliasedCharacters } from './expansion.ts';
import { fullTag, keyText } from './keys.ts';
import { plainScalar, taggedScalar, type Scalar } from './scalars.ts';

/** A value in which integers beyond 2^53 are still exact. */
export type Composed = Scalar | readonly Composed[] | ComposedMap;
export interface ComposedMap {
  readonly [key: string]: Composed;
}

export interface Composition {
  readonly value: Composed;
  /** Some integer in `value` is a bigint. */
  readonly hasBigint: boolean;
  /** Keys that a map says more than once; the last one won. Offsets are into the composed text. */
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[];
  /** Where something stands behind the document's end (`...`), which Kubernetes tools never read; null when nothing does. */
  readonly ignored: number | null;
}

/** Why a document has no value. `offset` is into `source`, the composed text. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError';
  readonly code: 'yaml-syntax' | 'yaml-bomb';
  readonly source: string;
  readonly offset: number;

  constructor(code: ComposeError['code'], message: string, source: string, offset: number) {
    super(message);
    this.code = code;
    this.source = source;
    this.offset = offset;
  }
}

/** @throws {ComposeError} for what go-yaml or sigs.k8s.io/yaml would refuse. */
export function compose(
  source: string,
  events: readonly Event[],
  budget: AliasBudget = { characters: mostAliasedCharacters },
): Composition {
  return new Composer(source, events, budget).document();
}

type CollectionEvent = SequenceEvent | MappingEvent;
type NodeEvent = ScalarEvent | AliasEvent | CollectionEvent;

interface Anchor {
  readonly event: ScalarEvent | CollectionEvent;
  value: Composed;
  /** Decode operations for the node with its aliases expanded; null while it is being composed. */
  size: number | null;
  /** Characters of its scalars, in the same way. */
  characters: number;
}

class Composer {
  private readonly source: string;
  private readonly events: readonly Event[];
  private next = 0;
  private readonly anchors = new Map<string, Anchor>();
  private readonly duplicates: { key: string; offset: number }[] = [];
  private readonly expansion = new ExpansionCount();
  private hasBigint = false;
  private readonly budget: AliasBudget;
  private characters = 0;

  constructor(source: string, events: readonly Event[], budget: AliasBudget) {
    this.source = source;
    this.events = events;
    this.budget = budget;
  }

  document(): Composition {
    this.next = 1; // behind the document's own event
    const event = this.take();
    const value = event === null ? null : this.node(event);
    const behind = this.events.slice(this.next).find(isNode);
    const ignored = behind === undefined ? null : startOf(behind);
    return { value, hasBigint: this.hasBigint, duplicates: this.duplicates, ignored };
  }

  /** The next node; null at the end of the collection. */
  private take(): NodeEvent | null {
    const event = this.events[this.next++];
    return event !== undefined && isNode(event) ? event : null;
  }

  private node(event: NodeEvent): Composed {
    this.count(event);
    if (event.type === EVENT_ID.ALIAS) return this.alias(event).value;
    if (event.anchorStart === -1) return this.content(event);
    const anchor: Anchor = { event, value: null, size: null, characters: 0 };
    this.anchors.set(this.anchorName(event), anchor);
    const before = this.expansion.operations - 1;
    const charactersBefore = this.characters;
    anchor.value = this.content(event);
    anchor.size = this.expansion.operations - before;
    anchor.characters = this.characters - charactersBefore;
    return anchor.value;
  }

  private content(event: ScalarEvent | CollectionEvent): Composed {
    if (event.type === EVENT_ID.SCALAR) return this.scalar(event);
    return event.type === EVENT_ID.SEQUENCE ? this.sequence() : this.mapping();
  }

  private sequence(): Composed[] {
    const items: Composed[] = [];
    for (let event = this.take(); event !== null; event = this.take()) items.push(this.node(event));
    return items;
  }

  private mapping(): ComposedMap {
    const map: Record<string, Composed> = {};
    let merged: Set<string> | undefined;
    for (let event = this.take(); event !== null; event = this.take()) {
      if (this.isMerge(event)) {
        merged ??= new Set<string>();
        for (const part of this.mergeParts()) for (const key of Object.keys(part)) merged.add(put(map, key, part[key]));
        continue;
      }
      const key = this.key(event);
      if (Object.hasOwn(map, key) && merged?.delete(key) !== true)
        this.duplicates.push({ key, offset: startOf(event) });
      const value = this.take();
      put(map, key, value === null ? null : this.node(value));
    }
    return map;
  }

  /** The maps that a merge key names, in the order in which they are laid over each other. */
  private mergeParts(): ComposedMap[] {
    const event = this.take();
    if (event?.type !== EVENT_ID.SEQUENCE) return [this.mergePart(event)];
    const parts: ComposedMap[] = [];
    for (let item = this.take(); item !== null; item = this.take()) parts.push(this.mergePart(item));
    return parts.reverse();
  }

  private mergePart(event: NodeEvent | null): ComposedMap {
    const value = event === null ? null : this.node(event);
    if (isMap(value)) return value;
    throw this.error('a merge key (<<) wants a map or a list of maps', event);
  }

  private alias(event: AliasEvent): Anchor {
    const name = this.anchorName(event);
    const anchor = this.anchors.get(name);
    if (anchor === undefined) throw this.error(`the anchor of *${name} is missing`, event);
    if (anchor.size === null) throw this.error(`the anchor &${name} contains itself`, event);
    this.expansion.addAliased(anchor.size);
    this.checkExpansion(event);
    this.characters += anchor.characters;
    this.budget.characters -= anchor.characters;
    if (this.budget.characters < 0) {
      const message = `the aliases repeat more than ${mostAliasedCharacters} characters`;
      throw new ComposeError('yaml-bomb', message, this.source, startOf(event));
    }
    return anchor;
  }

  private scalar(event: ScalarEvent): Scalar {
    const value = this.resolve(event);
    if (typeof value === 'bigint') this.hasBigint = true;
    if (typeof value !== 'number') return value;
    if (!Number.isFinite(value)) throw this.error('JSON has no infinity and no NaN', event);
    return value + 0; // -0 becomes 0, as it does on the way to the API server
  }

  private resolve(event: ScalarEvent): Scalar {
    const text = getScalarValue(this.source, event);
    this.characters += text.length;
    const tag = this.tag(event);
    if (tag === null) return event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : text;
    const resolved = taggedScalar(tag, text);
    if (resolved === null) throw this.error(`the value does not fit its tag ${tag}`, event);
    return resolved.value;
  }

  private tag(event: ScalarEvent): string | null {
    return event.tagStart === -1 ? null : fullTag(this.source.slice(event.tagStart, event.tagEnd));
  }

  private key(event: NodeEvent): string {
    this.count(event);
    const content = event.type === EVENT_ID.ALIAS ? this.alias(event).event : event;
    if (content.type !== EVENT_ID.SCALAR) throw this.error('a key must be a scalar', event);
    if (event.type !== EVENT_ID.ALIAS && event.anchorStart !== -1) this.anchorKey(content);
    const value = this.resolve(content);
    const key =
      typeof value === 'string' ? value : keyText(value, getScalarValue(this.source, content), this.tag(content));
    if (key === null) throw this.error(`${String(value)} cannot be a key`, event);
    return key;
  }

  private anchorKey(event: ScalarEvent): void {
    const value = this.scalar(event);
    const characters = event.valueEnd - event.valueStart;
    this.anchors.set(this.anchorName(event), { event, value, size: 1, characters });
  }

  private isMerge(event: NodeEvent): boolean {
    if (event.type !== EVENT_ID.SCALAR || event.valueEnd - event.valueStart !== 2) return false;
    if (!this.source.startsWith('<<', event.valueStart)) return false;
    const tag = this.tag(event);
    return tag === null ? event.style === SCALAR_STYLE.PLAIN : tag === '!' || tag === 'tag:yaml.org,2002:merge';
  }

  private count(event: NodeEvent): void {
    this.expansion.add();
    this.checkExpansion(event);
  }

  private checkExpansion(event: NodeEvent): void {
    if (!this.expansion.excessive) return;
    throw new ComposeError(
      'yaml-bomb',
      'the aliases expand to more than Kubernetes tools accept',
      this.source,
      startOf(event),
    );
  }

  private anchorName(event: NodeEvent): string {
    return this.source.slice(event.anchorStart, event.anchorEnd);
  }

  private error(message: string, event: NodeEvent | null): ComposeError {
    return new ComposeError('yaml-syntax', message, this.source, event === null ? 0 : startOf(event));
  }
}

/** Sets an own key, `__proto__` too. Returns the key. */
function put(map: Record<string, Composed>, key: string, value: Composed = null): string {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
  return key;
}

function isMap(value: Composed): value is ComposedMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNode(event: Event): event is NodeEvent {
  return event.type !== EVENT_ID.POP && event.type !== EVENT_ID.DOCUMENT;
}

/** Offset of a node: of its value, else of its tag or anchor; 0 for one that is not written at all. */
function startOf(event: NodeEvent): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  if (event.type !== EVENT_ID.SCALAR) return event.start;
  return Math.max(event.valueStart, event.tagStart, event.anchorStart, 0);
}
