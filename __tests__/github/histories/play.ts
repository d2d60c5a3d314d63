/** Plays histories as tests: with the real engines, the oracle at the end, and a golden file of what happened. */
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rendered } from './golden.ts';
import { History, type HistoryOptions, SECOND } from './history.ts';
import { type Looking, openLook } from './look.ts';
import { doubles, freshThreads, openThreads } from './oracle.ts';
import { type Step, stepInProcess, stepOfBundle } from './step.ts';

export interface Playing extends HistoryOptions {
  /** Threads of a fresh run that this history need not have: a person resolved or deleted them. */
  readonly except?: (thread: string) => boolean;
  /** False where no comments are expected, or nothing can be compared. */
  readonly oracle?: boolean;
  /** False where the order of requests is by chance. */
  readonly golden?: boolean;
}

let look: Looking | null = null;

/** Plays the histories on a bundle instead of the source: `PLIMSOLL_BUNDLE=dist/index.js`, as `.ci/run` does. */
const BUNDLE = process.env['PLIMSOLL_BUNDLE'] ?? '';

/** For each file of tests: opens the engines once. */
export function shareEngines(): void {
  beforeAll(async () => {
    if (BUNDLE === '') look = await openLook();
  });
  afterAll(async () => {
    await look?.close();
    look = null;
  });
}

/** A test that plays a history. Its name is what must come of it. */
export function history(name: string, play: (history: History) => Promise<void>, options: Playing = {}): void {
  it(name, () => played(name, play, options));
}

function stepFor(second: number): Step {
  if (BUNDLE !== '') return stepOfBundle(resolve(BUNDLE));
  if (look === null) throw new Error('shareEngines() was not called');
  return stepInProcess(look, second);
}

async function played(
  name: string,
  play: (history: History) => Promise<void>,
  { except = () => false, oracle = true, golden = true, ...options }: Playing,
): Promise<void> {
  // The waits of a bundle are as long as they are.
  const second = BUNDLE === '' ? (options.second ?? SECOND) : 1000;
  const history = await History.open(stepFor(second), { ...options, second });
  try {
    await play(history);
    const text = rendered(history);
    if (oracle) {
      const open = openThreads(history);
      expect(doubles(open)).toEqual([]);
      expect(open).toEqual((await freshThreads(history)).filter((thread) => !except(thread)));
    }
    expect(history.broken).toEqual([]);
    expect(history.hub.violations).toEqual([]);
    const file = join(import.meta.dirname, 'goldens', `${name.replaceAll(/[^a-z0-9]+/giu, '-').slice(0, 100)}.txt`);
    if (golden) await expect(text).toMatchFileSnapshot(file);
  } finally {
    await history.close();
  }
}
