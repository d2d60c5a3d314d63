import { ConfigurationError, messageOf } from './errors.ts';
import { type Place, type Problem, type Stage } from '../model/problem.ts';

/**
 * Around one source, declaration or finding: what goes wrong in it is said of it, and everything else is still looked at.
 * What users can mend in the configuration is no such thing.
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

/** @throws {ConfigurationError} if it is one. */
function whyOf(thrown: unknown): string {
  if (thrown instanceof ConfigurationError) throw thrown;
  return messageOf(thrown);
}

export function brokenProblem(stage: Stage, subject: string, why: string, place?: Place): Problem {
  const message = `${subject} could not be looked at: ${why}. This is a fault of Plimsoll; please report it.`;
  return { stage, code: 'engine-failed', subject, message, ...(place === undefined ? {} : { place }) };
}

/** Around the parts of a run that speak of all sources at once. What breaks down there is said at the end, by name. */
export interface Borders {
  /** What `work` gives; where it breaks down, what is left without it. */
  readonly around: <T>(part: BorderedPart, work: () => T | Promise<T>, otherwise: () => T) => Promise<T>;
  readonly aroundNow: <T>(part: BorderedPart, work: () => T, otherwise: () => T) => T;
  /** What broke down so far, each once. */
  readonly problems: () => readonly Problem[];
}

export interface BorderedPart {
  readonly stage: Stage;
  /** What could not be looked at, as the sentence of a problem begins. */
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
