import { describe, expect, test } from 'vitest';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { casesOf, ruleIds } from '../../src/rules/cases/cases.ts';
import { type Evaluator, loadEvaluator } from '../../src/rules/evaluate.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { plainManifest as manifest, plainSource as source } from './plain-manifest.ts';

const pack = await loadPack('dist');

async function opened(): Promise<Evaluator> {
  const evaluator = await loadEvaluator([pack]);
  evaluator.know({});
  return evaluator;
}

const said = (evaluator: Evaluator, objects: readonly KubernetesObject[]): unknown =>
  objects.map((object) => {
    const { findings, problems, rules } = evaluator.evaluate(manifest(object), source);
    return { findings: findings.map(({ manifest: _, ...finding }) => finding), problems, rules };
  });

describe('objects that are evaluated together', () => {
  test('have the findings that each has alone', async () => {
    const ids = await ruleIds('policies');
    const cases = await Promise.all(ids.map((id) => casesOf('policies', id)));
    const objects = cases.flat().map(({ object }) => object);
    const [together, alone] = [await opened(), await opened()];
    together.prepare(objects.map((object) => ({ object, source })));
    expect(objects.length).toBeGreaterThan(1000);
    expect(said(together, objects)).toEqual(said(alone, objects));
  });

  test('may be of any size', async () => {
    const large = (length: number): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', annotations: { note: 'x'.repeat(length) } },
      spec: { type: 'LoadBalancer', externalIPs: ['192.0.2.1'] },
    });
    const objects = [300_000, 1, 200_000, 100_000, 1].map(large);
    const [together, alone] = [await opened(), await opened()];
    together.prepare(objects.map((object) => ({ object, source })));
    expect(said(together, objects)).toEqual(said(alone, objects));
  });
});
