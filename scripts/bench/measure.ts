/** Measures time and peak memory of a process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { run } from '../command.ts';

/** A process to measure. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Exit codes that count as success: most tools fail if there are findings. */
  readonly codes: readonly number[];
}

export interface Measurement {
  /** Median, from start to exit. */
  readonly seconds: number;
  /** Median CPU time of its processes on all cores: other load on the machine changes it less. Null without GNU time. */
  readonly cpuSeconds: number | null;
  /** Largest resident set size of any process in any run, in bytes; null without GNU time. */
  readonly bytes: number | null;
}

const gnuTime = '/usr/bin/time';

/** Whether GNU time is installed: there is no portable way to read the memory usage of a child process. */
export async function canMeasureMemory(): Promise<boolean> {
  const { code, stderr } = await run(gnuTime, ['-f', '%M', 'true'], { cwd: tmpdir() });
  return code === 0 && /^\d+\s*$/.test(stderr);
}

/** Whether a program can be started. */
export async function isInstalled(command: string): Promise<boolean> {
  return (await run(command, ['--help'], { cwd: tmpdir(), seconds: 60 })).code !== null;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @throws {Error} if the exit code is not one of `codes`: then the measurement is invalid. */
async function runOnce({ command, args, cwd, codes }: Command, memoryFile: string | null): Promise<Measurement> {
  const [program, words] =
    memoryFile === null ? [command, args] : [gnuTime, ['-q', '-f', '%M %U %S', '-o', memoryFile, command, ...args]];
  const start = performance.now();
  const { code, stderr } = await run(program, words, { cwd });
  const seconds = (performance.now() - start) / 1000;
  if (code === null || !codes.includes(code)) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}: ${stderr.slice(-500)}`);
  }
  if (memoryFile === null) return { seconds, cpuSeconds: null, bytes: null };
  const [kibibytes = 0, user = 0, system = 0] = (await readFile(memoryFile, 'utf8')).split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, bytes: kibibytes * 1024 };
}

/** Runs a command `times` times, one after the other. */
export async function measure(command: Command, times: number, withMemory: boolean): Promise<Measurement> {
  const [measurement] = await measureInTurn([command], times, withMemory);
  if (measurement === undefined) throw new Error('nothing was measured');
  return measurement;
}

/** Runs each command once, then each once more, `times` times: what slows the machine for a while slows all of them. */
export async function measureInTurn(
  commands: readonly Command[],
  times: number,
  withMemory: boolean,
): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-time-'));
  const rounds: Measurement[][] = [];
  try {
    for (let count = 0; count < times; count += 1) {
      const round: Measurement[] = [];
      for (const command of commands) round.push(await runOnce(command, withMemory ? join(folder, 'memory') : null));
      rounds.push(round);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return commands.map((_, index) => summary(rounds.flatMap((round) => round[index] ?? [])));
}

function summary(runs: readonly Measurement[]): Measurement {
  const cpuSeconds = runs.map((one) => one.cpuSeconds).filter((one) => one !== null);
  const bytes = runs.map((one) => one.bytes).filter((one) => one !== null);
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    cpuSeconds: cpuSeconds.length === 0 ? null : median(cpuSeconds),
    bytes: bytes.length === 0 ? null : Math.max(...bytes),
  };
}
