import { ConfigurationError, messageOf } from './errors.ts';
import { type Place, type Problem, type Stage } from './model.ts';

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
