/** The answers are Cyclonus': `npx tsx scripts/network-policy.ts --fixtures none --write <file>`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { networkSelection, type NetworkRun } from '../../scripts/conformance/network-policy.ts';

const file = join(import.meta.dirname, 'golden/network-policies.json');
const samples = JSON.parse(readFileSync(file, 'utf8')) as NetworkRun['samples'];

test('NetworkPolicies select and allow what Cyclonus says', () => {
  expect(samples.length).toBeGreaterThan(40);
  for (const { world, answer } of samples) expect(networkSelection(world)).toEqual(answer);
});
