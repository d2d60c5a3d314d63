/** The real engines and rules, opened once for all runs of a process. */
import type { Outcome } from '../../../src/run/conclude/outcome.ts';
import { audit } from '../../../src/run/audit.ts';
import { openWorld } from '../../../src/run/open/open-world.ts';
import { review } from '../../../src/run/review.ts';
import type { Look } from './step.ts';

export interface Looking extends Look {
  readonly close: () => Promise<void>;
}

export async function openLook(): Promise<Looking> {
  const world = await openWorld(() => undefined, null);
  return {
    review: (options) => review(options, world),
    audit: (options) => audit(options, world),
    close: () => world.engines.close(),
  };
}

/** Looks once for the same options: what is then run over and over is how the result is said. */
export function lookingOnce(look: Look): Look {
  const known = new Map<string, Promise<Outcome>>();
  const once =
    <T>(kind: string, of: (options: T) => Promise<Outcome>) =>
    (options: T) => {
      const key = `${kind} ${JSON.stringify(options)}`;
      const outcome = known.get(key) ?? of(options);
      known.set(key, outcome);
      return outcome;
    };
  return { review: once('review', look.review), audit: once('audit', look.audit) };
}
