import { type Engines } from '../../engine/engines.ts';
import { failed } from '../../engine/outcome.ts';
import { type Evaluator } from '../../rules/evaluate.ts';
import { type Text, type Texts } from '../../snapshot/texts.ts';
import { type Place, type Problem, type Stage } from '../../model/problem.ts';

/** How long a run may take. Past it nothing is begun; what was not looked at is named, and the report is made. */
export interface Deadline {
  /** Whether it is too late to begin to render: some time is kept to judge what was rendered. */
  readonly isLate: () => boolean;
  readonly isOver: () => boolean;
  readonly minutes: number;
}

export const defaultMinutes = 10;

/** The part of the time after which nothing more is rendered. */
const renderingPart = 0.8;

/** @param begun when the run began, by `now`; both in milliseconds. */
export function deadlineOf(
  minutes: number,
  now: () => number = () => performance.now(),
  begun: number = now(),
): Deadline {
  const isPast = (part: number): boolean => now() - begun >= minutes * 60_000 * part;
  return { minutes, isLate: () => isPast(renderingPart), isOver: () => isPast(1) };
}

export function lateProblem(deadline: Deadline, stage: Stage, subject: string, place?: Place): Problem {
  return {
    stage,
    code: 'deadline',
    subject,
    message: `${subject} was not looked at: ${tooLate(deadline)}`,
    ...(place === undefined ? {} : { place }),
  };
}

/** A sentence. */
export function tooLate({ minutes }: Deadline): string {
  return `the run may take ${minutes} minutes. Give it more by the deadline, or look at less.`;
}

/** Texts of which none is read when it is late: what would be in them is named instead. */
export function textsUntil(texts: Texts, deadline: Deadline): Texts {
  const unread = (path: string): Text => ({
    ok: false,
    problem: lateProblem(deadline, 'discover', path, { kind: 'file', file: path, why: 'It was not looked at.' }),
  });
  return {
    of: (path) => (deadline.isLate() ? Promise.resolve(unread(path)) : texts.of(path)),
    holder: (path) => texts.holder(path),
    parts: (path) => (deadline.isLate() ? Promise.resolve(null) : texts.parts(path)),
    yaml: (path) => (deadline.isLate() ? Promise.resolve(null) : texts.yaml(path)),
    inline: (text) => texts.inline(text),
  };
}

/** Engines that begin nothing when it is late, whoever calls them. */
export function enginesUntil(engines: Engines, deadline: Deadline): Engines {
  const { helm, kustomize } = engines;
  const late = () => failed('deadline', tooLate(deadline));
  return {
    ...engines,
    helm: {
      ...helm,
      render: async (request) => (deadline.isLate() ? late() : helm.render(request)),
      fill: async (request) => (deadline.isLate() ? late() : helm.fill(request)),
    },
    kustomize: { build: async (request) => (deadline.isLate() ? late() : kustomize.build(request)) },
  };
}

/** An evaluator that says of a source that it was not judged, once the time is over. */
export function evaluatorUntil(evaluator: Evaluator, deadline: Deadline): Evaluator {
  return {
    kubernetes: evaluator.kubernetes,
    know: (facts) => {
      evaluator.know(facts);
    },
    evaluate: (manifest, source) =>
      deadline.isOver()
        ? { findings: [], problems: [lateProblem(deadline, 'evaluate', source.id)], rules: 0 }
        : evaluator.evaluate(manifest, source),
  };
}
