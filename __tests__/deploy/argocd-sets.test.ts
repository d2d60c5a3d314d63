import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type JsonObject } from '../../src/model/json.ts';
import { differenceFrom, type MadeByArgo } from './argocd-sets.ts';
import { fill } from './found.ts';

interface Golden {
  readonly set: JsonObject;
  readonly argo: MadeByArgo;
}

/** `tsx scripts/argocd-sets.ts --count 250 --seed 7 --write …` */
const goldens = JSON.parse(readFileSync(new URL('golden/argocd-sets.json', import.meta.url), 'utf8')) as Golden[];

test("whatever Argo CD's own controller makes of a set is made here, and what it refuses is not", async () => {
  const differences = await Promise.all(goldens.map(async ({ set, argo }) => differenceFrom(argo, set, fill)));

  expect(differences.filter((each) => each !== null)).toEqual([]);
  expect(goldens.filter(({ argo }) => argo.error === undefined).length).toBeGreaterThan(100);
});
