import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { createEngines } from '../../src/engine/engines.ts';
import { exactJson } from '../../src/yaml/integers.ts';
import { parseManifests } from '../../src/yaml/values.ts';
import { yamlText } from './arbitrary-yaml.ts';
import { goValues } from './go-values.ts';
import { sortedJson } from './sorted-json.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

describe('the Go library itself', () => {
  const engines = createEngines({
    directory: dist,
    worker: `${dist}engine-worker.js`,
    workers: 1,
    limits: { seconds: 60 },
  });
  afterAll(() => engines.close());

  test('gives the same values for documents of all shapes', async () => {
    const property = fc.asyncProperty(fc.array(yamlText, { minLength: 20, maxLength: 20 }), async (texts) => {
      const taken = texts.flatMap((text) => {
        const { documents, faults } = parseManifests(text);
        return documents[0] === undefined || faults.length > 0
          ? []
          : [{ text, json: sortedJson(exactJson(documents[0])) }];
      });
      const go = await goValues(
        engines.helm,
        taken.map(({ text }) => text),
      );
      expect(taken.map(({ text, json }) => ({ text, json }))).toEqual(
        taken.map(({ text }, at) => ({ text, json: go[at] })),
      );
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test('refuses what we refuse', async () => {
    const property = fc.asyncProperty(yamlText, async (text) => {
      const { documents, faults } = parseManifests(text);
      fc.pre(documents.length === 0 && faults.length > 0);
      expect({ text, ok: (await engines.helm.yaml(`${text}\n`)).ok }).toEqual({ text, ok: false });
    });
    await fc.assert(property, { numRuns: 30, maxSkipsPerRun: 1000 });
  });
});
