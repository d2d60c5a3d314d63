import { expect, it } from 'vitest';
import { git } from '../snapshot/temporary.ts';
import { checkout, type Files, history, merged } from './histories.ts';
import { hosted } from './hosted.ts';
import { deployment, newRules, type Played, playedSteps, proposed, pullPayload, type Step } from './played.ts';

/** Tricks against the gate; docs/gate.md names these tests. */

const play = playedSteps();
const PRIVILEGED = 'pod-security-baseline/privileged-containers';
const safe = { 'app.yaml': deployment('app') };
const bad = { 'app.yaml': deployment('app', 'privileged: true') };
const CONFIG = '.github/plimsoll.yaml';

/** A review of what a pull request changes. */
async function reviewed(main: Files, change: Files, step: Partial<Step> = {}): Promise<Played> {
  const here = await hosted('private');
  const { payload } = proposed(here, main, change);
  return play(here, { event: 'pull_request', payload, ...step });
}

function problems({ report }: Played): string[] {
  return [...new Set(report?.problems.map(({ code }) => code))].sort();
}

it('a pull request that makes a container privileged is blocked, and one that does not passes', async () => {
  const blocked = await reviewed(safe, bad);
  const passed = await reviewed(safe, { 'app.yaml': deployment('app', 'privileged: false', 2) });

  expect([blocked.exitCode, newRules(blocked)]).toEqual([1, [PRIVILEGED]]);
  expect([passed.exitCode, passed.outputs['verdict']]).toEqual([0, 'pass']);
});

it.each([
  ['a waiver', `waivers:\n  - {rule: ${PRIVILEGED}, file: app.yaml, reason: r, expires: '2026-06-01', owner: me}\n`],
  ['an excluded path', 'exclude: [app.yaml]\n'],
  ['a rule that is off', `rules:\n  ${PRIVILEGED}: {enabled: false}\n`],
  ['a higher limit', 'failOn: never\n'],
  ['a broken configuration', 'failOn: [\n'],
])('%s that the pull request itself brings changes nothing', async (_, text) => {
  const played = await reviewed(safe, { ...bad, [CONFIG]: text });

  expect(played.exitCode).not.toBe(0);
  expect(newRules(played)).toEqual([PRIVILEGED]);
});

it('deleting the configuration in the pull request changes nothing', async () => {
  const main = { ...safe, [CONFIG]: 'failOn: low\n' };
  const played = await reviewed(main, { ...bad, [CONFIG]: null });

  expect([played.exitCode, played.report?.failOn]).toEqual([1, 'low']);
});

it('a workload that is moved to another file, and one that is renamed, is compared with what it was', async () => {
  const moved = await reviewed(safe, { 'app.yaml': null, 'deep/other.yaml': bad['app.yaml'] });
  const renamed = await reviewed(safe, { 'app.yaml': deployment('web', 'privileged: true') });

  expect([moved.exitCode, newRules(moved)]).toEqual([1, [PRIVILEGED]]);
  expect([renamed.exitCode, newRules(renamed)]).toEqual([1, [PRIVILEGED]]);
});

it('what two pull requests do together is found in the second', async () => {
  const template = deployment('app').replace('privileged: false', 'privileged: {{ .Values.privileged }}');
  const chart = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
    'chart/values.yaml': 'privileged: false\n',
  };
  const first = await reviewed(
    { ...chart, 'chart/templates/app.yaml': deployment('app') },
    { 'chart/templates/app.yaml': template },
  );
  const second = await reviewed(
    { ...chart, 'chart/templates/app.yaml': template },
    { 'chart/values.yaml': 'privileged: true\n' },
  );

  expect(first.exitCode).toBe(0);
  expect([second.exitCode, newRules(second)]).toEqual([1, [PRIVILEGED]]);
});

it('what a merge commit of the pull request changes is judged', async () => {
  const here = await hosted('private');
  const [fork = '', base = ''] = history(here.repository, 'refs/heads/main', null, [safe, { 'x.md': 'x\n' }]);
  const [own = ''] = history(here.repository, 'refs/heads/own', fork, [{ 'y.md': 'y\n' }]);
  const head = merged(here.repository, 'refs/pull/7/head', [own, base], bad);

  const played = await play(here, { event: 'pull_request', payload: pullPayload({ base, head }) });

  expect([played.exitCode, newRules(played), played.outputs['base']]).toEqual([1, [PRIVILEGED], base]);
});

it('a head that has no history in common with the base is compared with its tip', async () => {
  const here = await hosted('private');
  const { base } = proposed(here, safe, {});
  const [head = ''] = history(here.repository, 'refs/pull/8/head', null, [bad]);

  const played = await play(here, { event: 'pull_request', payload: pullPayload({ base, head }) });

  expect([played.exitCode, newRules(played), played.outputs['base']]).toEqual([1, [PRIVILEGED], base]);
  expect(played.report?.notices?.map(({ code }) => code)).toContain('tips-compared');
});

it('what does not render or parse is an error, not a pass', async () => {
  const chart = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
    'chart/templates/app.yaml': deployment('app'),
  };
  const unrendered = await reviewed(chart, { 'chart/templates/app.yaml': `${bad['app.yaml']}{{ fail "no" }}\n` });
  const unparsed = await reviewed(safe, { 'app.yaml': `${bad['app.yaml']}\t- [\n` });

  expect([unrendered.exitCode, unrendered.outputs['verdict']]).toEqual([3, 'error']);
  expect([unparsed.exitCode, unparsed.outputs['verdict']]).toEqual([3, 'error']);
});

it('what is not checked in time is an error, not a pass', async () => {
  const chart = { 'slow/Chart.yaml': 'apiVersion: v2\nname: slow\nversion: 1.0.0\n' };
  const endless = '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}';
  const played = await reviewed(
    { ...safe, ...chart },
    { ...bad, 'slow/templates/a.yaml': endless },
    { inputs: { deadline: '0.1' } },
  );

  expect([played.exitCode, played.outputs['verdict']]).toEqual([3, 'error']);
  expect(played.report?.problems.map(({ code, subject }) => [code, subject])).toEqual([['deadline', 'slow']]);
  expect(newRules(played)).toEqual([PRIVILEGED]);
});

it('a symbolic link in place of a manifest is followed in the repository, and is an error outside of it', async () => {
  const inside = await reviewed(
    { ...safe, 'parked/app.txt': bad['app.yaml'] },
    { 'app.yaml': { link: 'parked/app.txt' } },
  );
  const outside = await reviewed(safe, { 'app.yaml': { link: '/etc/passwd' } });

  expect([inside.exitCode, newRules(inside)]).toEqual([1, [PRIVILEGED]]);
  expect([outside.exitCode, problems(outside)]).toEqual([3, ['link-outside']]);
});

it('attributes of git hide no file', async () => {
  const attributes = '* -diff linguist-generated export-ignore\n';
  const hidden = await reviewed(safe, { ...bad, '.gitattributes': attributes });
  const rewritten = await reviewed(safe, { ...bad, '.gitattributes': '*.yaml ident working-tree-encoding=UTF-16\n' });

  expect([hidden.exitCode, newRules(hidden)]).toEqual([1, [PRIVILEGED]]);
  expect(rewritten.exitCode).not.toBe(0);
});

it('a submodule in place of a folder of manifests is an error, not a pass', async () => {
  const main = { 'kustomization.yaml': 'resources: [deploy/app.yaml]\n', 'deploy/app.yaml': deployment('app') };
  const played = await reviewed(main, { 'deploy/app.yaml': null, deploy: { commit: '4'.repeat(40) } });

  expect(played.exitCode).toBe(3);
  expect(problems(played)).toContain('submodule');
});

it('a pointer of Git LFS in place of a manifest is an error, not a pass', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;
  const main = { 'kustomization.yaml': 'resources: [app.yaml]\n', ...safe };
  const played = await reviewed(main, { 'app.yaml': pointer });

  expect(played.exitCode).toBe(3);
  expect(problems(played)).toContain('lfs-pointer');
});

it('a repository without sources is an error, and a pass only where allow-empty says so', async () => {
  const [main, change] = [{ 'README.md': 'a\n' }, { 'README.md': 'b\n' }];
  const refused = await reviewed(main, change);
  const allowed = await reviewed(main, change, { inputs: { 'allow-empty': 'true' } });

  expect([refused.exitCode, refused.outputs['verdict']]).toEqual([4, 'error']);
  expect([allowed.exitCode, allowed.outputs['verdict']]).toEqual([0, 'pass']);
});

it('deleting all sources is a change that is judged, and a source that is left as a file of no known kind is an error', async () => {
  const deleted = await reviewed(safe, { 'app.yaml': null });
  const hidden = await reviewed(safe, { 'app.yaml': null, 'app.jsonnet': 'import "app.libsonnet"\n' });

  expect([deleted.exitCode, deleted.report?.counts.removed]).toEqual([0, 1]);
  expect([hidden.exitCode, hidden.outputs['verdict']]).toEqual([4, 'error']);
});

it('a draft is judged as any pull request', async () => {
  const here = await hosted('private');
  const { payload } = proposed(here, safe, bad);
  const draft = JSON.parse(JSON.stringify(payload).replace('"draft":false', '"draft":true')) as object;

  expect((await play(here, { event: 'pull_request', payload: draft })).exitCode).toBe(1);
});

it('a closed pull request is not judged: success, and no verdict', async () => {
  const here = await hosted('private');
  const { payload } = proposed(here, safe, bad, 'closed');

  const played = await play(here, { event: 'pull_request', payload });

  expect(played).toMatchObject({ exitCode: 0, outputs: { verdict: '' }, report: null });
  expect(played.summary).toContain('The pull request is closed.');
  expect(here.requests).toEqual([]);
});

it('a later attempt of an old run judges the commits of its event, and names them', async () => {
  const here = await hosted('private');
  const { base, head, payload } = proposed(here, safe, bad);
  history(here.repository, 'refs/pull/7/head', head, [safe]);

  const played = await play(here, { event: 'pull_request', payload, env: { GITHUB_RUN_ATTEMPT: '2' } });

  expect(played.exitCode).toBe(1);
  expect(played.outputs).toMatchObject({ base, head, 'trust-root': base });
  expect(played.summary).toContain(`Judged: \`${head}\` against \`${base}\`, with the configuration of \`${base}\``);
});

it('a pull request that got another base is judged against it in the run of that event', async () => {
  const here = await hosted('private');
  const { base, head } = proposed(here, bad, { 'notes.md': 'n\n' });
  const [release = ''] = history(here.repository, 'refs/heads/release', null, [safe]);
  const [shared = ''] = history(here.repository, 'refs/heads/release', release, [{ 'x.md': 'x\n' }]);
  const [onto = ''] = history(here.repository, 'refs/pull/8/head', release, [bad]);

  const before = await play(here, { event: 'pull_request', payload: pullPayload({ base, head }) });
  const payload = pullPayload({ base: shared, head: onto, branch: 'release', action: 'edited' });
  const after = await play(here, { event: 'pull_request', payload });

  expect(before.exitCode).toBe(0);
  expect([after.exitCode, after.outputs['base'], after.outputs['trust-root']]).toEqual([1, release, base]);
});

it('a base branch with a laxer configuration does not decide', async () => {
  const here = await hosted('private');
  const [main = ''] = history(here.repository, 'refs/heads/main', null, [safe]);
  const lax = `failOn: never\nexclude: [app.yaml]\nrules:\n  ${PRIVILEGED}: {enabled: false}\n`;
  const [base = ''] = history(here.repository, 'refs/heads/lax', main, [{ [CONFIG]: lax }]);
  const [head = ''] = history(here.repository, 'refs/pull/7/head', base, [bad]);

  const payload = pullPayload({ base, head, branch: 'lax' });
  const played = await play(here, { event: 'pull_request', payload });

  expect([played.exitCode, newRules(played)]).toEqual([1, [PRIVILEGED]]);
  expect(played.outputs).toMatchObject({ base, 'trust-root': main });
});

it('a default branch that the server does not tell is an error, which log and job summary explain', async () => {
  const here = await hosted('private');
  const { payload } = proposed(here, safe, {});

  const played = await play(here, { event: 'pull_request', payload, inputs: { token: 'of another repository' } });

  expect([played.exitCode, played.outputs['verdict'], played.report?.verdict]).toEqual([2, 'error', 'error']);
  for (const said of [played.log, played.summary]) expect(said).toContain('The default branch main');
});

it('a merge group is judged as a whole, and its pull request is named', async () => {
  const here = await hosted('private');
  const { base, head } = proposed(here, safe, bad);
  git(here.repository, 'update-ref', `refs/heads/gh-readonly-queue/main/pr-123-${base}`, head);
  const group = {
    ...{ base_sha: base, head_sha: head, base_ref: 'refs/heads/main' },
    head_ref: `refs/heads/gh-readonly-queue/main/pr-123-${base}`,
  };
  const payload = { action: 'checks_requested', merge_group: group, repository: { default_branch: 'main' } };

  const played = await play(here, { event: 'merge_group', payload, inputs: { comment: 'true' } });

  expect(played).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail', base, head } });
  expect(played.summary).toContain('This run is for the merge group of #123 (merge\\_group)');
  expect(here.requests.filter(({ line }) => line.includes('/api/'))).toEqual([]);
});

it('a schedule in mode review is an error, and an audit in mode auto', async () => {
  const here = await hosted('private');
  proposed(here, bad, {});
  const prepare = (workspace: string) => {
    checkout(here, workspace, 'refs/heads/main', 1);
  };
  const step = { event: 'schedule', payload: { schedule: '0 6 * * *' }, prepare };

  const wrong = await play(here, { ...step, inputs: { mode: 'review' } });
  const right = await play(here, step);

  expect([wrong.exitCode, wrong.outputs['verdict'], wrong.report?.verdict]).toEqual([2, 'error', 'error']);
  expect(wrong.log).toContain('Input mode: `review` has nothing to compare here: the event schedule names no commits.');
  expect([right.exitCode, right.report?.mode, right.report?.findings.length]).toEqual([1, 'audit', 1]);
});

it('a push of a new branch that has nothing of its own passes, and says what was compared', async () => {
  const here = await hosted('private');
  const { base } = proposed(here, bad, {});
  const push = { before: '0'.repeat(40), after: base, ref: 'refs/heads/same', forced: false };

  const played = await play(here, { event: 'push', payload: { ...push, repository: { default_branch: 'main' } } });

  expect([played.exitCode, played.outputs['verdict']]).toEqual([0, 'pass']);
  expect(played.summary).toContain(`${base.slice(0, 10)} was compared with ${base.slice(0, 10)}`);
});
