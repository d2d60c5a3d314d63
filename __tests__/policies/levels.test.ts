import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { openEngines } from '../../scripts/policies/rego-engine.ts';
import { readable } from '../../src/facts/registry.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { loadUserPack } from '../../src/rules/headers/users.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { checksOf } from './checks.ts';

/** Written by `npx tsx scripts/pod-security.ts … --write`; `npm run conformance` compares the checks again. */
const golden = JSON.parse(readFileSync(new URL('golden/pod-security.json', import.meta.url), 'utf8')) as {
  readonly checks: readonly string[];
};

const engines = await openEngines(process.cwd());
afterAll(() => engines.close());
const builtIn = await loadPack('dist');

describe('the level of a built-in rule', () => {
  test('is that of its group: every rule of pod-security-baseline and -restricted has one, and no other rule has', () => {
    const expected = builtIn.rules.map(({ id }) => [id, /^pod-security-(baseline|restricted)\//.exec(id)?.[1]]);

    expect(builtIn.rules.map(({ id, level }) => [id, level?.name])).toEqual(expected);
  });

  test("is one of Kubernetes' own checks, each of which is one rule", () => {
    expect(checksOf(builtIn.rules)).toEqual(golden.checks);
  });

  test('names the control as the standards of the rule do', () => {
    for (const { level, standards } of builtIn.rules) {
      const controls = standards.filter((standard) => standard.startsWith('PSS '));

      expect(controls).toEqual(level === undefined ? [] : [`PSS ${level.name}: ${level.control}`]);
    }
  });
});

describe("a rule of one's own", () => {
  const file = 'policies/rules/pod-security-baseline/host-ports/host-ports.rego';
  const copied = readFileSync(file, 'utf8').replace('["host-ports"]', '.ports');
  const levelless = copied.replace(/#   level:\n(?:#     .*\n)+/, '');
  const load = (text: string): ReturnType<typeof loadUserPack> => {
    const folder = temporaryFolder({ 'rules/pod-security-baseline/ports/ports.rego': text });
    return loadUserPack(folder, 'dist', builtIn, engines.rego, readable);
  };

  test('has no level, whatever its group', async () => {
    const { rules } = await load(levelless);

    expect(rules).toMatchObject([{ id: 'pod-security-baseline/ports' }]);
    expect(rules.flatMap(({ level }) => level ?? [])).toEqual([]);
  });

  test('is refused with a level: what meets one is for Kubernetes to say', async () => {
    await expect(load(copied)).rejects.toThrow(
      'pod-security-baseline/ports has a level, which only built-in rules may have: remove custom.level',
    );
  });
});
