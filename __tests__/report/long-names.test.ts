import { describe, expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { COMMENT_LIMIT, JOB_SUMMARY_LIMIT } from '../../src/report/body.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { gitHubLinks } from '../../src/report/links.ts';
import { jsonReport } from '../../src/report/json.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { goldenCase, rules } from './golden-cases.ts';

const long = 'n'.repeat(200_000);
const [first] = goldenCase('chart-values').report.findings;
if (first === undefined) throw new Error('The golden case has no finding.');
const plain = first;

const links = gitHubLinks(
  { server: 'https://github.example', repository: 'shop/deploy', commit: '2'.repeat(40) },
  () => null,
);

const named: readonly (readonly [string, Partial<typeof plain>])[] = [
  ['a file', { place: { kind: 'lines', file: `${long}.yaml`, first: 1, last: 1 } }],
  ['an object', { object: { ...plain.object, name: long } }],
  ['a namespace', { object: { ...plain.object, namespace: long } }],
  ['a container', { message: `Container ${long} runs privileged.`, path: ['spec', 'containers', long] }],
  ['a source', { source: long }],
];

describe.each(named)('a name of 200 KB of %s', (_, fields) => {
  const { report, sources } = goldenCase('chart-values');
  const whole: Report = { ...report, findings: [{ ...plain, ...fields }, ...report.findings] };

  test.each([
    ['a comment', COMMENT_LIMIT],
    ['the job summary', JOB_SUMMARY_LIMIT],
  ])('leaves the verdict and all other findings in %s', (__, limit) => {
    const context = { rule: ruleOf(rules), lines: linesOf(sources), links, deployments: deploymentsOf(whole) };

    const body = markdownReport(whole, { ...context, limit, elsewhere: 'the report', notes: [] });

    expect(limit.measure(body)).toBeLessThanOrEqual(limit.most);
    expect(body).toContain('## Plimsoll: fail');
    for (const { message } of report.findings.filter(({ status }) => status === 'new'))
      expect(body).toContain(message.slice(0, 20));
  });

  test('is whole in the JSON report', () => {
    expect(jsonReport(whole)).toContain(long);
  });
});
