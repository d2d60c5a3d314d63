/** `plimsoll fix`: what a branch brings with --base, and what it says of the rest. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commit, git, temporaryRepository, write } from '../snapshot/temporary.ts';
import { plimsoll } from './plimsoll.ts';

const pod = (name: string, context: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: ${name}
      image: example.org/${name}:1.0
      securityContext: ${context}
`;
const bad = '{privileged: true}';

/** `old.yaml` stood before the branch; `new.yaml` is committed on it; `later.yaml` is not committed. */
function branched(): string {
  const repository = temporaryRepository({ 'old.yaml': pod('old', bad) });
  git(repository, 'checkout', '--quiet', '-b', 'topic');
  commit(repository, { 'a/new.yaml': pod('new', bad) });
  write(repository, { 'b/later.yaml': pod('later', bad) });
  return repository;
}

const textOf = (repository: string, file: string): string => readFileSync(join(repository, file), 'utf8');

describe('fix --base', () => {
  test('edits what the branch brings, committed or not, and leaves what stood before', async () => {
    const repository = branched();

    const { stdout } = await plimsoll(repository, 'fix', '--unsafe', '--base', 'main');

    expect(textOf(repository, 'old.yaml')).toBe(pod('old', bad));
    for (const file of ['a/new.yaml', 'b/later.yaml']) expect(textOf(repository, file)).toContain('privileged: false');
    expect(stdout).not.toContain('old.yaml');
    expect((await plimsoll(repository, 'review', '--base', 'main', '--head', 'WORKTREE')).code).toBe(0);
  });

  test('applies a fix behind which a lesser finding of the same field shows', async () => {
    const policy = (to: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - ipBlock:
            cidr: ${to}
`;
    const repository = temporaryRepository({ 'policy.yaml': policy('10.0.0.0/8') });
    git(repository, 'checkout', '--quiet', '-b', 'topic');
    commit(repository, { 'policy.yaml': policy('0.0.0.0/0') });

    const { stdout } = await plimsoll(repository, 'fix', '--unsafe', '--base', 'main');

    expect(textOf(repository, 'policy.yaml')).toContain('169.254.169.254/32');
    expect(stdout).toContain('1 finding fixed in 1 file, ');
  });

  test('says in a dry run what the run then does, and changes nothing', async () => {
    const repository = branched();
    const last = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

    const dry = await plimsoll(repository, 'fix', '--unsafe', '--base', 'main', '--dry-run');
    const untouched = textOf(repository, 'a/new.yaml');
    const run = await plimsoll(repository, 'fix', '--unsafe', '--base', 'main');

    expect(untouched).toBe(pod('new', bad));
    expect(last(dry.stdout).replace('would be fixed', 'fixed')).toBe(last(run.stdout));
  });

  test('keeps to the paths that are named', async () => {
    const repository = branched();

    await plimsoll(repository, 'fix', 'a', '--unsafe', '--base', 'main');

    expect(textOf(repository, 'a/new.yaml')).toContain('privileged: false');
    expect(textOf(repository, 'b/later.yaml')).toBe(pod('later', bad));
  });

  test('works in a folder of the repository', async () => {
    const repository = branched();

    await plimsoll(join(repository, 'b'), 'fix', '--unsafe', '--base', 'main');

    expect(textOf(repository, 'a/new.yaml')).toContain('privileged: false');
  });

  test('fixes only what got worse of a file that was bad before', async () => {
    const two = (first: string, second: string): string => `${pod('one', first)}---\n${pod('two', second)}`;
    const repository = temporaryRepository({ 'x.yaml': two(bad, '{privileged: false}') });
    write(repository, { 'x.yaml': two(bad, bad) });

    await plimsoll(repository, 'fix', '--unsafe', '--base', 'HEAD');

    const [first, second] = textOf(repository, 'x.yaml').split('---\n');
    expect(first).toBe(pod('one', bad));
    expect(second).toContain('privileged: false');
  });

  test('prints the review as JSON', async () => {
    const repository = branched();

    const { stdout } = await plimsoll(repository, 'fix', '--base', 'main', '--dry-run', '--format', 'json');

    const { left, report } = JSON.parse(stdout) as { left: { risk: string }[]; report: { mode: string } };
    expect(report.mode).toBe('review');
    expect(new Set(left.map(({ risk }) => risk))).toContain('may-break');
  });

  test('refuses a base that is not here', async () => {
    const { code, stderr } = await plimsoll(branched(), 'fix', '--base', 'gone');

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^plimsoll: --base gone is not a commit in this clone; name one that exists here: main.*\.\n$/,
    );
  });
});

describe('what fix leaves', () => {
  const chart = {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/ci/a-values.yaml': 'a: 1\n',
    'web/ci/b-values.yaml': 'a: 2\n',
    'web/templates/pod.yaml': pod('web', bad),
    'web/templates/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
  };

  test('is one line for each place and rule, and they add up to the total: renders that share a finding count once', async () => {
    const { stdout } = await plimsoll(temporaryRepository(chart), 'fix', '--sets', 'baseline,restricted', '--dry-run');

    const lines = stdout.split('\n').filter((line) => line.startsWith('left '));
    const places = lines.map((line) => /^left {4}(\S+ {2}[\w/-]+)/.exec(line)?.[1]);
    const counted = lines.reduce((sum, line) => sum + Number(/\((\d+) findings\)/.exec(line)?.[1] ?? 1), 0);
    expect(new Set(places).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThan(3);
    expect(stdout).toContain(`, ${counted} left.`);
  });

  test('says of each whether its fix may break a workload, or needs a decision', async () => {
    const { stdout } = await plimsoll(temporaryRepository(chart), 'fix', '--sets', 'baseline,restricted', '--dry-run');

    expect(stdout).toMatch(/privileged-containers.*: Its fix may break a workload: --unsafe applies it\./);
    expect(stdout).toMatch(/pod-security-labels.*: Its fix needs a decision: make the change by hand\./);
  });
});
