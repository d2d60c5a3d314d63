/** `plimsoll rules`: the list, one rule, JSON, and rules of one's own. */
import Ajv2020 from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../snapshot/temporary.ts';
import { plimsoll } from './plimsoll.ts';

const root = join(import.meta.dirname, '../..');
const shipped = JSON.parse(readFileSync(join(root, 'dist/rules.json'), 'utf8')) as { id: string; title: string }[];
const schema = JSON.parse(readFileSync(join(root, 'schema/rules.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ strict: false }).compile(schema);

interface Listed {
  readonly rules: readonly { readonly id: string; readonly builtIn: boolean }[];
}

const own = `# METADATA
# title: Name an owner
# description: Without an owner nobody is asked.
# related_resources:
#   - ref: https://example.test/owners
# custom:
#   severity: low
#   enforcement: warn
#   remedy: Set the label owner.
#   kinds: [apps/Deployment]
#   standards: []
#   fix_risk: none
#   fix_check: null
#   since: 1.0.0
package plimsoll.rules.ours.owner

findings contains {"path": ["metadata"], "message": "No owner."} if not input.object.metadata.labels.owner
`;
const policies = { 'policies/rules/ours/owner/owner.rego': own };

describe('without an id', () => {
  test('each rule is one line', async () => {
    const { code, stdout, stderr } = await plimsoll(temporaryFolder(), 'rules');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(shipped.length);
    for (const { id, title } of shipped) expect(stdout).toMatch(new RegExp(`^${id} .*${title.slice(0, 10)}`, 'm'));
  });

  test('JSON has all of them, as the published schema says', async () => {
    const { code, stdout } = await plimsoll(temporaryFolder(), 'rules', '--format', 'json');

    const parsed = JSON.parse(stdout) as Listed;
    expect(code).toBe(0);
    expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
    expect(parsed.rules.map(({ id }) => id)).toEqual(shipped.map(({ id }) => id));
    expect(parsed.rules.every(({ builtIn }) => builtIn)).toBe(true);
  });

  test('--output takes the list', async () => {
    const folder = temporaryFolder();

    const ended = await plimsoll(folder, 'rules', '--format', 'json', '--output', 'rules.out');

    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(validate(JSON.parse(readFileSync(join(folder, 'rules.out'), 'utf8')))).toBe(true);
  });
});

describe('in a repository', () => {
  const configured = {
    '.github/plimsoll.yaml':
      'rules:\n  rbac/wildcard: {enabled: false}\n  image/not-pinned: {severity: low, enforcement: warn}\n',
  };

  test('each line says severity, enforcement, whether the rule is on, and its sets, without colours', async () => {
    const { stdout } = await plimsoll(temporaryFolder(configured), 'rules');

    expect(stdout).toMatch(/^image\/not-pinned +low +warn on +default,nsa +\S/m);
    expect(stdout).toMatch(/^rbac\/wildcard +\w+ +\w+ off /m);
    expect(stdout).toMatch(/^pod-security-restricted\/capabilities +medium +\w+ lost restricted/m);
    expect(stdout).not.toContain('\u001B');
  });

  test('the flags choose among them', async () => {
    const folder = temporaryFolder(configured);
    const ids = async (...flags: readonly string[]): Promise<readonly string[]> =>
      (JSON.parse((await plimsoll(folder, 'rules', '--format=json', ...flags)).stdout) as Listed).rules.map(
        ({ id }) => id,
      );

    const [on, nsa, high] = await Promise.all([
      ids('--on'),
      ids('--sets', 'nsa'),
      ids('--on', '--severity', 'critical'),
    ]);

    expect(on).toContain('image/not-pinned');
    expect(on).not.toContain('rbac/wildcard');
    expect(nsa).toContain('image/not-pinned');
    expect(nsa.length).toBeLessThan(shipped.length);
    expect(high).not.toContain('image/not-pinned');
    expect(high.length).toBeGreaterThan(0);
  });

  test('JSON and the text of one rule say how it counts here', async () => {
    const folder = temporaryFolder(configured);

    const [json, text] = await Promise.all([
      plimsoll(folder, 'rules', 'image/not-pinned', '--format', 'json'),
      plimsoll(folder, 'rules', 'image/not-pinned'),
    ]);

    expect(JSON.parse(json.stdout)).toMatchObject({
      rules: [{ enforcement: 'deny', here: { runs: 'on', severity: 'low', enforcement: 'warn' } }],
    });
    expect(text.stdout).toContain('\nHere:         on, severity low, enforcement warn\n');
  });

  test('whose configuration is not valid, the rules are listed all the same', async () => {
    const folder = temporaryFolder({ '.github/plimsoll.yaml': 'rules: {set: [all]}\n' });

    const { code, stdout, stderr } = await plimsoll(folder, 'rules');

    expect({ code, lines: stdout.trimEnd().split('\n').length }).toEqual({ code: 0, lines: shipped.length });
    expect(stderr).toContain(
      'rules.set: a rule is named <group>/<rule>; the only other key is sets (did you mean sets?); got "set"',
    );
    expect(stderr).toContain('Which rules run here is not shown');
  });
});

describe('with an id', () => {
  test('the text has everything that the rule declares', async () => {
    const { code, stdout } = await plimsoll(temporaryFolder(), 'rules', 'pod-security-restricted/capabilities');

    expect(code).toBe(0);
    for (const words of ['Drop all capabilities', 'Severity:     medium', 'Checks:       every workload'])
      expect(stdout).toContain(words);
    expect(stdout).toMatch(
      /Fix:\n {2}It may break the workload\. To check: [\s\S]*`plimsoll fix --unsafe` applies it\./,
    );
    expect(stdout).toMatch(/What to do:\n {2}\w[\s\S]*Standards:\n {2}\w[\s\S]*Read more:\n {2}https:/);
  });

  test('the text and JSON of a control of Pod Security say its level', async () => {
    const id = 'pod-security-baseline/host-ports';
    const level = { standard: 'pod-security', name: 'baseline', control: 'Host Ports', check: 'hostPorts' };

    const [text, json] = await Promise.all([
      plimsoll(temporaryFolder(), 'rules', id),
      plimsoll(temporaryFolder(), 'rules', id, '--format=json'),
    ]);

    expect(text.stdout).toContain('\nLevel:        Pod Security baseline: Host Ports\nSince:        ');
    expect((JSON.parse(json.stdout) as Listed).rules).toMatchObject([{ id, level }]);
  });

  test('the text has its sets and its parameters, with their defaults', async () => {
    const { stdout } = await plimsoll(temporaryFolder(), 'rules', 'image/not-pinned');

    expect(stdout).toContain('\nSets:         default, nsa, all\n');
    expect(stdout).toContain(
      'Parameters:\n  floating_tags: a list of strings (default: ["edge","latest","main","master","nightly"])\n    Tags that ',
    );
  });

  test('JSON has its sets and its parameters', async () => {
    const { stdout } = await plimsoll(temporaryFolder(), 'rules', 'image/not-pinned', '--format', 'json');

    const parameters = {
      floating_tags: {
        type: 'strings',
        default: ['edge', 'latest', 'main', 'master', 'nightly'],
        description: 'Tags that move from one image to another.',
      },
    };
    expect(JSON.parse(stdout)).toMatchObject({ rules: [{ sets: ['default', 'nsa', 'all'], parameters }] });
  });

  test('JSON has that rule alone', async () => {
    const { stdout } = await plimsoll(temporaryFolder(), 'rules', 'image/not-pinned', '--format=json');

    expect((JSON.parse(stdout) as Listed).rules).toMatchObject([
      { id: 'image/not-pinned', builtIn: true, fix: null, level: null },
    ]);
  });

  test('one that no rule has is refused, with those that are near', async () => {
    const { code, stdout, stderr } = await plimsoll(temporaryFolder(), 'rules', 'image/pinned');

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'plimsoll: there is no rule image/pinned; expected one of image/invalid-name, image/mutable-tag, image/no-digest, image/not-pinned, image/registry-not-allowed, image/retired-registry, image/verification-narrowed, image/verification-weakened (plimsoll rules lists all).\n',
    );
  });
});

describe('--policies', () => {
  test("adds the folder's rules, and says which are not built in", async () => {
    const folder = temporaryFolder(policies);

    const { stdout } = await plimsoll(folder, 'rules', '--policies', 'policies', '--format', 'json');

    const { rules } = JSON.parse(stdout) as Listed;
    expect(rules.filter(({ builtIn }) => !builtIn).map(({ id }) => id)).toEqual(['ours/owner']);
    expect(rules.map(({ id }) => id)).toEqual([...rules.map(({ id }) => id)].sort());
    expect(rules).toHaveLength(shipped.length + 1);
  });

  test('shows one of them', async () => {
    const { stdout } = await plimsoll(temporaryFolder(policies), 'rules', 'ours/owner', '--policies', 'policies');

    expect(stdout).toContain('Sets:         runs whichever sets are chosen\nSince:        1.0.0 (your own rule)');
    expect(stdout).not.toContain('Parameters:');
    expect(stdout).toContain('`plimsoll fix` applies it.');
  });

  test('says which report only what is lost', async () => {
    const lost = own.replace('#   since', '#   report: lost\n#   since');
    const folder = temporaryFolder({ 'policies/rules/ours/owner/owner.rego': lost });
    const rules = (...more: string[]): ReturnType<typeof plimsoll> =>
      plimsoll(folder, 'rules', 'ours/owner', '--policies', 'policies', ...more);

    expect((JSON.parse((await rules('--format', 'json')).stdout) as Listed).rules).toMatchObject([{ report: 'lost' }]);
    expect((await rules()).stdout).toContain('only protections that the change takes away');
  });

  test('refuses a folder without rules', async () => {
    const { code, stderr } = await plimsoll(temporaryFolder({ 'p/x': '' }), 'rules', '--policies', 'p');

    expect(code).toBe(2);
    expect(stderr).toBe('plimsoll: p has no rule: expected rules/<group>/<rule>/<rule>.rego in it.\n');
  });
});

describe('plimsoll explain', () => {
  test('has help', async () => {
    const { code, stdout } = await plimsoll(temporaryFolder(), 'explain', '--help');

    expect(code).toBe(0);
    expect(stdout).toContain('Usage: plimsoll explain');
  });

  test('says what rules says of one rule', async () => {
    const folder = temporaryFolder();

    expect((await plimsoll(folder, 'explain', 'image/not-pinned')).stdout).toBe(
      (await plimsoll(folder, 'rules', 'image/not-pinned')).stdout,
    );
  });
});
