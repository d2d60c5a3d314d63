/** The baseline: what it writes, what an audit does not count because of it, and what it never covers. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outputsOf } from '../../src/action/outputs.ts';
import { type Compared } from '../../src/model/finding.ts';
import { baselineEntryOf } from '../../src/policy/baseline-entry.ts';
import { parseBaseline } from '../../src/policy/baseline.ts';
import { type UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { say } from '../../src/cli/say.ts';
import { commit, git, temporaryRepository, write } from '../snapshot/temporary.ts';
import {
  capabilities,
  found,
  noticesOf,
  pod,
  rule,
  runner,
  statuses,
  terms,
  type Texts,
  waivers,
} from './repository.ts';

const { auditedIn, baselineIn, reviewed } = runner();
const file = '.github/plimsoll-baseline.json';
const first = { grow: false, update: false };

const capable = (containers: Readonly<Record<string, readonly string[]>>, name = 'web'): string =>
  pod(name, { hostPID: false, containers });

/** Findings of a rule: whether each counts. */
function counted(outcome: UnmaskedOutcome, of = rule): string[] {
  return found(outcome, of)
    .map(({ status, baseline, object: { name } }) => `${baseline === true ? 'baseline' : status} ${name}`)
    .sort();
}

const textOf = (directory: string): string => readFileSync(join(directory, file), 'utf8');

async function baselined(texts: Texts): Promise<string> {
  const directory = temporaryRepository(texts);
  await baselineIn(directory, first);
  return directory;
}

describe('plimsoll baseline', () => {
  test('writes what stands, one line each, sorted, and what is waived not', async () => {
    const directory = temporaryRepository({
      'b.yaml': capable({ two: ['SYS_ADMIN'], one: ['NET_ADMIN'] }),
      'a.yaml': pod('a', { namespace: 'shop' }),
      'c.yaml': pod('c'),
      ...waivers(`rule: ${rule}, object: Pod/c, ${terms}`),
    });

    const result = await baselineIn(directory, first);

    expect(result).toMatchObject({ isWritten: true, dropped: 0, changed: 0, withheld: 0, problems: [] });
    const text = textOf(directory);
    const entries = parseBaseline(text);
    expect(result.added).toBe(entries.length);
    expect(text.split('\n')).toHaveLength(entries.length + 6);
    expect(entries.map(({ source }) => source)).toEqual(entries.map(({ source }) => source).toSorted());
    expect(entries.find(({ rule: id, path }) => id === capabilities && path.includes('one'))).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      rule: capabilities,
      object: 'Pod/web',
      source: 'b.yaml',
      path: 'spec.containers[name=one].securityContext.capabilities.add',
      extent: { capabilities: ['NET_ADMIN'] },
    });
    expect(entries.filter(({ rule: id }) => id === rule).map(({ object }) => object)).toEqual(['Pod/shop/a']);
  });

  test('writes the same for the same, whatever the order of documents and lines', async () => {
    const texts = [pod('a'), capable({ one: ['NET_ADMIN'], two: ['SYS_ADMIN'] })] as const;
    const one = await baselined({ 'a.yaml': texts.join('---\n') });
    const other = await baselined({
      'a.yaml': `# a comment\n\n${[capable({ two: ['SYS_ADMIN'], one: ['NET_ADMIN'] }), texts[0]].join('---\n')}`,
    });

    expect(textOf(other)).toBe(textOf(one));
  });

  test('overwrites nothing without --grow or --update, and changes nothing in a dry run', async () => {
    const directory = await baselined({ 'a.yaml': pod('a') });
    const before = textOf(directory);
    write(directory, { 'b.yaml': pod('b') });

    await expect(baselineIn(directory, first)).rejects.toThrow(
      `${file} exists. To add what is not in it yet, use --grow; to drop what is fixed, use --update; or both.`,
    );
    expect(await baselineIn(directory, { grow: true, update: false, dryRun: true })).toMatchObject({ isWritten: true });
    expect(textOf(directory)).toBe(before);
  });

  test('adds with --grow alone, drops with --update alone, and both with both', async () => {
    const changes = [
      { grow: true, update: false },
      { grow: false, update: true },
      { grow: true, update: true },
    ];
    const results = [];
    for (const change of changes) {
      const directory = await baselined({
        'a.yaml': pod('a'),
        'b.yaml': capable({ x: ['NET_ADMIN', 'SYS_TIME'], y: ['NET_ADMIN'] }),
      });
      write(directory, { 'c.yaml': pod('c'), 'b.yaml': capable({ x: ['NET_ADMIN'], y: ['NET_ADMIN', 'SYS_ADMIN'] }) });
      rmSync(join(directory, 'a.yaml'));
      await baselineIn(directory, change);
      const entries = parseBaseline(textOf(directory));
      results.push({
        pods: entries.filter(({ rule: id }) => id === rule).map(({ object }) => object),
        extents: entries.filter(({ rule: id }) => id === capabilities).map(({ extent }) => extent?.['capabilities']),
      });
    }

    expect(results).toEqual([
      {
        pods: ['Pod/a', 'Pod/c'],
        extents: [
          ['NET_ADMIN', 'SYS_TIME'],
          ['NET_ADMIN', 'SYS_ADMIN'],
        ],
      },
      { pods: [], extents: [['NET_ADMIN'], ['NET_ADMIN']] },
      { pods: ['Pod/c'], extents: [['NET_ADMIN'], ['NET_ADMIN', 'SYS_ADMIN']] },
    ]);
  });

  test('drops nothing while something could not be checked', async () => {
    const directory = await baselined({ 'a.yaml': pod('a') });
    const before = textOf(directory);
    write(directory, { 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: [\n' });

    const result = await baselineIn(directory, { grow: true, update: true });

    expect(result).toMatchObject({ isWritten: false, problems: [{ code: 'yaml-syntax' }] });
    expect(textOf(directory)).toBe(before);
  });

  test('writes nothing where there is nothing', async () => {
    const directory = temporaryRepository({ 'readme.md': 'Hello.\n' });

    expect(await baselineIn(directory, first)).toMatchObject({ isWritten: false, sources: 0 });
    expect(existsSync(join(directory, file))).toBe(false);
  });

  test('holds no value of a Secret or a credential', async () => {
    const secret = 'correct-horse-battery-staple';
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const directory = temporaryRepository({
      'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: ${secret}}\n`,
      'a.yaml': JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a' },
        spec: {
          hostPID: true,
          containers: [
            {
              name: 'a',
              image: `registry.example/${secret}:1`,
              args: [`--password=${secret}`, `--token=${token}`, `https://user:${secret}@example.com/`],
              env: [{ name: 'TOKEN', value: token }],
            },
          ],
          volumes: [{ name: 'v', hostPath: { path: `/data/${secret}` } }],
        },
      }),
    });

    await baselineIn(directory, first);

    const text = textOf(directory);
    expect(parseBaseline(text).length).toBeGreaterThan(0);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(secret).toString('base64'));
  });
});

describe('an audit with a baseline', () => {
  test('counts only what is not in it', async () => {
    const directory = await baselined({ 'a.yaml': pod('a'), 'b.yaml': pod('b', { hostPID: false }) });

    const standing = await auditedIn(directory);
    write(directory, { 'b.yaml': pod('b') });
    const grown = await auditedIn(directory);

    expect([standing.exitCode, standing.report.verdict]).toEqual([0, 'pass']);
    expect(counted(standing)).toEqual(['baseline a']);
    expect([grown.exitCode, grown.report.verdict]).toEqual([1, 'fail']);
    expect(counted(grown)).toEqual(['baseline a', 'existing b']);
  });

  test('counts the same in every format and output', async () => {
    const directory = await baselined({ 'a.yaml': pod('a', { containers: { a: ['SYS_ADMIN'] } }) });
    write(directory, { 'b.yaml': pod('b') });
    const outcome = await auditedIn(directory);
    const { findings } = outcome.report;
    const known = findings.filter(({ baseline }) => baseline === true).length;

    expect(known).toBeGreaterThan(0);
    const text = say('text', outcome, { colored: false }).text;
    expect(text).toContain(`${known} findings in the baseline do not count.`);
    expect(text).toContain(`${known} in the baseline)`);
    expect(text).not.toContain('a.yaml');
    expect(say('markdown', outcome, { colored: false }).text).toContain(
      `<details><summary>${known} in the baseline</summary>`,
    );
    const sarif = JSON.parse(say('sarif', outcome, { colored: false }).text) as {
      readonly runs: readonly { readonly results: readonly { readonly suppressions: readonly unknown[] }[] }[];
    };
    expect(
      sarif.runs[0]?.results.filter(({ suppressions }) => suppressions.length > 0).map((each) => each.suppressions),
    ).toEqual(Array(known).fill([{ kind: 'external', status: 'accepted', justification: 'In the baseline' }]));
    expect(outputsOf(outcome.report, { 'report-file': null, 'sarif-file': null }).existing).toBe(
      String(findings.length - known),
    );
  });

  test('counts what reaches further than it did', async () => {
    const directory = await baselined({ 'a.yaml': capable({ x: ['NET_ADMIN'] }) });
    write(directory, { 'a.yaml': capable({ x: ['NET_ADMIN', 'SYS_ADMIN'] }) });

    const outcome = await auditedIn(directory);

    expect(counted(outcome, capabilities)).toEqual(['existing web']);
    expect(noticesOf(outcome, 'baseline-exceeded').map(({ message }) => message)).toEqual([
      `1 finding counts, though ${file} has them, because they reach further now: ${capabilities} on Pod/web in a.yaml.`,
    ]);
    expect(noticesOf(outcome, 'baseline-fixed')).toEqual([]);
  });

  test('says which entries are fixed, if everything was checked', async () => {
    const directory = await baselined({ 'a.yaml': pod('a'), 'b.yaml': pod('b') });
    write(directory, { 'a.yaml': pod('a', { hostPID: false }) });

    const whole = await auditedIn(directory);
    const part = await auditedIn(directory, ['b.yaml']);
    write(directory, { 'c.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: [\n' });
    const broken = await auditedIn(directory);

    expect(noticesOf(whole, 'baseline-fixed').map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^1 of \d+ entries of \.github\/plimsoll-baseline\.json is fixed: pod-security-baseline\/host-namespaces on Pod\/a in a\.yaml\. `plimsoll baseline --update` drops them\.$/,
      ),
    ]);
    expect([...noticesOf(part, 'baseline-fixed'), ...noticesOf(broken, 'baseline-fixed')]).toEqual([]);
  });

  test('knows what moved to another file, and not what stands twice', async () => {
    const directory = await baselined({ 'a.yaml': pod('a') });
    write(directory, { 'apps/b.yaml': pod('a') });
    const twice = await auditedIn(directory);
    rmSync(join(directory, 'a.yaml'));
    const moved = await auditedIn(directory);

    expect(counted(twice)).toEqual(['baseline a', 'existing a']);
    expect(counted(moved)).toEqual(['baseline a']);
    expect(noticesOf(moved, 'baseline-fixed')).toEqual([]);
  });

  test('does not take what is fixed for what moved while its file is still there', async () => {
    const directory = await baselined({ 'a.yaml': pod('a') });
    write(directory, { 'a.yaml': pod('a', { hostPID: false }), 'apps/b.yaml': pod('a') });

    expect(counted(await auditedIn(directory))).toEqual(['existing a']);
  });

  test('covers nothing by a fingerprint whose entry says something else', async () => {
    const directory = await baselined({ 'a.yaml': pod('a') });
    write(directory, { [file]: textOf(directory).replaceAll('Pod/a', 'Pod/harmless') });

    expect(counted(await auditedIn(directory))).toEqual(['existing a']);
  });

  test.each([
    ['no JSON', '{', /^\.github\/plimsoll-baseline\.json:1: it is not JSON: /],
    ['another form', '{"schema": 2, "findings": []}', /^\.github\/plimsoll-baseline\.json:1: schema: /],
    [
      'an entry without a part',
      '{\n"schema": 1,\n"findings": [\n{"rule": "a/b"}]}',
      /^\.github\/plimsoll-baseline\.json:4: findings\.0\.object: /,
    ],
  ])('that is %s is refused', async (_, text, message) => {
    const directory = temporaryRepository({ 'a.yaml': pod('a'), [file]: text });

    await expect(auditedIn(directory)).rejects.toThrow(message);
  });
});

describe('a review', () => {
  test('counts what is new, also if the baseline has it', async () => {
    const directory = await baselined({ 'a.yaml': pod('a') });
    const outcome = await reviewed({
      base: { 'a.yaml': pod('a', { hostPID: false }), [file]: textOf(directory) },
      head: { 'a.yaml': pod('a') },
    });

    expect(statuses(outcome)).toEqual(['new a']);
    expect(outcome.exitCode).toBe(1);
  });

  test('says what the pull request adds to the baseline, and is not changed by it', async () => {
    const directory = await baselined({ 'a.yaml': pod('a') });
    const outcome = await reviewed({
      base: { 'b.yaml': pod('b') },
      head: { 'a.yaml': pod('a'), [file]: textOf(directory) },
    });
    const added = parseBaseline(textOf(directory)).length;

    expect(statuses(outcome)).toEqual(['new a']);
    expect(noticesOf(outcome, 'baseline-changed').map(({ message }) => message)).toEqual([
      `This pull request changes ${file}: it adds ${added} and drops 0. In audits, the findings of new entries would not count any more; in a pull request, a baseline covers nothing.`,
    ]);
  });

  test('says that the baseline is broken', async () => {
    const { report, exitCode } = await reviewed({ base: { 'b.yaml': pod('b') }, head: { [file]: '{' } });

    expect(exitCode).not.toBe(0);
    expect(report.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(`After the merge, every audit would end with this error: ${file}:1: it is not JSON`),
    ]);
  });
});

test('a baseline of a commit is read, not one that lies beside it', async () => {
  const directory = temporaryRepository({ 'a.yaml': pod('a'), '.gitignore': '.github\n' });
  await baselineIn(directory, first);

  expect(counted(await auditedIn(directory))).toEqual(['existing a']);
  git(directory, 'add', '--force', file);
  commit(directory, {});
  expect(counted(await auditedIn(directory))).toEqual(['baseline a']);
});

test('the path of an entry names items by their keys, and shows no text of a list', () => {
  const spec = { containers: [{ name: 'a', args: ['--password=hunter22', 'x'] }] };
  const manifest = {
    source: 'a.yaml',
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec },
    origin: { kind: 'plain', file: 'a.yaml', document: 0, item: [] },
  } as const;
  const finding: Compared = {
    rule: 'a/b',
    manifest,
    path: [],
    message: '',
    extent: { secret_texts: ['0123'] },
    fix: [],
    target: 'default',
    severity: 'high',
    enforcement: 'deny',
    status: 'existing',
    fingerprint: '0'.repeat(32),
    waiver: null,
  };

  const entries = [
    ['spec', 'containers', 0, 'args', 0],
    ['spec', 'containers', 0, 'image'],
    ['spec', 'volumes', 0],
  ].map((path) => baselineEntryOf({ ...finding, path }));

  expect(entries.map(({ path }) => path)).toEqual([
    expect.stringMatching(/^spec\.containers\[name=a\]\.args\[#[0-9a-f]{16}\]$/),
    'spec.containers[name=a].image',
    expect.stringMatching(/^spec\.volumes\[/),
  ]);
  expect(JSON.stringify(entries)).not.toContain('hunter22');
  expect(JSON.stringify(entries)).not.toContain('0123');
});
