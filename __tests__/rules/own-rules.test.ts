/** Rules of one's own: the example of the docs, a rule that can find nothing, and cases whose files are wrong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readable } from '../../src/facts/registry.ts';
import { runCases, type CaseResult } from '../../src/rules/cases/run-cases.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { loadUserPack } from '../../src/rules/headers/users.ts';
import { openEngines } from '../engine/open-engines.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const engines = openEngines();
afterAll(() => engines.close());

const root = join(import.meta.dirname, '../..');
const builtIn = await loadPack(join(root, 'dist'));
const documented =
  /```rego\n(# METADATA\n# title: Mount the root[^]*?)```/.exec(
    readFileSync(join(root, 'docs/writing-rules.md'), 'utf8'),
  )?.[1] ?? '';

const folder = 'rules/acme/read-only-root';
const pod = (context: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, securityContext: ${context}}]}\n`;
const path = ['spec', 'containers', 0, 'securityContext', 'readOnlyRootFilesystem'];
const expected = [
  {
    path,
    message: 'Container "web" can write to its root file system.',
    extent: {},
    fix: [{ op: 'set', path, value: true }],
  },
];
const good = {
  [`${folder}/read-only-root.rego`]: documented,
  [`${folder}/cases/writable/input.yaml`]: pod('{}'),
  [`${folder}/cases/writable/expected.json`]: JSON.stringify(expected),
  [`${folder}/cases/writable/fixed.yaml`]: pod('{readOnlyRootFilesystem: true}'),
};

async function results(files: Readonly<Record<string, string>>): Promise<readonly CaseResult[]> {
  const policies = temporaryFolder(files);
  const own = await loadUserPack(policies, join(root, 'dist'), builtIn, engines.rego, readable);
  return runCases(policies, [builtIn, own]);
}

/** The faults of the one case. */
async function faults(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const [result] = await results({ ...good, ...files });
  expect(result?.passed).toBe(false);
  return result?.faults ?? [];
}

describe('a rule of one’s own', () => {
  test('as the docs show it passes its case', async () => {
    expect(await results(good)).toMatchObject([{ passed: true, faults: [] }]);
  });

  test.each([
    ['another name', 'denied contains finding'],
    ['a misspelt name', 'finding contains finding'],
  ])('whose set has %s is refused: it would find nothing', async (_, head) => {
    const silent = documented.replace('findings contains finding', head);
    await expect(results({ [`${folder}/read-only-root.rego`]: silent })).rejects.toThrow(
      /read-only-root\.rego: finds nothing: expected `findings contains finding if/,
    );
  });

  test('with a misspelt key in its finding says so in its case', async () => {
    const misspelt = documented.replace('"message":', '"mesage":');
    const [fault] = await faults({ [`${folder}/read-only-root.rego`]: misspelt });
    expect(fault).toContain('a finding is not valid: message: ');
    expect(fault).not.toContain('\n');
  });

  test('whose header lacks a part says which', async () => {
    const without = documented.replace(
      '# related_resources:\n#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/\n',
      '',
    );
    await expect(results({ [`${folder}/read-only-root.rego`]: without })).rejects.toThrow(
      'related_resources: is missing or empty: expected array',
    );
  });
});

describe('a case fails', () => {
  test('whose fixed.yaml is another object', async () => {
    const [fault] = await faults({ [`${folder}/cases/writable/fixed.yaml`]: pod('{readOnlyRootFilesystem: false}') });
    expect(fault).toMatch(/fixed\.yaml: expected the object after all fixes, \{.*\}; got \{.*\}\.$/);
  });

  test('without fixed.yaml', async () => {
    const others = Object.entries(good).filter(([file]) => !file.endsWith('/fixed.yaml'));
    const [result] = await results(Object.fromEntries(others));
    expect(result?.faults).toEqual([
      expect.stringContaining('fixed.yaml is missing: expected the object after all fixes'),
    ]);
  });

  test('with a file that nothing reads', async () => {
    expect(await faults({ [`${folder}/cases/writable/expeted.json`]: '[]' })).toEqual([
      expect.stringMatching(/expeted\.json is not a file of a case; expected only base\.yaml, expected\.json, /),
    ]);
  });

  test('with a base that the rule does not read', async () => {
    expect(await faults({ [`${folder}/cases/writable/base.yaml`]: pod('{}') })).toEqual([
      expect.stringMatching(/base\.yaml is not read: the rule does not compare\.$/),
    ]);
  });

  test('without a base, if the rule compares', async () => {
    const header = documented
      .slice(0, documented.indexOf('import'))
      .replace('fix_risk: may-break', 'fix_risk: null')
      .replace(/fix_check: .*/, 'fix_check: null\n#   compares: true');
    const comparing = `${header}findings contains {"path": ["spec"], "message": "It changed."} if input.object.spec != input.base.spec\n`;
    const files = { [`${folder}/read-only-root.rego`]: comparing };
    const of = async (more: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      (await results({ ...files, [`${folder}/cases/changed/input.yaml`]: pod('{}'), ...more })).flatMap(
        ({ faults: found }) => found,
      );
    const wanted = {
      [`${folder}/cases/changed/expected.json`]:
        '[{"path": ["spec"], "message": "It changed.", "extent": {}, "fix": []}]',
    };

    expect(await of(wanted)).toEqual([
      expect.stringMatching(/base\.yaml is missing: expected the object at the base, as the rule compares\.$/),
    ]);
    expect(await of({ ...wanted, [`${folder}/cases/changed/base.yaml`]: pod('null') })).toEqual([]);
  });

  test('whose fix leaves the finding', async () => {
    const idle = documented.replace('"value": true}', '"value": false}');
    const [fault] = await faults({ [`${folder}/read-only-root.rego`]: idle });
    expect(fault).toBe('After the fixes, the rule still finds: Container "web" can write to its root file system.');
  });
});
