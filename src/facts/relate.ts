/** Computes the facts that rules read as `data.facts`: the families' answers for each cluster (docs/facts.md). */
import { list } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { type Asked, type Contribution, everyFamily } from './contribution.ts';
import { type Heap, mostListed, type Claim } from './family.ts';
import { type NamespaceFacts } from './namespaces.ts';
import { originsIn, wordsIn } from './questions.ts';
import { type AllItems, families, origins } from './registry.ts';
import { type SbomFacts } from './sboms.ts';

export { type Contribution, contributionOf, contributionOfNamespace } from './contribution.ts';
export { type NamespaceFacts } from './namespaces.ts';
export { type SbomFacts } from './sboms.ts';

export interface Facts {
  readonly targets: Readonly<Record<string, TargetFacts>>;
  readonly sbom: SbomFacts;
  /**
   * The facts without the alternatives of a source (docs/facts.md), by its id; null if it has none. Absent where they are
   * supposed.
   */
  readonly apart?: (source: string) => Facts | null;
}

/** The answers of each family for one cluster, by the family's name. */
export interface TargetFacts {
  readonly namespaces: Readonly<Record<string, NamespaceFacts>>;
  readonly [family: string]: unknown;
}

/** A source that was not rendered. Only the words in the text of its files are known. */
export interface Opaque {
  readonly target: string;
  /** Its id; absent if it has none. */
  readonly source?: string;
  readonly mentions: (word: string) => boolean;
}

/** The words of these families: a source that contributes to them has one of them in its text. */
export function askedWords(asked: Asked): readonly string[] {
  const lists = asked.flatMap((name) =>
    Object.values<{ readonly words: readonly string[] | null }>(families[name].lists),
  );
  return [...new Set(lists.flatMap(({ words }) => words ?? []))];
}

/**
 * Facts per target, from all sources. A source that was not rendered can contribute an object only if its files name
 * the kind. If they do, an answer that would be "no" is "unknown".
 *
 * @param asked the families to answer.
 * @param hasOrigins whether to add which sources the answers come from.
 */
export function relate(
  brought: readonly Contribution[],
  opaque: readonly Opaque[],
  sbom: SbomFacts,
  asked: Asked = everyFamily,
  hasOrigins = false,
): Facts {
  const [here, unseen] = [groupBy(brought, ({ target }) => target), groupBy(opaque, ({ target }) => target)];
  const facts = [...new Set([...here.keys(), ...unseen.keys()])].sort().map((target): [string, TargetFacts] => {
    const heap = heapOf(here.get(target) ?? [], unseen.get(target) ?? []);
    return [target, factsOfTarget(heap, asked, hasOrigins)];
  });
  return { targets: Object.fromEntries(facts), sbom };
}

function factsOfTarget(heap: Heap<AllItems>, asked: Asked, hasOrigins: boolean): TargetFacts {
  const answers = asked.map((name) => ({
    name,
    tree: families[name].combine(heap),
    questions: families[name].questions,
  }));
  const words = answers.map(({ name, tree, questions }) => [name, wordsIn(tree, questions)] as const);
  const from = answers.map(({ name, tree, questions }) => [name, originsIn(tree, questions)] as const);
  return {
    namespaces: {},
    ...Object.fromEntries(words),
    ...(hasOrigins ? { [origins]: Object.fromEntries(from) } : {}),
  };
}

function heapOf(brought: readonly Contribution[], opaque: readonly Opaque[]): Heap<AllItems> {
  const collected = new Map<string, readonly Claim<unknown>[]>();
  function claims<K extends keyof AllItems>(name: K): readonly Claim<AllItems[K]>[];
  function claims(name: string): readonly Claim<unknown>[] {
    const before = collected.get(name);
    if (before !== undefined) return before;
    const all = brought.flatMap(({ [name]: items, uncertain, source = null }) => [
      ...list(items).map((item) => ({ item, source, isCertain: true })),
      ...list(uncertain[name]).map((item) => ({ item, source, isCertain: false })),
    ]);
    collected.set(name, all);
    return all;
  }
  return { claims, unseen: (name) => bringing(opaque, wordsOf(name)) };
}

/** At most `mostListed`: enough to know that there are some, and to name them. */
function bringing(opaque: readonly Opaque[], words: readonly string[] | null): readonly (string | null)[] {
  const may = opaque.filter(({ mentions }) => words === null || words.some(mentions));
  return may.slice(0, mostListed).map(({ source = null }) => source);
}

function wordsOf(name: string): readonly string[] | null {
  const all = Object.values(families).flatMap(({ lists }) =>
    Object.entries<{ readonly words: readonly string[] | null }>(lists),
  );
  return all.find(([each]) => each === name)?.[1].words ?? null;
}
