import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../snapshot/temporary.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');

test('fix says what it could not look at, and each line once', () => {
  const folder = temporaryFolder({
    'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:1"}]}\n',
    'off.yaml':
      'rules: {image/mutable-tag: {enabled: false}, workload/resources: {enabled: false}, workload/read-only-root: {enabled: false}}\n',
    'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [\n',
  });
  execFileSync('git', ['init', '--quiet'], { cwd: folder });

  const { stdout, status } = spawnSync(
    process.execPath,
    [cli, 'fix', '--sets', 'restricted', '--config', 'off.yaml', '--dry-run'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );

  expect(status).toBe(3);
  expect(stdout.split('\n').filter((line) => /^(?:left|unseen|\d)/.test(line))).toEqual([
    'left    a.yaml:4  pod-security-restricted/capabilities: Its fix may break a workload: --unsafe applies it.',
    'left    a.yaml:4  pod-security-restricted/run-as-non-root: Its fix may break a workload: --unsafe applies it.',
    expect.stringMatching(/^unseen {2}render\/yaml-syntax: broken\.yaml:\d: /),
    '2 findings would be fixed in 1 file, 2 left. Rendered and re-evaluated, not run. 1 thing could not be checked.',
  ]);
});
