/**
 * `npx tsx scripts/histories.ts [--bundle dist/index.js] [--every N]`: any fault at any request of a run. Prints each
 * point that is wrong, and how many there were. With `--every`, only each N-th point is tried.
 */
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { SECOND } from '../__tests__/github/histories/history.ts';
import { lookingOnce, openLook } from '../__tests__/github/histories/look.ts';
import { stepInProcess, stepOfBundle } from '../__tests__/github/histories/step.ts';
import { scenes, stageOf } from '../__tests__/github/histories/sweep.ts';

const { values } = parseArgs({ options: { bundle: { type: 'string' }, every: { type: 'string', default: '1' } } });
const every = Number(values.every);
const look = await openLook();
const step =
  values.bundle === undefined ? stepInProcess(lookingOnce(look), SECOND) : stepOfBundle(resolve(values.bundle));

let [passed, failed] = [0, 0];
for (const scene of scenes) {
  const stage = await stageOf(scene, step);
  for (const point of stage.points.filter((_, at) => at % every === 0)) {
    const wrong = await stage.try(point);
    if (wrong.length === 0) passed += 1;
    else failed += 1;
    for (const one of wrong) console.log(`${point.scene}, request ${point.request}, ${point.fault}: ${one}`);
  }
  await stage.close();
  console.log(`${scene.name}: ${passed} passed, ${failed} failed so far`);
}
await look.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
