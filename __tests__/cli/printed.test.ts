import { execFile } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { sayShown } from '../../src/cli/say-shown.ts';
import { writeJson } from '../../src/report/json.ts';
import { printable, printableWords } from '../../src/report/text/terminal.ts';
import { workflowCommand } from '../../src/report/workflow-command.ts';
import { maskedBySight } from '../../src/secrets/by-sight.ts';
import { commit, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');

async function plimsoll(directory: string, ...args: readonly string[]) {
  return new Promise<{ code: number; printed: string }>((ended) => {
    execFile(process.execPath, [cli, ...args], { cwd: directory }, (error, stdout, stderr) => {
      ended({ code: error === null ? 0 : Number(error.code), printed: stdout + stderr });
    });
  });
}

/** What moves a cursor, reorders or hides, but for the break that we put in; and what a runner takes for a command. */
const HIDDEN = /[^\P{Cc}\n\t]|(?!\u200b)[\p{Cf}\p{Zl}\p{Zp}]/u;
const COMMAND = /^\s*::|##\w*\[/m;

function expectInert(printed: string): void {
  expect(printed).not.toMatch(HIDDEN);
  expect(printed.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => COMMAND.test(line))).toEqual([]);
}

const hostile = [
  '\u001b[2J\u001b[31mred',
  'a\r::error::taken',
  'a\n::error::taken',
  'a\n \t\u00a0::stop-commands::x',
  'a\u0085::error::x',
  'a\u2028::error::x',
  'x ##[error]y',
  'x ##vso[task.setvariable]y',
  '\u009b31m',
  '\u007f\u0008\u0007',
  '\u202egnp.exe\u2066\u2069',
  'ze\u200dro\ufeff\u00ad',
  '\u{e0041}\u{e0042}',
];

test.each(hostile)('%j is inert where it is printed', (text) => {
  expectInert(printable(`first\n${text}`));
  expectInert(printable(text, true).replaceAll(/\u001b\[\d{1,2}m/g, ''));
  expectInert(printableWords(text));
});

test.each(hostile)('a command to the runner with %j is one line, with nothing hidden', (text) => {
  expect(workflowCommand('error', { title: text }, text)).not.toMatch(/[^\P{Cc}\t]|[\p{Cf}\p{Zl}\p{Zp}]/u);
});

test('JSON that is printed is inert, and is read as the same value', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' }))), (texts) => {
      const printed = writeJson({ texts });

      expectInert(printed);
      expect(JSON.parse(printed)).toEqual({ texts });
    }),
  );
});

test.each(hostile)('a manifest with %j is rendered as the same value, and inert', (text) => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x' },
    data: { [`k${text}`]: text, b: `l\n${text}\nl` },
  };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: null, name: 'x' };

  const printed = sayShown([{ source: text, object, manifest, lines: [] }], { format: 'yaml', origins: false });

  expectInert(printed);
  expect(parse(printed)).toEqual(manifest);
});

describe('every command is inert', () => {
  const name = 'x\u001b[31m\u202e##[error]y';
  const manifests = {
    [`${name}.yaml`]: `apiVersion: v1\nkind: Pod\nmetadata: {name: ${JSON.stringify(name)}}\nspec: {hostNetwork: true, containers: []}\n`,
  };
  const files = {
    ...manifests,
    '.github/plimsoll.yaml': `"a\\n::error::b${name}": 1\n`,
  };

  test.each([
    ['a configuration with hostile keys', ['audit']],
    ['a configuration that is named', ['audit', '--config', `${name}\n::error::.yaml`]],
    ['a path that is not there', ['audit', `gone${name}\n::error::x`]],
    ['an option that is none', ['audit', `--${name}\n::error::x`]],
    ['a command that is none', [`${name}\n::error::x`]],
    ['a choice that is none', ['audit', '--format', `${name}\n::error::x`]],
    ['a base that is none', ['review', '--base', `${name}\r::error::x`]],
    ['a source that is none', ['render', `${name}\n::error::x`]],
    ['policies that are none', ['test', '--policies', `${name}\n::error::x`]],
    ['policies that are not there', ['audit', '--policies', `${name}\n::error::x`]],
    ['an output that can not be', ['audit', '--output', `.git/${name}\n::error::x`]],
  ])('over %s', async (_, args) => {
    const { code, printed } = await plimsoll(temporaryRepository(files), ...args);

    expect(code).toBeGreaterThan(0);
    expectInert(printed);
  });

  test.each(['text', 'json', 'sarif', 'markdown'])('over hostile files as %s', async (format) => {
    const repository = temporaryRepository({});
    commit(repository, manifests);

    for (const args of [['audit'], ['review', '--base', 'HEAD~1'], ['fix', '--dry-run']])
      expectInert((await plimsoll(repository, ...args, '--format', format)).printed);
  });

  test('over a folder with a hostile name', async () => {
    expectInert((await plimsoll(temporaryFolder({ [`${name}/Chart.yaml`]: '\u001b[31m: [' }), 'render')).printed);
  });
});

describe('what goes wrong is said without', () => {
  test.each([
    ['a Secret that it quotes', 'apiVersion: v1\nkind: Secret\nstringData:\n  word: hunter2hunter2\n', 'hunter2'],
    ['a password in an address', 'can not reach https://bot:hunter2@charts.example/x', 'hunter2'],
    ['a token', `got ghp_${'a1'.repeat(18)} here`, 'ghp_'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----', 'hunter2'],
  ])('%s', (_, message, secret) => {
    expect(maskedBySight(message)).not.toContain(secret);
    expect(maskedBySight(message)).toContain('[masked]');
  });

  test('anything else left out', () => {
    const message = 'own.yaml:2: unknown key token; expected one of failOn (see https://plimsoll.example/a@b).';

    expect(maskedBySight(message)).toBe(message);
  });
});
