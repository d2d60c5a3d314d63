/** A sample of what `npx tsx scripts/histories.ts` tries in full. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Looking, openLook } from './look.ts';
import { runningIn, scenes, stageOf } from './sweep.ts';

let look: Looking;
beforeAll(async () => {
  look = await openLook();
});
afterAll(() => look.close());

/** Points of all scenes together. */
const SAMPLE = 200;
const perScene = Math.ceil(SAMPLE / scenes.length);

it.concurrent.each(scenes)(
  'any fault at any request of $name leaves the verdict as it is, and nothing after the next run',
  async (scene) => {
    const stage = await stageOf(scene, runningIn(look));
    try {
      const points = fc.sample(fc.constantFrom(...stage.points), { numRuns: perScene, seed: 13 });
      const wrong = [];
      for (const point of points) {
        const found = await stage.try(point);
        if (found.length > 0) wrong.push({ ...point, found });
      }
      expect(wrong).toEqual([]);
    } finally {
      await stage.close();
    }
  },
  600_000,
);
