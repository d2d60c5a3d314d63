/** Runs the steps of a check one after the other, and reports which failed. */
import { performance } from 'node:perf_hooks';

/** One check. */
export interface Step {
  readonly name: string;
  /** @returns the faults, one entry each, and what to do about them; empty if there are none. */
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
 * Runs all steps one after the other, prints their results and finally a line `N passed, N failed`, which `.ci/run`
 * reads. The exit code is 1 if one failed.
 */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  let failed = 0;
  for (const step of steps) if (!(await report(step))) failed += 1;
  process.stdout.write(`\n${steps.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
