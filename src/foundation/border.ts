/** Turns an error while handling one source, declaration or finding into a problem. */
import { ConfigurationError, messageOf } from './errors.ts';
import { type Place, type Problem, type Stage } from '../model/problem.ts';

/**
 * Handles an error within one source, declaration or finding, so that everything else is still checked. Errors in the
 * configuration, which users can fix, are thrown on.
 */
export async function within<T>(work: () => T | Promise<T>, otherwise: (why: string) => T): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    return otherwise(whyOf(thrown));
  }
}

export function withinNow<T>(work: () => T, otherwise: (why: string) => T): T {
  try {
    return work();
  } catch (thrown) {
    return otherwise(whyOf(thrown));
  }
}

/**
 * The message of an error.
 *
 * @throws {ConfigurationError} if it is one.
 */
function whyOf(thrown: unknown): string {
  if (thrown instanceof ConfigurationError) throw thrown;
  return messageOf(thrown);
}

export function brokenProblem(stage: Stage, subject: string, why: string, place?: Place): Problem {
  const message = `${subject} could not be checked: ${why}. This is a bug in Plimsoll; please report it.`;
  return { stage, code: 'engine-failed', subject, message, ...(place === undefined ? {} : { place }) };
}

/** Handles errors in the parts of a run that concern all sources at once. They become problems at the end. */
export interface Borders {
  /** The result of `work`, or of `otherwise` if `work` throws. */
  readonly around: <T>(part: BorderedPart, work: () => T | Promise<T>, otherwise: () => T) => Promise<T>;
  readonly aroundNow: <T>(part: BorderedPart, work: () => T, otherwise: () => T) => T;
  /** The errors so far, each once. */
  readonly problems: () => readonly Problem[];
}

export interface BorderedPart {
  readonly stage: Stage;
  /** What could not be checked: the subject of the problem's sentence. */
  readonly subject: string;
}

export function bordersOf(): Borders {
  const broken = new Map<string, Problem>();
  const keeping =
    <T>({ stage, subject }: BorderedPart, otherwise: () => T) =>
    (why: string): T => {
      const problem = brokenProblem(stage, subject, why);
      broken.set(problem.message, problem);
      return otherwise();
    };
  return {
    around: (part, work, otherwise) => within(work, keeping(part, otherwise)),
    aroundNow: (part, work, otherwise) => withinNow(work, keeping(part, otherwise)),
    problems: () => [...broken.values()],
  };
}
