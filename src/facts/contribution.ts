/** What the objects of a source contribute to the facts of their cluster; a cache stores it between runs. */
import { z } from 'zod';
import { canonical } from '../foundation/json.ts';
import { builtInPodKinds, type PodKinds } from '../foundation/kubernetes/pods.ts';
import { mapped } from '../foundation/mapped.ts';
import { type Json } from '../model/json.ts';
import { type KubernetesObject, type Manifest } from '../model/manifest.ts';
import { type AnyLists, type SupposedObject, sortedItems } from './family.ts';
import { families } from './registry.ts';

/** A rendered manifest and its default namespace. */
export interface Placed {
  readonly manifest: Pick<Manifest, 'object' | 'otherwise'>;
  /** The namespace of objects that name none. */
  readonly namespace: string;
}

export interface Contribution extends ContributedLists {
  readonly target: string;
  /** The id of the source that contributes it; absent if no source does. Not stored. */
  readonly source?: string;
  /**
   * What they contribute under some supposition about unknown values, but not under all. `*` stands for a namespace
   * that may be any.
   */
  readonly uncertain: ContributedLists;
}

/** The lists of families, sorted. Those of the family `namespaces` are always present. */
export interface ContributedLists {
  readonly defined: readonly string[];
  readonly filled: readonly string[];
  readonly ruled: readonly string[];
  readonly deniedIngress: readonly string[];
  readonly deniedEgress: readonly string[];
  readonly [list: string]: unknown;
}

/** The families to collect: those that rules read, those that these need, and `namespaces`. */
export type Asked = readonly (keyof typeof families)[];

export const everyFamily: Asked = askedOf(Object.keys(families));

/** @param names names of families, as in headers of rules. */
export function askedOf(names: readonly string[]): Asked {
  const wanted = new Set(['namespaces', ...names]);
  for (const name of wanted) for (const other of needsOf(name)) wanted.add(other);
  return namesOf(families).filter((name) => wanted.has(name));
}

function needsOf(name: string): readonly string[] {
  return namesOf(families).flatMap((each) => (each === name ? families[each].needs : []));
}

function namesOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[];
function namesOf(record: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(record);
}

export function contributionOf(
  target: string,
  placed: readonly Placed[],
  asked: Asked = everyFamily,
  pods: PodKinds = builtInPodKinds,
): Contribution {
  const parts = new Map(
    asked.map((name) => [name, placed.map(({ manifest, namespace }) => partOf(name, manifest, namespace, pods))]),
  );
  return { target, ...gathered(parts, 'certain'), uncertain: gathered(parts, 'uncertain') };
}

/** A namespace that a deployment creates. Its labels are not known. */
export function contributionOfNamespace(target: string, name: string): Contribution {
  return { ...contributionOf(target, [], []), defined: [name] };
}

interface Part {
  readonly certain: AnyLists;
  readonly uncertain: AnyLists;
}

/** Certain: what an object contributes under every supposition about unknown values. Uncertain: under some only. */
function partOf(
  name: Asked[number],
  { object, otherwise = [] }: Placed['manifest'],
  namespace: string,
  pods: PodKinds,
): Part {
  const outcome = (other: KubernetesObject | null): SupposedObject => ({
    object: other,
    brings: other === null ? {} : families[name].contribute(other, namespace, pods),
  });
  const known = outcome(object);
  if (otherwise.length === 0) return { certain: known.brings, uncertain: {} };
  const outcomes = [known, ...otherwise.map((other) => outcome(other.object))];
  const isCertain = isInAll(outcomes);
  const may = [...outcomes.map(({ brings }) => brings), families[name].unsure(outcomes)];
  return {
    certain: mapped(known.brings, (items, list) => items.filter((item) => isCertain(list, item))),
    uncertain: Object.fromEntries(
      Object.keys(families[name].lists).map((list) => [
        list,
        may.flatMap((brings) => brings[list] ?? []).filter((item) => !isCertain(list, item)),
      ]),
    ),
  };
}

function isInAll(outcomes: readonly SupposedObject[]): (list: string, item: Json) => boolean {
  const keys = outcomes.map(({ brings }) => mapped(brings, (items) => new Set(items.map(canonical))));
  return (list, item) => keys.every((each) => each[list]?.has(canonical(item)) ?? false);
}

const none: ContributedLists = { defined: [], filled: [], ruled: [], deniedIngress: [], deniedEgress: [] };

function gathered(parts: ReadonlyMap<Asked[number], readonly Part[]>, how: keyof Part): ContributedLists {
  const lists = [...parts].flatMap(([name, of]) => Object.keys(families[name].lists).map((list) => ({ list, of })));
  return {
    ...none,
    ...Object.fromEntries(
      lists.map(({ list, of }) => [list, sortedItems(of.flatMap((part) => part[how][list] ?? []))]),
    ),
  };
}

const listSchemas = Object.values(families).flatMap(({ lists }) =>
  Object.entries<{ readonly item: z.ZodType }>(lists).map(
    ([list, { item }]) => [list, z.exactOptional(z.array(item))] as const,
  ),
);
const names = z.array(z.string());
const brought = z.strictObject({
  ...Object.fromEntries(listSchemas),
  ...{ defined: names, filled: names, ruled: names, deniedIngress: names, deniedEgress: names },
});

/** What is stored of a source: the lists of the families, and nothing else. */
export const contributionSchema: z.ZodType<Contribution> = brought.extend({ target: z.string(), uncertain: brought });
