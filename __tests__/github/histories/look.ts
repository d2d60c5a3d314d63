/** The real engines and rules, opened once for all runs of a process. */
import { readyCommits, type ReadyCommits } from '../../../src/action/commits.ts';
import { diffOfReport } from '../../../src/action/diff-of-report.ts';
import type { Report } from '../../../src/model/report.ts';
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

/**
 * Looks once for the same options, and gets the same commits ready once: what is then run over and over is what is done
 * with the result, and how it is said. What GitHub is asked on the way is asked each time.
 */
export function lookingOnce(look: Look): Look {
  return {
    review: once((options) => look.review(options)),
    audit: once((options) => look.audit(options)),
    commits: commitsOnce(look.commits ?? readyCommits),
    diff: once((directory, report) => (look.diff ?? diffOfReport)(directory, report), ofCommits),
  };
}

function once<Given extends readonly unknown[], Result>(
  of: (...given: Given) => Promise<Result>,
  keyOf: (...given: Given) => unknown = (...given) => given,
) {
  const known = new Map<string, Promise<Result>>();
  return (...given: Given): Promise<Result> => {
    const key = JSON.stringify(keyOf(...given));
    const result = known.get(key) ?? of(...given);
    known.set(key, result);
    return result;
  };
}

function ofCommits(directory: string, { base, head }: Report): unknown {
  return [directory, base, head];
}

/**
 * Getting commits ready depends on what is wanted, on the clone, and on what GitHub answers, which is asked again. Where its answer is
 * another one, the commits are fetched anew, and nothing counts that was known of the clone before.
 */
function commitsOnce(of: typeof readyCommits): typeof readyCommits {
  interface Known {
    /** What GitHub was asked, and its answer. */
    readonly asked: readonly (readonly [base: string, head: string, answer: string | null])[];
    readonly ready: ReadyCommits;
  }
  const all = new Map<string, Known>();
  return async (wanted, named, places) => {
    const { mergeBaseOf, ...where } = places;
    const key = JSON.stringify([wanted, named, where]);
    const before = all.get(key);
    const answers = new Map<string, string | null>();
    let isSame = before !== undefined;
    for (const [base, head, answer] of before?.asked ?? []) {
      const now = await mergeBaseOf(base, head);
      answers.set(`${base} ${head}`, now);
      isSame &&= now === answer;
    }
    if (before !== undefined && isSame) return before.ready;
    const asked: [string, string, string | null][] = [];
    const ready = await of(wanted, named, {
      ...where,
      mergeBaseOf: async (base, head) => {
        const told = answers.get(`${base} ${head}`);
        const answer = told === undefined ? await mergeBaseOf(base, head) : told;
        asked.push([base, head, answer]);
        return answer;
      },
    });
    all.set(key, { asked, ready });
    return ready;
  };
}
