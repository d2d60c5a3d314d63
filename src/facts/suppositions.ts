/** What the facts would be if what is unknown were known: yes to some of the questions, no to the others. */
import { mapped } from '../foundation/mapped.ts';
import { type Fact } from '../model/rule.ts';
import { replaced } from './questions.ts';
import { families } from './registry.ts';
import { type Facts, type TargetFacts } from './relate.ts';

/** A question of a family. */
interface Question {
  readonly family: string;
  readonly way: readonly string[];
}

/**
 * The facts with every answer that the unknown questions of these families may have. What is unknown of other families
 * stays so: whoever reads these does not read them.
 * @param names of families.
 */
export function suppositions(facts: Facts, names: readonly string[]): Facts[] {
  const open = unknownQuestions(facts, names).map(keyOf);
  const answers = open.length > mostTogether ? eachAlone(open) : allTogether(open);
  return answers.map((words) => supposing(facts, words));
}

type Words = ReadonlyMap<string, Fact>;

/** The most questions whose answers are all tried with each other: 2^6 suppositions. */
const mostTogether = 6;

function allTogether(open: readonly string[]): readonly Words[] {
  return open.reduce<readonly Words[]>(
    (all, question) =>
      all.flatMap((some) => [new Map([...some, [question, 'yes']]), new Map([...some, [question, 'no']])]),
    [new Map()],
  );
}

/** All with the same answer, and each with another than the rest. */
function eachAlone(open: readonly string[]): readonly Words[] {
  const rest = (word: Fact): readonly (readonly [string, Fact])[] => open.map((question) => [question, word]);
  const alone = open.flatMap((question): Words[] => [
    new Map([...rest('no'), [question, 'yes']]),
    new Map([...rest('yes'), [question, 'no']]),
  ]);
  return [new Map(rest('yes')), new Map(rest('no')), ...alone];
}

function unknownQuestions({ targets }: Facts, names: readonly string[]): Question[] {
  const found = new Map<string, Question>();
  for (const target of Object.values(targets))
    for (const [family, { questions }] of Object.entries(families))
      if (names.includes(family))
        replaced(target[family], questions, (word, way) => {
          if (word === 'unknown') found.set(keyOf({ family, way }), { family, way });
          return word;
        });
  return [...found.values()];
}

function supposing(facts: Facts, words: Words): Facts {
  const known = (family: string, way: readonly string[], word: unknown): unknown =>
    word === 'unknown' ? (words.get(keyOf({ family, way })) ?? word) : word;
  return {
    ...facts,
    targets: mapped(facts.targets, (target) => supposingIn(target, known)),
  };
}

function supposingIn(
  target: TargetFacts,
  known: (family: string, way: readonly string[], word: unknown) => unknown,
): TargetFacts {
  const changed = Object.entries(families)
    .filter(([family]) => target[family] !== undefined)
    .map(([family, { questions }]): readonly [string, unknown] => [
      family,
      replaced(target[family], questions, (word, way) => known(family, way, word)),
    ]);
  return { ...target, ...Object.fromEntries<unknown>(changed) };
}

function keyOf({ family, way }: Question): string {
  return [family, ...way].join('/');
}
