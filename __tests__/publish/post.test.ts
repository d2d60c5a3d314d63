import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { openGitHub } from '../../src/publish/client.ts';
import { markIn } from '../../src/publish/mark.ts';
import { planComments, wholeText } from '../../src/publish/plan.ts';
import { post, type Posting, type Publication } from '../../src/publish/post.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { gitHubLinks } from '../../src/report/links.ts';
import { type FilePatch, hubWithPull, type HubWithPull } from '../github/pull-of-diff.ts';
import { cases as allCases, type GoldenCase, goldenCase, rules } from '../report/golden-cases.ts';
import { withHostileText } from '../report/hostile-text.ts';

const cases = allCases.filter(({ report }) => report.mode === 'review');
const open: HubWithPull[] = [];

afterEach(async () => {
  for (const { hub } of open.splice(0)) {
    await hub.close();
    expect(hub.violations).toEqual([]);
  }
});

async function gitHub({ diff }: { readonly diff: readonly FilePatch[] }): Promise<HubWithPull> {
  const opened = await hubWithPull(diff);
  open.push(opened);
  return opened;
}

type Spoken = Pick<GoldenCase, 'report' | 'sources'>;

function publicationOf(
  { head, diff }: HubWithPull,
  { report, sources }: Spoken,
  more: Partial<Publication> = {},
): Publication {
  const links = gitHubLinks(
    { server: 'https://github.example', repository: 'shop/deploy', commit: 'HEAD' },
    () => null,
  );
  const context = { rule: ruleOf(rules), lines: linesOf(sources), links, deployments: deploymentsOf(report) };
  return {
    plan: planComments(report, diff, context),
    ...{ pull: { owner: 'shop', repo: 'deploy', number: 7 }, commit: head, context, elsewhere: 'the job summary' },
    ...{ instance: 'plimsoll', settle: 'auto', isPartial: report.verdict === 'error', passing: [head] },
    ...more,
  };
}

/** A second is ten milliseconds. */
function say(on: HubWithPull, said: Spoken, more?: Partial<Publication>): Promise<Posting> {
  const octokit = openGitHub({ token: on.token, api: on.hub.url, second: 10 });
  return post(octokit, publicationOf(on, said, more));
}

/** The writes so far, without what changes from run to run. */
function writes({ hub, head }: HubWithPull): unknown[] {
  return hub.log
    .filter(({ isWrite }) => isWrite)
    .map(({ method, path, body, status }): unknown =>
      JSON.parse(JSON.stringify({ method, path, status, body }).replaceAll(head, 'HEAD')),
    );
}

function openThreads({ pull }: HubWithPull): string[] {
  return pull.threads
    .filter(({ resolvedBy, comments }) => resolvedBy === null && comments[0]?.minimized === null)
    .map(({ path, line, comments }) => `${path}:${line ?? ''} ${markIn(comments[0]?.body ?? '')?.text ?? ''}`)
    .sort();
}

describe('what is posted', () => {
  it.each(cases)('for $name is the golden file, to the byte', async (one) => {
    const on = await gitHub(one);

    expect(await say(on, one)).toEqual({ posted: 'all', why: null });
    await expect(`${JSON.stringify(writes(on), null, 2)}\n`).toMatchFileSnapshot(`${one.folder}/requests.json`);
  });

  it.each(cases)('for $name is not posted again: one request, and no write', async (one) => {
    const on = await gitHub(one);
    await say(on, one);
    const before = on.hub.log.length;

    await say(on, one);

    expect(on.hub.log.slice(before).map(({ method, path, isWrite }) => [method, path, isWrite])).toEqual([
      ['POST', '/graphql', false],
    ]);
  });

  it('is nothing where the change touches nothing of ours', async () => {
    const on = await gitHub(goldenCase('nothing-changed'));

    expect(await say(on, goldenCase('nothing-changed'))).toEqual({ posted: 'all', why: null });
    expect(writes(on)).toEqual([]);
  });

  it('is a summary where only the posture of some family changes', async () => {
    const one = goldenCase('nothing-changed');
    const object = { apiVersion: 'v1', kind: 'Service', namespace: null, name: 'web' };
    const rows = [{ object, source: 'web.yaml', before: 'cluster', after: 'internet' }];
    const family = { id: 'exposure', title: 'Exposure', subject: 'service', values: ['internet', 'cluster'], rows };
    const on = await gitHub(one);

    await say(on, { ...one, report: { ...one.report, posture: { workloads: [], families: [family] } } });

    expect(on.pull.conversation[0]?.body).toContain('### Exposure');
  });

  it('is nothing where only the base has a problem, and a summary where the configuration changes', async () => {
    const one = goldenCase('nothing-changed');
    const problem = {
      stage: 'render',
      code: 'template-failed',
      subject: 'web',
      message: 'It fails.',
      status: 'existing',
    } as const;
    const notice = { code: 'configuration-changed', subject: 'x', message: 'The rules change.' } as const;
    const on = await gitHub(one);

    await say(on, { ...one, report: { ...one.report, problems: [problem] } });
    expect(writes(on)).toEqual([]);
    await say(on, { ...one, report: { ...one.report, notices: [notice] } });
    expect(on.pull.conversation[0]?.body).toContain('The rules change.');
  });

  it('is settled once it is fixed, and said anew when it gets worse', async () => {
    const one = goldenCase('plain-manifest');
    const on = await gitHub(one);
    await say(on, one);
    const fixed = { ...one.report, findings: one.report.findings.map(gone) };

    await say(on, { ...one, report: fixed });

    expect(openThreads(on)).toEqual([]);
    expect(on.pull.threads.map(({ comments }) => comments[0]?.body.split('\n')[0])).toEqual(
      on.pull.threads.map(() => `**Resolved** at ${on.head.slice(0, 10)}.`),
    );
    await say(on, one);
    expect(openThreads(on)).toHaveLength(on.pull.threads.length);
  });

  it('takes at most eight requests for a first run', async () => {
    const on = await gitHub(goldenCase('plain-manifest'));

    await say(on, goldenCase('plain-manifest'));

    expect(on.hub.log.length).toBeLessThanOrEqual(8);
  });
});

function gone(finding: Finding): Finding {
  return { ...finding, status: 'fixed' };
}

/** A report with a finding on each of these lines of web.yaml. */
function reportOn(lines: readonly number[], more: Partial<Finding> = {}): Report {
  const one = goldenCase('plain-manifest');
  const [sample] = one.report.findings;
  const findings = lines.map((line): Finding => {
    const { rule, severity, enforcement, source, path } = sample!;
    const bare = { rule, severity, enforcement, source, path };
    const object = { apiVersion: 'v1', kind: 'Pod', namespace: null, name: `pod-${line}` };
    const place = { kind: 'lines', file: 'web.yaml', first: line, last: line } as const;
    return {
      ...bare,
      object,
      place,
      status: 'new',
      fingerprint: `f${line}`,
      message: `Pod ${line} runs privileged.`,
      ...more,
    };
  });
  return { ...one.report, findings, posture: { workloads: [], families: [] } };
}

const all = {
  diff: [
    {
      filename: 'web.yaml',
      patch: `@@ -1 +1,400 @@\n${Array.from({ length: 400 }, (_, line) => `+new ${line}`).join('\n')}`,
    },
  ],
};
const sources = () => null;

describe('many findings', () => {
  it('are at most 30 comments in one review, and the rest is in the summary', async () => {
    const on = await gitHub(all);
    const report = reportOn(Array.from({ length: 400 }, (_, index) => index + 1));

    expect(await say(on, { report, sources })).toEqual({ posted: 'all', why: null });

    expect(on.pull.threads).toHaveLength(30);
    expect(on.hub.log.length).toBeLessThanOrEqual(15);
    expect(on.pull.reviews).toHaveLength(1);
    expect(on.pull.conversation).toHaveLength(1);
  });

  it('that share a fix refer to it only where it is posted', () => {
    const suggestion = {
      file: 'web.yaml',
      first: 300,
      last: 300,
      replacement: 'x',
      risk: 'may-break',
      verified: true,
    } as const;
    const lines = [1, 20, 40, 60, 80, 100, 120, 301];
    const report = reportOn(lines, { enforcement: 'warn', suggestion });
    const rest = report.findings.map((one, at) => (at === 7 ? { ...one, severity: 'low' as const } : one));
    const hunk = { first: 1, last: 400, added: [], deletedAfter: [] };
    const context = {
      ...{ rule: ruleOf(rules), lines: linesOf(() => 'x\n'.repeat(400)), deployments: () => [] },
      links: gitHubLinks({ server: 'https://github.example', repository: 'shop/deploy', commit: 'HEAD' }, () => null),
    };

    const { comments } = planComments({ ...report, findings: rest }, new Map([['web.yaml', [hunk]]]), context);

    const texts = comments.map((comment) => wholeText(comment));
    expect(texts).toHaveLength(5);
    expect(texts.filter((text) => /^`{3,}(?:diff|suggestion)$/m.test(text))).toHaveLength(1);
    const shown = texts.filter((text) => text.includes('which is shown with the findings at'));
    for (const text of shown) expect(text).not.toContain('web.yaml:301');
  });

  it('that do not block the merge are at most five comments', async () => {
    const on = await gitHub(all);

    await say(on, { report: reportOn([1, 2, 3, 4, 5, 6, 7, 8], { enforcement: 'warn' }), sources });

    expect(on.pull.threads).toHaveLength(5);
  });
});

describe('a comment that GitHub refuses', () => {
  it('costs only its own place: it is on the file, and stays there', async () => {
    const on = await gitHub({ diff: [{ filename: 'web.yaml', patch: '@@ -10,1 +10,2 @@\n line 10\n+new' }] });
    const wrong = { ...on, diff: new Map([['web.yaml', [{ first: 1, last: 400, added: [], deletedAfter: [] }]]]) };
    const report = reportOn([11, 200]);

    expect(await say(wrong, { report, sources })).toEqual({ posted: 'all', why: null });

    expect(on.pull.threads.map(({ subject, line }) => [subject, line])).toEqual([
      ['LINE', 11],
      ['FILE', null],
    ]);
    const before = on.hub.log.length;
    await say(wrong, { report, sources });
    expect(on.hub.log.slice(before).filter(({ isWrite }) => isWrite)).toEqual([]);
  });

  it('for a file that is not in the pull request is in the summary, and is not tried again at this commit', async () => {
    const on = await gitHub({ diff: [{ filename: 'other.yaml', patch: '@@ -10,1 +10,2 @@\n line 10\n+new' }] });
    const wrong = { ...on, diff: new Map([['web.yaml', [{ first: 1, last: 400, added: [], deletedAfter: [] }]]]) };

    const posting = await say(wrong, { report: reportOn([11]), sources });

    expect(posting).toEqual({ posted: 'part', why: 'GitHub did not take a comment for 1 finding' });
    expect(on.pull.conversation[0]?.body).toContain('GitHub did not take a comment for 1 finding');
    const before = on.hub.log.length;
    await say(wrong, { report: reportOn([11]), sources });
    expect(on.hub.log.slice(before).filter(({ isWrite }) => isWrite)).toEqual([]);
  });
});

describe('a suggestion across deleted lines', () => {
  it('is a diff, without a button', async () => {
    const suggestion = {
      file: 'web.yaml',
      first: 10,
      last: 12,
      replacement: 'a\nb',
      risk: 'none',
      verified: true,
    } as const;
    const patch = '@@ -9,5 +9,4 @@\n line 9\n line 10\n line 11\n-deleted\n line 12';
    const on = await gitHub({ diff: [{ filename: 'web.yaml', patch }] });

    await say(on, { report: reportOn([11], { suggestion }), sources: () => 'x\n'.repeat(400) });

    expect(on.pull.threads[0]?.comments[0]?.body).toContain('```diff');
    expect(on.pull.threads[0]?.comments[0]?.body).not.toContain('```suggestion');
  });
});

describe('nothing is written', () => {
  it.each<[string, (on: HubWithPull) => void, RegExp]>([
    [
      'for an older head',
      ({ hub, repository }) => {
        hub.people.push(repository, 'change', { 'x.txt': 'x' });
      },
      /is at .* by now/,
    ],
    [
      'in a closed pull request',
      ({ hub, pull }) => {
        hub.people.close(pull);
      },
      /is closed/,
    ],
    ['with an unknown token', (on) => Object.assign(on, { token: 'wrong' }), /Bad credentials/],
  ])('%s', async (_, act, why) => {
    const on = await gitHub(goldenCase('plain-manifest'));
    act(on);

    const posting = await say(on, goldenCase('plain-manifest'));

    expect(posting.posted).toBe('none');
    expect(posting.why).toMatch(why);
    expect(writes(on)).toEqual([]);
  });

  it('with a token that may only read, after one refused write', async () => {
    const on = await gitHub(goldenCase('plain-manifest'));
    on.hub.addToken('reader', { metadata: 'read', contents: 'read', pull_requests: 'read' });

    const posting = await say({ ...on, token: 'reader' }, goldenCase('plain-manifest'));

    expect(posting).toMatchObject({ posted: 'none' });
    expect(posting.why).toContain('the token may not write here');
    expect(writes(on)).toHaveLength(1);
  });
});

it('hostile names and values forge no mark, mention nobody and open no fence', async () => {
  await fc.assert(
    fc.asyncProperty(withHostileText(goldenCase('plain-manifest').report), async (report) => {
      const on = await gitHub(goldenCase('plain-manifest'));
      const posting = await say(on, { report, sources });
      expect(posting).toEqual({ posted: 'all', why: null });
      for (const { comments } of on.pull.threads) expect(markIn(comments[0]!.body)?.isWhole).toBe(true);
      const before = on.hub.log.length;
      await say(on, { report, sources });
      expect(on.hub.log.slice(before).filter(({ isWrite }) => isWrite)).toEqual([]);
      await on.hub.close();
      open.length = 0;
    }),
    { numRuns: 10 },
  );
});
