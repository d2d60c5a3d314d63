/** Finds the items that a label selector selects, without comparing every pair. */
import { z } from 'zod';
import { at, isJsonMap, list } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { type Json } from '../model/json.ts';

export const labelsSchema = z.record(z.string(), z.string());

export const selectorSchema = z.strictObject({
  labels: labelsSchema,
  expressions: z.array(z.strictObject({ key: z.string(), operator: z.string(), values: z.array(z.string()) })),
});

/** A LabelSelector. As in the API, all its terms must match. */
export type Selector = z.infer<typeof selectorSchema>;
export type Labels = Readonly<Record<string, string>>;

export function selectorOf(written: Json | undefined): Selector {
  const expressions = list(at(written, ['matchExpressions'])).map((each) => {
    const term = z.object({ key: z.string(), operator: z.string(), values: z.json().optional() }).safeParse(each).data;
    // The empty string is a value like any other.
    const values = list(term?.values).filter((value) => typeof value === 'string');
    return { key: term?.key ?? '', operator: term?.operator ?? '', values };
  });
  return { labels: labelsIn(at(written, ['matchLabels'])), expressions };
}

/** As the API server reads them: null is the empty string. */
export function labelsIn(written: Json | undefined): Labels {
  const all = isJsonMap(written) ? Object.entries(written) : [];
  const texts = all.map(([key, value]) => [key, value ?? ''] as const);
  return Object.fromEntries(texts.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}

export function matches({ labels: wanted, expressions }: Selector, labels: Labels): boolean {
  const value = (key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(wanted).every(([key, each]) => value(key) === each) &&
    expressions.every((term) => meets(term, value(term.key)))
  );
}

/** An operator that the API server does not accept selects nothing. */
function meets({ operator, values }: Selector['expressions'][number], value: string | undefined): boolean {
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  if (operator === 'Exists') return value !== undefined;
  return operator === 'DoesNotExist' && value === undefined;
}

interface Labelled {
  readonly namespace: string;
  readonly labels: Labels;
}

/** The items that a selector selects in a namespace; null if that takes more comparisons than allowed. */
export type Select<T> = (namespace: string, selector: Selector) => readonly T[] | null;

/** Maximum number of comparisons of a selector with a workload, per cluster. */
const mostComparisons = 1_000_000;

/** Compares only items that have the rarest label that the selector names. */
export function selecting<T>(items: readonly T[], labelled: (item: T) => Labelled, most = mostComparisons): Select<T> {
  const byNamespace = groupBy(items, (item) => labelled(item).namespace);
  const entries = items.flatMap((item) => keysOf(labelled(item)).map((key) => ({ key, item })));
  const byLabel = groupBy(entries, ({ key }) => key);
  let left = most;
  return (namespace, selector) => {
    const named = keysOf({ namespace, labels: selector.labels }).map((key) => byLabel.get(key) ?? []);
    const [rarest] = named.sort((a, b) => a.length - b.length);
    const candidates = rarest?.map(({ item }) => item) ?? byNamespace.get(namespace) ?? [];
    left -= candidates.length;
    return left < 0 ? null : candidates.filter((item) => matches(selector, labelled(item).labels));
  };
}

function keysOf({ namespace, labels }: Labelled): string[] {
  return Object.entries(labels).map((label) => JSON.stringify([namespace, ...label]));
}
