/** The time limit of a run, and wrappers that start no work after it. */
import { type Engines } from '../../engine/engines.ts';
import { type Answer, failed } from '../../engine/outcome.ts';
import { type Evaluator } from '../../rules/evaluate.ts';
import { type Text, type Texts } from '../../snapshot/texts.ts';
import { type Place, type Problem, type Stage } from '../../model/problem.ts';

/**
 * The time limit of a run. After it no work is started; what was not checked becomes a problem, and the report is made.
 */
export interface Deadline {
  /** Whether it is too late to start a render: some time is reserved for evaluating. */
  readonly isLate: () => boolean;
  readonly isOver: () => boolean;
  /** Aborts when it is late: the calls of engines that still run are stopped then. */
  readonly signal: AbortSignal;
  readonly minutes: number;
}

export const defaultMinutes = 10;

/** The fraction of the time after which nothing more is rendered. */
const renderingPart = 0.8;

/** @param begun the start of the run, as given by `now`. Both in milliseconds. */
export function deadlineOf(
  minutes: number,
  now: () => number = () => performance.now(),
  begun: number = now(),
): Deadline {
  const isPast = (part: number): boolean => now() - begun >= minutes * 60_000 * part;
  const left = begun + minutes * 60_000 * renderingPart - now();
  return {
    minutes,
    isLate: () => isPast(renderingPart),
    isOver: () => isPast(1),
    signal: AbortSignal.timeout(Math.min(Math.max(0, Math.ceil(left)), longestTimer)),
  };
}

/** A longer timer of Node fires at once. Milliseconds. */
const longestTimer = 2 ** 31 - 1;

export function lateProblem(deadline: Deadline, stage: Stage, subject: string, place?: Place): Problem {
  return {
    stage,
    code: 'deadline',
    subject,
    message: `${subject} was not checked: ${tooLate(deadline)}`,
    ...(place === undefined ? {} : { place }),
  };
}

/** The reason, as the rest of a sentence and a second one. */
export function tooLate({ minutes }: Deadline): string {
  return `the run may take ${minutes} minutes. Raise the deadline, or check less.`;
}

/** Wraps texts so that none is read when it is late; each gives a problem instead. */
export function textsUntil(texts: Texts, deadline: Deadline): Texts {
  const unread = (path: string): Text => ({
    ok: false,
    problem: lateProblem(deadline, 'discover', path, { kind: 'file', file: path, why: 'It was not checked.' }),
  });
  return {
    of: (path) => (deadline.isLate() ? Promise.resolve(unread(path)) : texts.of(path)),
    holder: (path) => texts.holder(path),
    parts: (path) => (deadline.isLate() ? Promise.resolve(null) : texts.parts(path)),
    yaml: (path) => (deadline.isLate() ? Promise.resolve(null) : texts.yaml(path)),
    inline: (text) => texts.inline(text),
  };
}

/** Wraps engines so that they start nothing when it is late, and so that what still runs then is stopped. */
export function enginesUntil(engines: Engines, deadline: Deadline): Engines {
  const { helm, kustomize } = engines;
  const { signal } = deadline;
  const late = () => failed('deadline', tooLate(deadline));
  const until = async <T>(call: () => Promise<Answer<T>>): Promise<Answer<T>> => {
    const answer = deadline.isLate() ? late() : await call();
    return !answer.ok && answer.error.code === 'deadline' ? late() : answer;
  };
  return {
    ...engines,
    helm: {
      ...helm,
      render: (request) => until(() => helm.render(request, signal)),
      fill: (request) => until(() => helm.fill(request, signal)),
    },
    kustomize: { build: (request) => until(() => kustomize.build(request, signal)) },
  };
}

/** Wraps an evaluator so that it gives a problem instead of findings when the time is over. */
export function evaluatorUntil(evaluator: Evaluator, deadline: Deadline): Evaluator {
  return {
    kubernetes: evaluator.kubernetes,
    joins: (rule) => evaluator.joins(rule),
    pods: evaluator.pods,
    know: (facts) => {
      evaluator.know(facts);
    },
    reasons: (object, source) => (deadline.isOver() ? [] : evaluator.reasons(object, source)),
    prepare: (all) => {
      if (!deadline.isOver()) evaluator.prepare(all);
    },
    evaluate: (manifest, source, base) =>
      deadline.isOver()
        ? { findings: [], problems: [lateProblem(deadline, 'evaluate', source.id)], rules: 0 }
        : evaluator.evaluate(manifest, source, base),
  };
}
