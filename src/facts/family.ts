/** The interface of a family of facts: what it stores of each object, and what it answers about a cluster. */
import { type z } from 'zod';
import { at, canonical, isJsonMap } from '../foundation/json.ts';
import { mapped } from '../foundation/mapped.ts';
import { type Json } from '../model/json.ts';
import { type PodKinds } from '../foundation/kubernetes/pods.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type Fact } from '../model/rule.ts';

/**
 * What a family stores of objects: the items of each of its lists, by the list's name. No two families share a list
 * name.
 */
export type Items = Readonly<Record<string, Json>>;

export type Lists<I extends Items> = { readonly [K in keyof I]: readonly I[K][] };

export type AnyLists = Readonly<Record<string, readonly Json[]>>;

export interface ListOf<T> {
  readonly item: z.ZodType<T>;
  /**
   * A source that was not rendered can contribute an item only if its files contain one of these words; null: it always
   * can.
   */
  readonly words: readonly string[] | null;
}

/** A family of facts. `Own`: the items it stores of objects; `Read`: the items it answers from. */
export interface Family<Own extends Items, Read extends Items, Answers> {
  readonly lists: { readonly [K in keyof Own]: ListOf<Own[K]> };
  /** Names of other families whose lists it reads. */
  readonly needs: readonly string[];
  /** What an object contributes. `namespace` is used if the object names none. */
  readonly contribute: (object: KubernetesObject, namespace: string, pods: PodKinds) => Lists<Own>;
  /** What an object with several outcomes may contribute beyond what each outcome contributes. */
  readonly unsure: (outcomes: readonly SupposedObject[]) => AnyLists;
  /** Its answers about one cluster: a map with an `Answer` at every path of `questions`. */
  readonly combine: (heap: Heap<Read>) => Answers;
  /** Paths to its answers, from the family's root; `*` is any key. */
  readonly questions: readonly (readonly string[])[];
}

/**
 * An object under one supposition about unknown values, and what it contributes then; null if it does not exist then.
 */
export interface SupposedObject {
  readonly object: KubernetesObject | null;
  readonly brings: AnyLists;
}

/** Everything that is known about one cluster. */
export interface Heap<Read extends Items> {
  readonly claims: <K extends keyof Read & string>(list: K) => readonly Claim<Read[K]>[];
  /** The sources that may contribute more items to a list than are known; null stands for a source without an id. */
  readonly unseen: (list: keyof Read & string) => Sources;
}

export interface Claim<T> {
  readonly item: T;
  /** The source that contributes it; null if that is not known. */
  readonly source: string | null;
  /** False: it exists only under some supposition about unknown values. */
  readonly isCertain: boolean;
}

export interface FactAnswer {
  readonly is: Fact;
  /** Ids of the sources that say so or, for an unknown answer, that may say so. Computed on demand. */
  readonly from: () => readonly string[];
}

type Sources = readonly (string | null)[];

/** Stands for a namespace that is unknown. */
export const anyNamespace = '*';

/** Maximum number of names that an answer lists. Names left out do not change the answer. */
export const mostListed = 100;

/** `yes` if a source says so, `unknown` if one may, else `no`. */
export function answer(saying: Sources, ...may: readonly Sources[]): FactAnswer {
  if (saying.length > 0) return { is: 'yes', from: () => named(saying) };
  return may.some((sources) => sources.length > 0)
    ? { is: 'unknown', from: () => named(may.flat()) }
    : { is: 'no', from: () => [] };
}

function named(sources: Sources): readonly string[] {
  return sortedNames(sources.filter((source) => source !== null));
}

/** Unique names, sorted, at most `mostListed`. */
export function sortedNames(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort().slice(0, mostListed);
}

/**
 * Whether all items of these lists are known: no source may contribute more, and no item depends on an unknown value.
 */
export function complete<Read extends Items>(heap: Heap<Read>, ...lists: readonly (keyof Read & string)[]): FactAnswer {
  const may = lists.flatMap((list) => [...heap.unseen(list), ...uncertainSources(heap.claims(list))]);
  return may.length > 0 ? answer([], may) : { is: 'yes', from: () => [] };
}

/** Whether something exists, given all that is said of it. `more`: sources that may contribute it too. */
export function exists(claims: readonly Claim<unknown>[], ...more: readonly Sources[]): FactAnswer {
  return answer(certainSources(claims), uncertainSources(claims), ...more);
}

export function certainSources(claims: readonly Claim<unknown>[]): Sources {
  return claims.filter(({ isCertain }) => isCertain).map(({ source }) => source);
}

export function uncertainSources(claims: readonly Claim<unknown>[]): Sources {
  return claims.filter(({ isCertain }) => !isCertain).map(({ source }) => source);
}

/** If outcomes differ in the namespace, what they contribute may go to any other namespace as well. */
export function roaming(outcomes: readonly SupposedObject[]): AnyLists {
  const namespaces = new Set(outcomes.flatMap(({ brings }) => Object.values(brings).flat().map(namespaceIn)));
  if (namespaces.size < 2) return {};
  const merged = outcomes.flatMap(({ brings }) => Object.entries(brings));
  return mapped(Object.fromEntries(merged), (_, list) =>
    merged.flatMap(([name, items]) => (name === list ? items.map(toAnywhere) : [])),
  );
}

function namespaceIn(item: Json): Json | undefined {
  return at(item, ['namespace']);
}

function toAnywhere(item: Json): Json {
  return isJsonMap(item) ? { ...item, namespace: anyNamespace } : item;
}

/** Unique items, in an order that depends on the items alone. */
export function sortedItems(items: readonly Json[]): Json[] {
  const byText = new Map(items.map((item) => [canonical(item), item]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
