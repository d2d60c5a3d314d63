import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { actionsRunner } from '../../src/action/runner.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
    writeFileSync(join(folder, name), '');
    vi.stubEnv(name, join(folder, name));
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('the runner of a job gives inputs and takes outputs and the summary as it documents', async () => {
  vi.stubEnv('INPUT_FAIL-ON', ' low ');
  const runner = await actionsRunner();

  runner.output('verdict', 'pass\nverdict=fail');
  await runner.summary('# Before');
  await runner.summary('# One');

  expect(runner.input('fail-on')).toBe('low');
  expect(readFileSync(join(folder, 'GITHUB_OUTPUT'), 'utf8')).toMatch(
    /^verdict<<(ghadelimiter_\S+)\npass\nverdict=fail\n\1\n$/,
  );
  expect(readFileSync(join(folder, 'GITHUB_STEP_SUMMARY'), 'utf8').trim()).toBe('# One');
});
