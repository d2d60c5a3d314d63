/**
 * `npm run histories [-- --bundle dist/index.js] [--every N] [--scene NAME]`: any fault at any request of a run. Prints
 * each point that is wrong, and how many there were. With `--every`, only each N-th point is tried; with `--scene`, only
 * those of one scene. The scenes are processes of their own, one for each core.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { openLook } from '../__tests__/github/histories/look.ts';
import { stepOfBundle } from '../__tests__/github/histories/step.ts';
import {
  type Point,
  type Running,
  runningIn,
  type Scene,
  scenes,
  stageOf,
} from '../__tests__/github/histories/sweep.ts';
import { run } from './command.ts';
import { inParallel } from './in-parallel.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Its waits are as long as they are. */
function runningBundle(bundle: string): Running {
  const step = stepOfBundle(bundle);
  return { step, anew: step, second: 1000 };
}

/** Stages of a scene that are tried at the same time: requests wait more than they work, but not those of a bundle. */
const lanesOf = (bundle: string | undefined): number => (bundle === undefined ? 4 : 1);

/** The points of which each N-th is tried, from the middle of the first N: the first request alone would say little. */
function everyNth(points: readonly Point[], every: number): readonly Point[] {
  const first = Math.floor(every / 2) % points.length;
  return points.filter((_, at) => at % every === first);
}

async function countsOf(scene: Scene, bundle: string | undefined, every: number): Promise<Counts> {
  const look = await openLook();
  const running = bundle === undefined ? runningIn(look) : runningBundle(resolve(bundle));
  const lanes = lanesOf(bundle);
  const counts = { passed: 0, failed: 0 };
  const lane = async (number: number): Promise<void> => {
    const stage = await stageOf(scene, running);
    const chosen = everyNth(stage.points, every).filter((_, at) => at % lanes === number);
    for (const point of chosen) {
      const wrong = await stage.try(point);
      counts[wrong.length === 0 ? 'passed' : 'failed'] += 1;
      for (const one of wrong) console.log(`${point.scene}, request ${point.request}, ${point.fault}: ${one}`);
    }
    await stage.close();
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  await look.close();
  return counts;
}

/** The scene in a process of its own, which prints the same. */
async function countsOfProcess({ name }: Scene, args: readonly string[]): Promise<Counts> {
  const script = [...process.execArgv, import.meta.filename, '--scene', name, ...args];
  const { code, stdout, stderr } = await run(process.execPath, script, { cwd: resolve(import.meta.dirname, '..') });
  const lines = stdout.trimEnd().split('\n');
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/u.exec(lines.pop() ?? '') ?? [];
  for (const line of lines) console.log(line);
  if (passed === undefined) console.log(`${name}: exit ${code}: ${stderr}`);
  const counts = { passed: Number(passed ?? 0), failed: Number(failed ?? 1) };
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed`);
  return counts;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { bundle: { type: 'string' }, every: { type: 'string', default: '1' }, scene: { type: 'string' } },
  });
  const { bundle, every, scene: only } = values;
  const scene = scenes.find(({ name }) => name === only);
  if (only !== undefined && scene === undefined) throw new Error(`there is no scene ${only}`);
  const args = ['--every', every, ...(bundle === undefined ? [] : ['--bundle', bundle])];
  const all =
    scene === undefined
      ? await inParallel(availableParallelism(), scenes, (one) => countsOfProcess(one, args))
      : [await countsOf(scene, bundle, Number(every))];
  const sum = (key: keyof Counts) => all.reduce((total, one) => total + one[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}

await main();
