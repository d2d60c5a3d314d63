/** What the objects of a source bring to their cluster, as far as facts go. It is remembered between runs. */
import { z } from 'zod';
import { canonical } from '../foundation/json.ts';
import { mapped } from '../foundation/mapped.ts';
import { type Json } from '../model/json.ts';
import { type KubernetesObject, type Manifest } from '../model/manifest.ts';
import { type AnyLists, type Outcome, sortedItems } from './family.ts';
import { families } from './registry.ts';

/** A rendered manifest and where it goes. */
export interface Placed {
  readonly manifest: Pick<Manifest, 'object' | 'otherwise'>;
  /** Where objects go that name no namespace. */
  readonly namespace: string;
}

export interface Contribution extends Brought {
  readonly target: string;
  /** The id of the source that brings it; absent where it is not one that brings it. It is not remembered. */
  readonly source?: string;
  /** What they may bring or not, as something is that cannot be known; `*` where it may be any namespace. */
  readonly uncertain: Brought;
}

/** Lists of families, sorted. Those of `namespaces` are always there. */
export interface Brought {
  readonly defined: readonly string[];
  readonly filled: readonly string[];
  readonly ruled: readonly string[];
  readonly deniedIngress: readonly string[];
  readonly deniedEgress: readonly string[];
  readonly [list: string]: unknown;
}

/** The families that are looked at: those that somebody reads, those that they need, and `namespaces`. */
export type Asked = readonly (keyof typeof families)[];

export const everyFamily: Asked = askedOf(Object.keys(families));

/** @param names of families, as headers of rules have them. */
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

export function contributionOf(target: string, placed: readonly Placed[], asked: Asked = everyFamily): Contribution {
  const parts = new Map(
    asked.map((name) => [name, placed.map(({ manifest, namespace }) => partOf(name, manifest, namespace))]),
  );
  return { target, ...gathered(parts, 'certain'), uncertain: gathered(parts, 'uncertain') };
}

/** A namespace that a deployment makes, whatever is written on it. */
export function contributionOfNamespace(target: string, name: string): Contribution {
  return { ...contributionOf(target, [], []), defined: [name] };
}

interface Part {
  readonly certain: AnyLists;
  readonly uncertain: AnyLists;
}

/** Certain is what an object brings whatever cannot be known; uncertain what it brings under some supposition. */
function partOf(name: Asked[number], { object, otherwise = [] }: Placed['manifest'], namespace: string): Part {
  const outcome = (other: KubernetesObject | null): Outcome => ({
    object: other,
    brings: other === null ? {} : families[name].contribute(other, namespace),
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

function isInAll(outcomes: readonly Outcome[]): (list: string, item: Json) => boolean {
  const keys = outcomes.map(({ brings }) => mapped(brings, (items) => new Set(items.map(canonical))));
  return (list, item) => keys.every((each) => each[list]?.has(canonical(item)) ?? false);
}

const none: Brought = { defined: [], filled: [], ruled: [], deniedIngress: [], deniedEgress: [] };

function gathered(parts: ReadonlyMap<Asked[number], readonly Part[]>, how: keyof Part): Brought {
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

/** What is remembered of a source: what families keep of it, and nothing else. */
export const contributionSchema: z.ZodType<Contribution> = brought.extend({ target: z.string(), uncertain: brought });
