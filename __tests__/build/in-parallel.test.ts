import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParallel } from '../../scripts/in-parallel.ts';

test('results come in the order of the items, and no more run than may', async () => {
  let running = 0;
  let most = 0;

  const results = await inParallel(2, [5, 1, 3], async (milliseconds) => {
    running += 1;
    most = Math.max(most, running);
    await setTimeout(milliseconds);
    running -= 1;
    return milliseconds * 2;
  });

  expect(results).toEqual([10, 2, 6]);
  expect(most).toBe(2);
});
