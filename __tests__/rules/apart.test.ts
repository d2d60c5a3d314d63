import { readable } from '../../src/facts/registry.ts';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadEvaluator, type Pack } from '../../src/rules/evaluate.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { loadUserPack } from '../../src/rules/headers/users.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { openEngines } from '../engine/open-engines.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { plainManifest as manifest, plainSource as source } from './plain-manifest.ts';

const engines = openEngines();
afterAll(() => engines.close());

const header = (kinds: string): string => `# METADATA
# title: Do not
# description: It is a test.
# related_resources:
#   - ref: https://kubernetes.io/docs/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: Do it.
#   kinds: [${kinds}]
#   standards: []
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
`;
const rule = (
  name: string,
  kinds: string,
  message: string,
): string => `${header(kinds)}package plimsoll.rules["own"]["${name}"]

findings contains {"path": ["spec"], "message": ${message}, "extent": {}, "fix": [], "no_fix": "No."}
`;

async function packOf(rules: Readonly<Record<string, string>>): Promise<Pack> {
  const files = Object.fromEntries(
    Object.entries(rules).map(([name, text]) => [`rules/own/${name}/${name}.rego`, text]),
  );
  const directory = temporaryFolder(files);
  return loadUserPack(
    directory,
    join(import.meta.dirname, '../../dist'),
    await loadPack('dist'),
    engines.rego,
    readable,
  );
}
const service = { apiVersion: 'v1', kind: 'Service', spec: { port: 1e300 } };

describe('a rule that breaks down', () => {
  test('breaks nothing for the objects that are evaluated with it', async () => {
    const pack = await packOf({ breaks: rule('breaks', 'Service', 'format_int(input.object.spec.port, 10)') });
    const evaluator = await loadEvaluator([pack]);
    evaluator.know({});
    const others = [1, 2].map((port) => ({ ...service, spec: { port } }));
    evaluator.prepare([others[0] ?? service, service, others[1] ?? service].map((object) => ({ object, source })));
    const messages = others.map((object) => evaluator.evaluate(manifest(object), source).findings[0]?.message);
    expect(messages).toEqual(['1', '2']);
    expect(evaluator.evaluate(manifest(service), source).problems).toHaveLength(1);
  });

  test('loses its own findings alone, and is named', async () => {
    const pack = await packOf({
      breaks: rule('breaks', 'Service', 'format_int(input.object.spec.port, 10)'),
      holds: rule('holds', 'Service', '"It is."'),
    });
    const evaluator = await loadEvaluator([pack]);
    evaluator.know({});
    const { findings, problems, rules } = evaluator.evaluate(manifest(service), source);
    expect(findings.map((finding) => finding.rule)).toEqual(['own/holds']);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'rule-failed',
        expect.stringMatching(/^The rule own\/breaks could not be evaluated on a Service \(v1\) of a\.yaml: /),
      ],
    ]);
    expect(rules).toBe(2);
  });
});

describe('a rule', () => {
  test('runs on the kinds of its header and on no others, whatever it says of itself', async () => {
    const pack = await packOf({
      core: rule('core', 'Service', '"It is."'),
      grouped: rule('grouped', 'serving.knative.dev/Service', '"It is."'),
    });
    const evaluator = await loadEvaluator([pack]);
    evaluator.know({});
    const said = (object: KubernetesObject): string[] =>
      evaluator.evaluate(manifest(object), source).findings.map((finding) => finding.rule);
    expect(said({ apiVersion: 'v1', kind: 'Service', spec: {} })).toEqual(['own/core']);
    expect(said({ apiVersion: 'serving.knative.dev/v1', kind: 'Service', spec: {} })).toEqual(['own/grouped']);
    expect(said({ apiVersion: 'v1', kind: 'ConfigMap', spec: {} })).toEqual([]);
  });

  test('of a kind that the core group does not have is refused, with what to write', async () => {
    await expect(packOf({ wrong: rule('wrong', 'Deployment', '"It is."') })).rejects.toThrow(
      'Deployment is not a kind of the core group: add its API group, for instance apps/Deployment',
    );
  });
});
