import { getOctokit } from '@actions/github';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { gitHubLinks } from '../../src/report/links.ts';
import type { Clock, Limits } from '../../src/publish/patience.ts';
import { publish, type PublishResult } from '../../src/publish/github.ts';
import { gitHubStandIn, type StandIn } from '../github/stand-in.ts';
import { cases as allCases, type GoldenCase, goldenCase, rules } from '../report/golden-cases.ts';
import { withHostileText } from '../report/hostile-text.ts';

const cases = allCases.filter(({ report }) => report.mode === 'review');
const open: StandIn[] = [];
const HEAD = '2'.repeat(40);

afterEach(async () => {
  for (const standIn of open.splice(0)) {
    await standIn.close();
    expect(standIn.faults).toEqual([]);
  }
});

async function gitHub({ diff }: Pick<GoldenCase, 'diff'>): Promise<StandIn> {
  const standIn = await gitHubStandIn(diff, HEAD);
  open.push(standIn);
  return standIn;
}

const slept: number[] = [];

async function say(
  standIn: StandIn,
  { report, sources }: Pick<GoldenCase, 'report' | 'sources'>,
  clock: Clock = { now: () => 0, sleep: (seconds) => Promise.resolve(void slept.push(seconds)) },
  limits?: Limits,
): Promise<PublishResult> {
  const links = gitHubLinks({ server: 'https://github.example', repository: 'shop/deploy', commit: HEAD }, () => null);
  return publish(
    getOctokit('token', { baseUrl: standIn.url, log: quiet }),
    {
      report,
      pull: { owner: 'shop', repo: 'deploy', number: 7 },
      commit: HEAD,
      context: { rule: ruleOf(rules), lines: linesOf(sources), links, deployments: deploymentsOf(report) },
      elsewhere: 'the job summary',
    },
    clock,
    limits,
  );
}

const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {
  // Refusals are what is tested here.
}

describe('what is posted', () => {
  it.each(cases)('for $name is the golden file, to the byte', async (one) => {
    const standIn = await gitHub(one);

    const published = await say(standIn, one);

    await expect(`${JSON.stringify(standIn.written, null, 2)}\n`).toMatchFileSnapshot(`${one.folder}/requests.json`);
    expect(published.kind).toBe('posted');
    const marked = published.report.findings.filter(({ shown }) => shown !== undefined).length;
    const told = one.report.findings.filter(({ status }) => ['new', 'worsened'].includes(status)).length;
    expect(marked).toBe(told);
  });

  it.each(cases)('for $name is not posted again', async (one) => {
    const standIn = await gitHub(one);
    await say(standIn, one);
    const before = structuredClone([standIn.reviewComments, standIn.issueComments]);

    await say(standIn, one);

    expect([standIn.reviewComments, standIn.issueComments]).toEqual(before);
  });

  it('is nothing where the change touches nothing of ours', async () => {
    const one = goldenCase('nothing-changed');
    const standIn = await gitHub(one);

    expect(await say(standIn, one)).toMatchObject({ kind: 'posted', summary: null });
    expect(standIn.written).toEqual([]);
  });

  it('is a summary where only the posture of some family changes', async () => {
    const one = goldenCase('nothing-changed');
    const object = { apiVersion: 'v1', kind: 'Service', namespace: null, name: 'web' };
    const rows = [{ object, source: 'web.yaml', before: 'cluster', after: 'internet' }];
    const family = { id: 'exposure', title: 'Exposure', subject: 'service', values: ['internet', 'cluster'], rows };
    const report = { ...one.report, posture: { workloads: [], families: [family] } };
    const standIn = await gitHub(one);

    expect((await say(standIn, { ...one, report })).kind).toBe('posted');
    expect(standIn.issueComments[0]?.body).toContain('### Exposure');
  });

  it('is not posted again after a rebase that moves the lines', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    await say(standIn, one);
    const moved = shifted(one.report, 10);
    standIn.diff = one.diff.map(({ filename, patch }) => ({ filename, patch: patch?.replace('+17,', '+27,') }));

    const published = await say(standIn, { report: moved, sources: one.sources });

    expect(standIn.reviewComments).toHaveLength(2);
    expect(published.report.findings.map(({ shown }) => shown)).toEqual([
      'inline',
      'inline',
      'inline',
      undefined,
      undefined,
    ]);
  });

  it('is only what is new when a later push adds a finding', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    const [first, ...others] = one.report.findings;
    await say(standIn, { ...one, report: { ...one.report, findings: others } });

    await say(standIn, one);

    const added = standIn.reviewComments.at(-1);
    expect(standIn.reviewComments).toHaveLength(3);
    expect(added?.body).toContain('Container web runs privileged.');
    expect(added?.body).not.toContain('may gain privileges');
    expect(first?.message).toBe('Container web runs privileged.');
  });

  it('is posted although somebody else has written the same marks', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    await say(standIn, one);
    const forged = standIn.reviewComments.map((comment) => ({ ...comment, login: 'mallory' }));
    standIn.reviewComments.splice(0, standIn.reviewComments.length, ...forged);

    await say(standIn, one);

    expect(standIn.reviewComments.map(({ login }) => login)).toEqual([
      ...['mallory', 'mallory'],
      ...['github-actions[bot]', 'github-actions[bot]'],
    ]);
  });
});

describe('an earlier comment', () => {
  it('is called resolved once its findings are gone, and said anew when they come back', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    await say(standIn, one);

    await say(standIn, { ...one, report: { ...one.report, findings: [] } });
    const resolved = standIn.reviewComments.map(({ body }) => body.split('\n')[0]);
    const summary = standIn.issueComments[0]?.body;
    await say(standIn, one);

    expect(resolved).toEqual(['**Resolved** at 2222222222.', '**Resolved** at 2222222222.']);
    expect(summary).toContain('2 earlier comments resolved.');
    expect(standIn.issueComments).toHaveLength(1);
    expect(standIn.reviewComments).toHaveLength(4);
  });

  it('is not called resolved while something could not be looked at', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    await say(standIn, one);
    const { problems } = goldenCase('could-not-look').report;

    await say(standIn, { ...one, report: { ...one.report, findings: [], problems } });

    expect(standIn.reviewComments.filter(({ body }) => body.startsWith('**Resolved'))).toEqual([]);
  });
});

describe('when GitHub does not do as it should', () => {
  it('a token that may only read posts nothing, and nothing is lost', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    standIn.mood = 'read-only';

    const published = await say(standIn, one);

    expect(published).toMatchObject({ kind: 'refused', report: one.report });
    expect(published.kind === 'refused' && published.why).toContain('Resource not accessible by integration');
  });

  it('a request that hangs is ended, and all of it ends in time', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    standIn.mood = 'hung';
    const started = Date.now();
    const clock = { now: Date.now, sleep: () => Promise.resolve() };

    await expect(say(standIn, one, clock, { request: 0.1, all: 0.3 })).rejects.toThrow(
      /took longer than 0\.3 seconds|did not answer in time/,
    );

    expect(Date.now() - started).toBeLessThan(3000);
  });

  it('it waits as long as a rate limit says, and posts once', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    standIn.mood = 'rate-limited';
    slept.length = 0;

    await say(standIn, one);

    expect(slept).toEqual([2, 2]);
    expect(standIn.reviewComments).toHaveLength(2);
    expect(standIn.issueComments).toHaveLength(1);
  });

  it('a review that was taken although the server failed is not posted twice', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    standIn.mood = 'forgetful';

    const published = await say(standIn, one);

    expect(standIn.reviewComments).toHaveLength(2);
    expect(published.report.problems).toEqual([]);
  });

  it('one refused line does not lose the others: it goes to the summary, with a problem', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    standIn.mood = 'strict';

    const published = await say(standIn, one);

    expect(standIn.reviewComments.map(({ line }) => line)).toEqual([21]);
    expect(published.report.findings.map(({ shown }) => shown)).toEqual([
      'inline',
      'inline',
      'summary',
      undefined,
      undefined,
    ]);
    expect(published.report.problems.map(({ stage, code, subject }) => ({ stage, code, subject }))).toEqual([
      { stage: 'publish', code: 'annotation-lost', subject: 'deploy/web.yaml' },
    ]);
    expect(standIn.issueComments[0]?.body).toContain('runAsNonRoot: true');
  });

  it('a pull request that has moved on gets no comments on lines, and the summary says so', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    standIn.head = '3'.repeat(40);

    const published = await say(standIn, one);

    expect(published.kind).toBe('stale');
    expect(standIn.reviewComments).toEqual([]);
    expect(standIn.issueComments[0]?.body).toContain(
      'This run reviewed `2222222222`; the pull request is at `3333333333` by now.',
    );
  });

  it('hundreds of earlier comments are all seen', async () => {
    const one = goldenCase('plain-manifest');
    const standIn = await gitHub(one);
    const foreign = Array.from({ length: 250 }, (_, id) => ({ id, login: 'octocat', body: 'Nice.' }));
    standIn.reviewComments.push(...foreign.map((comment) => ({ ...comment, path: 'a', line: 1 })));
    standIn.issueComments.push(...foreign);
    await say(standIn, one);

    await say(standIn, one);

    expect(standIn.reviewComments).toHaveLength(252);
    expect(standIn.issueComments).toHaveLength(251);
  });
});

it(
  'whatever the names are, what was said is found again and nothing is posted twice',
  { timeout: 30_000 },
  async () => {
    const { report, sources } = goldenCase('chart-values');
    await fc.assert(
      fc.asyncProperty(withHostileText(report), async (hostile) => {
        const files = hostile.findings.flatMap(({ place }) => (place.kind === 'summary' ? [] : [place.file]));
        const wellFormed = [...new Set(files)].filter((file) => !/\p{Cs}/u.test(file));
        const diff = wellFormed.map((filename) => ({ filename, patch: `@@ -1,9 +1,9 @@\n${' a\n'.repeat(8)} a` }));
        const standIn = await gitHub({ diff });

        await say(standIn, { report: hostile, sources });
        const before = standIn.reviewComments.length;
        await say(standIn, { report: hostile, sources });

        expect(standIn.reviewComments).toHaveLength(before);
        expect(standIn.issueComments).toHaveLength(1);
      }),
      { numRuns: 10 },
    );
  },
);

function shifted(report: Report, by: number): Report {
  return {
    ...report,
    findings: report.findings.map((finding) => {
      const { place, suggestion } = finding;
      const moved = place.kind === 'lines' ? { ...place, first: place.first + by, last: place.last + by } : place;
      if (suggestion === undefined) return { ...finding, place: moved };
      const edit = { ...suggestion, first: suggestion.first + by, last: suggestion.last + by };
      return { ...finding, place: moved, suggestion: edit };
    }),
  };
}
