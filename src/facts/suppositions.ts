/** Lists the facts under each combination of yes and no for the unknown questions. */
import { mapped } from '../foundation/mapped.ts';
import { type Fact } from '../model/rule.ts';
import { replacedAnswers } from './questions.ts';
import { families } from './registry.ts';
import { type Facts, type TargetFacts } from './relate.ts';

/** A question of a family. `way` is its path, with `*`. */
interface Question {
  readonly family: string;
  readonly way: readonly string[];
}

/**
 * The facts under the possible answers to the unknown questions of these families. Unknown answers of other families
 * stay unknown: a caller that passes these names does not read others.
 *
 * @param names names of families.
 */
export function suppositions(facts: Facts, names: readonly string[]): Facts[] {
  const open = unknownQuestions(facts, names).map(suppositionKey);
  const answers = open.length > mostTogether ? eachAlone(open) : allTogether(open);
  return answers.map((words) => supposing(facts, words));
}

type Words = ReadonlyMap<string, Fact>;

/** Up to this many questions, all combinations of answers are tried: 2^6 suppositions. */
const mostTogether = 6;

function allTogether(open: readonly string[]): readonly Words[] {
  return open.reduce<readonly Words[]>(
    (all, question) =>
      all.flatMap((some) => [new Map([...some, [question, 'yes']]), new Map([...some, [question, 'no']])]),
    [new Map()],
  );
}

/** All questions with the same answer, and each question with the opposite answer of all others. */
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
        replacedAnswers(target[family], questions, (word, way) => {
          if (word === 'unknown') found.set(suppositionKey({ family, way }), { family, way });
          return word;
        });
  return [...found.values()];
}

function supposing(facts: Facts, words: Words): Facts {
  const known = (family: string, way: readonly string[], word: unknown): unknown =>
    word === 'unknown' ? (words.get(suppositionKey({ family, way })) ?? word) : word;
  return {
    sbom: facts.sbom,
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
      replacedAnswers(target[family], questions, (word, way) => known(family, way, word)),
    ]);
  return { ...target, ...Object.fromEntries<unknown>(changed) };
}

function suppositionKey({ family, way }: Question): string {
  return [family, ...way].join('/');
}
