import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

describe('npm run demo on a fresh clone', () => {
  /** What a fresh clone has: the committed files that the demo needs, and no node_modules to fall back to. */
  let clone: string;
  let outcome: { status: number | null; stdout: string; stderr: string };

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'plimsoll-clone-'));
    for (const folder of ['dist', 'examples', 'scripts', 'package.json']) {
      cpSync(join(root, folder), join(clone, folder), { recursive: true });
    }
    const env = { ...process.env, NO_COLOR: '1' };
    outcome = spawnSync(process.execPath, ['scripts/demo.mjs'], { cwd: clone, env, encoding: 'utf8' });
  });

  afterAll(() => {
    rmSync(clone, { recursive: true });
  });

  test('needs nothing installed, and ends well because the review blocks the merge', () => {
    expect({ status: outcome.status, stderr: outcome.stderr }).toEqual({ status: 0, stderr: '' });
    expect(outcome.stdout).toContain('plimsoll ended with 1');
  });

  test.each([
    ['a plain manifest', 'catalog/deployment.yaml:46'],
    ['a role', 'platform/rbac.yaml:10'],
    ["a chart's template", 'charts/web/templates/deployment.yaml:38'],
    ["a kustomization's patch", 'checkout/overlays/production/deployment.yaml:10'],
    ['what became worse', 'worsened'],
    ['what was fixed', 'CronJob shop/mail-cleanup'],
  ])('speaks of %s', (_, words) => {
    expect(outcome.stdout).toContain(words);
  });
});
