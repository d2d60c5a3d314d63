/** Finds and replaces the answers in the tree of a family, by the paths of its questions. */
import { isMap } from '../foundation/json.ts';
import { type FactAnswer } from './family.ts';

/** Paths to answers; `*` is any key. */
export type Questions = readonly (readonly string[])[];

/** The tree with each answer replaced by `yes`, `no` or `unknown`. */
export function wordsIn(tree: unknown, questions: Questions): unknown {
  return replacedAnswers(tree, questions, (found) => (isAnswer(found) ? found.is : found));
}

/** Only the answers of the tree, each replaced by the sources that it comes from. */
export function originsIn(tree: unknown, questions: Questions): unknown {
  if (isAnswer(tree)) return tree.from();
  if (!isMap(tree)) return [];
  const kept = Object.entries(tree).flatMap(([key, value]) => {
    const inside = below(questions, key);
    return inside.length === 0 ? [] : [[key, originsIn(value, inside)]];
  });
  return Object.fromEntries(kept);
}

/**
 * The tree with the value at each question's path replaced. `change` gets the value and that question, with its `*`.
 */
export function replacedAnswers(
  tree: unknown,
  questions: Questions,
  change: (found: unknown, question: readonly string[]) => unknown,
): unknown {
  return replacedBelow(
    tree,
    questions.map((question) => ({ question, rest: question })),
    change,
  );
}

interface Way {
  readonly question: readonly string[];
  /** The rest of its path from here. */
  readonly rest: readonly string[];
}

function replacedBelow(
  tree: unknown,
  ways: readonly Way[],
  change: (found: unknown, question: readonly string[]) => unknown,
): unknown {
  const ended = ways.find(({ rest }) => rest.length === 0);
  if (ended !== undefined) return change(tree, ended.question);
  if (ways.length === 0 || !isMap(tree)) return tree;
  const changed = Object.entries(tree).map(([key, value]) => {
    const inside = ways
      .filter(({ rest: [first] }) => first === '*' || first === key)
      .map(({ question, rest }) => ({ question, rest: rest.slice(1) }));
    return [key, replacedBelow(value, inside, change)];
  });
  return Object.fromEntries(changed);
}

function below(questions: Questions, key: string): Questions {
  return questions.filter(([first]) => first === '*' || first === key).map((question) => question.slice(1));
}

function isAnswer(value: unknown): value is FactAnswer {
  return isMap(value) && typeof value['from'] === 'function';
}
