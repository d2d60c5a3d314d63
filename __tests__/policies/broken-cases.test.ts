import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCases } from '../../src/rules/cases/run-cases.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const input = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n';
const object = 'the Kubernetes object that the rule looks at';
const findings = 'the findings of its input.yaml, [] for none';

describe('a case that cannot be run is named with its file, and what is expected there', () => {
  test.each([
    ['without an input', { 'expected.json': '[]' }, `input.yaml: expected ${object}; got no such file.`],
    ['without what is expected', { 'input.yaml': input }, `expected.json: expected ${findings}; got no such file.`],
    [
      'with an input that is no object',
      { 'input.yaml': 'a: 1\n', 'expected.json': '[]' },
      `input.yaml: expected ${object}; got something without apiVersion and kind.`,
    ],
    [
      'with facts that are no map',
      { 'input.yaml': input, 'expected.json': '[]', 'facts.json': '[]' },
      'facts.json: expected a JSON object; got another value.',
    ],
    [
      'with parameters that the rule does not have',
      { 'input.yaml': input, 'expected.json': '[]', 'parameters.json': '{"tags": []}' },
      'parameters.json: expected parameters of a/b; got tags.',
    ],
    [
      'with a source that has a field of no source',
      { 'input.yaml': input, 'expected.json': '[]', 'source.json': '{"kubernetes": 28}' },
      'source.json: expected fields of input.source; got Unrecognized key: "kubernetes".',
    ],
    [
      'with a version that is no minor version',
      { 'input.yaml': input, 'expected.json': '[]', 'source.json': '{"pod_security_version": "1.28"}' },
      'source.json: expected fields of input.source; got pod_security_version: Invalid input: expected number, received string.',
    ],
  ])('%s', async (_, files, message) => {
    const folder = join('rules', 'a', 'b', 'cases', 'one');
    const contents = Object.entries(files).map(([name, text]) => [join(folder, name), text]);
    const policies = temporaryFolder(Object.fromEntries(contents) as Record<string, string>);

    await expect(runCases(policies, [])).rejects.toThrow(join(policies, folder, message));
  });

  test('with JSON that is none, with what the parser says', async () => {
    const policies = temporaryFolder({
      'rules/a/b/cases/one/input.yaml': input,
      'rules/a/b/cases/one/expected.json': '[',
    });

    await expect(runCases(policies, [])).rejects.toThrow(
      /expected\.json: expected JSON: the findings .*; got Unexpected end/,
    );
  });
});
