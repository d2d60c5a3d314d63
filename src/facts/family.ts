/** What a family of facts is: what it keeps of each object, and what it answers of a cluster. */
import { type z } from 'zod';
import { at, canonical, isJsonMap } from '../foundation/json.ts';
import { mapped } from '../foundation/mapped.ts';
import { type Json } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type Fact } from '../model/rule.ts';

/** What a family keeps of objects: the items of each of its lists, by the list's name. No two families share a name. */
export type Items = Readonly<Record<string, Json>>;

export type Lists<I extends Items> = { readonly [K in keyof I]: readonly I[K][] };

export type AnyLists = Readonly<Record<string, readonly Json[]>>;

export interface ListOf<T> {
  readonly item: z.ZodType<T>;
  /** A source that was not rendered brings an item only if its files have one of these words; null: it always may. */
  readonly words: readonly string[] | null;
}

/** A family of facts: `Own` is what it keeps of objects, `Read` what it answers from. */
export interface Family<Own extends Items, Read extends Items, Answers> {
  readonly lists: { readonly [K in keyof Own]: ListOf<Own[K]> };
  /** Other families whose lists it reads. */
  readonly needs: readonly string[];
  /** What an object brings. `namespace` is where it goes if it names none. */
  readonly contribute: (object: KubernetesObject, namespace: string) => Lists<Own>;
  /** What an object with several outcomes may bring beside that which each of the outcomes brings. */
  readonly unsure: (outcomes: readonly Outcome[]) => AnyLists;
  /** What it answers of one cluster: a map with an `Answer` wherever one of the questions leads. */
  readonly combine: (heap: Heap<Read>) => Answers;
  /** Ways to its answers, from the family's own place; `*` is any key. */
  readonly questions: readonly (readonly string[])[];
}

/** An object under one supposition of what cannot be known, and what it brings then; null where it would not exist. */
export interface Outcome {
  readonly object: KubernetesObject | null;
  readonly brings: AnyLists;
}

/** All that is known of one cluster. */
export interface Heap<Read extends Items> {
  readonly said: <K extends keyof Read & string>(list: K) => readonly Said<Read[K]>[];
  /** The sources that may bring more of a list than is known; null stands for one without an id. */
  readonly unseen: (list: keyof Read & string) => Sources;
}

export interface Said<T> {
  readonly item: T;
  /** The source that brings it; null where that is not known. */
  readonly source: string | null;
  /** False: it does so under some supposition of what cannot be known. */
  readonly isCertain: boolean;
}

export interface Answer {
  readonly is: Fact;
  /** Ids of the sources that say so; of those that may, where it is unknown. Asked for only where somebody reads them. */
  readonly from: () => readonly string[];
}

type Sources = readonly (string | null)[];

/** Stands for a namespace that cannot be known. */
export const anywhere = '*';

/** The most names that an answer lists; which are left out changes no answer. */
export const mostListed = 100;

/** `yes` where there is a source that says so, `unknown` where one may, else `no`. */
export function answer(saying: Sources, ...may: readonly Sources[]): Answer {
  if (saying.length > 0) return { is: 'yes', from: () => named(saying) };
  return may.some((sources) => sources.length > 0)
    ? { is: 'unknown', from: () => named(may.flat()) }
    : { is: 'no', from: () => [] };
}

function named(sources: Sources): readonly string[] {
  return listed(sources.filter((source) => source !== null));
}

/** Each once, sorted, and no more of them than anybody reads. */
export function listed(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort().slice(0, mostListed);
}

/** Whether all items of these lists are known: no source may bring more, and none hangs on what cannot be known. */
export function complete<Read extends Items>(heap: Heap<Read>, ...lists: readonly (keyof Read & string)[]): Answer {
  const may = lists.flatMap((list) => [...heap.unseen(list), ...uncertain(heap.said(list))]);
  return may.length > 0 ? answer([], may) : { is: 'yes', from: () => [] };
}

/** Whether something exists, by all that is said of it. `more`: sources that may bring it too. */
export function exists(said: readonly Said<unknown>[], ...more: readonly Sources[]): Answer {
  return answer(certain(said), uncertain(said), ...more);
}

export function certain(said: readonly Said<unknown>[]): Sources {
  return said.filter(({ isCertain }) => isCertain).map(({ source }) => source);
}

export function uncertain(said: readonly Said<unknown>[]): Sources {
  return said.filter(({ isCertain }) => !isCertain).map(({ source }) => source);
}

/** Where outcomes differ in the namespace, what they bring may go to any other as well. */
export function roaming(outcomes: readonly Outcome[]): AnyLists {
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
  return isJsonMap(item) ? { ...item, namespace: anywhere } : item;
}

/** Items each once, in an order that hangs on nothing but them. */
export function sortedItems(items: readonly Json[]): Json[] {
  const byText = new Map(items.map((item) => [canonical(item), item]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
