import { performance } from 'node:perf_hooks';

/** One thing that must hold. */
export interface Step {
  readonly name: string;
  /** @returns what is wrong, one entry a fault, and what to do about it; empty when all is well. */
  readonly run: () => Promise<readonly string[]>;
}

async function report({ name, run }: Step): Promise<boolean> {
  const start = performance.now();
  const faults = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
  for (const fault of faults) process.stdout.write(`${fault.replaceAll(/^/gm, '     ')}\n`);
  return faults.length === 0;
}

/**
 * Runs all steps in turn, says how each came out and closes with a line `N passed, N failed`, which `.ci/run` reads. Sets the
 * exit code to 1 when one failed.
 */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  let failed = 0;
  for (const step of steps) if (!(await report(step))) failed += 1;
  process.stdout.write(`\n${steps.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
