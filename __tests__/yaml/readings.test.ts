import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differenceFrom, type GoReading } from './reading.ts';

interface Golden {
  readonly text: string;
  readonly go: GoReading;
}

/** `tsx scripts/readings.ts --count 400 --seed 7 --write …` */
const goldens = JSON.parse(readFileSync(new URL('golden/readings.json', import.meta.url), 'utf8')) as Golden[];

test('whatever kubectl and Helm find in a text, however it is spelt, is found here', () => {
  const differences = goldens.flatMap(({ text, go }) => {
    const difference = differenceFrom(go, text);
    return difference === null ? [] : [{ text, difference }];
  });
  expect(differences).toEqual([]);
  expect(goldens.filter(({ go }) => go.objects.length > 0).length).toBeGreaterThan(100);
});
