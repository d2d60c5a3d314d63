/** What several sources have in common is one entry, wherever its fixes are. */
import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { JOB_SUMMARY_LIMIT } from '../../src/report/body.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { noLinks } from '../../src/report/links.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { partOfRemark } from '../../src/report/remark.ts';
import { remarks } from '../../src/report/remarks.ts';
import { statements } from '../../src/report/statements.ts';
import { textReport } from '../../src/report/text.ts';
import { goldenCase, rules } from './golden-cases.ts';

const { report, sources } = goldenCase('plain-manifest');
const [one] = report.findings.filter(({ suggestion }) => suggestion !== undefined);
if (one?.suggestion === undefined) throw new Error('the golden case has no suggestion');
const { suggestion } = one;
const place = { kind: 'lines', file: 'chart/templates/web.yaml', first: 9, last: 9 } as const;

/** The same finding in a source whose values have a file of their own. */
const inSource = (name: string): Finding => ({
  ...one,
  place,
  source: `chart#${name}.yaml`,
  fingerprint: `${name}${one.fingerprint.slice(name.length)}`,
  suggestion: { ...suggestion, file: `${name}.yaml`, first: 1, last: 1 },
});
const findings = ['qa', 'dev', 'prod', 'stage'].map(inSource);
const same: Report = { ...report, findings, verdict: 'fail', failOn: 'low' };
const colors = picocolors.createColors(false);
const text = textReport(same, { colors, columns: 100, sources, rules });
const context = { rule: ruleOf(rules), lines: linesOf(sources), links: noLinks, deployments: deploymentsOf(same) };
const markdown = markdownReport(same, { ...context, limit: JOB_SUMMARY_LIMIT, elsewhere: 'the report', notes: [] });

describe('the same finding of four sources, each with a fix of its own', () => {
  test('is one remark with one statement, whose sources are in the order of their names', () => {
    const all = remarks(findings);

    expect(all).toHaveLength(1);
    expect(all.flatMap(statements).map(({ sources: of }) => of)).toEqual([
      ['chart#dev.yaml', 'chart#prod.yaml', 'chart#qa.yaml', 'chart#stage.yaml'],
    ]);
  });

  test('is counted once and listed once, with all fixes', () => {
    const words = text.replaceAll(/\s+/g, ' ');

    expect(text).toMatch(/\(1 new/);
    expect(text.match(/^chart\/templates\/web\.yaml:9$/gm)).toHaveLength(1);
    expect(words).toContain('in 4 sources: chart#dev.yaml, chart#prod.yaml, chart#qa.yaml and 1 more');
    expect(text.match(/^ {2}(?:fix|also) +\w+\.yaml:1$/gm)).toEqual([
      '  fix       dev.yaml:1',
      '  also      prod.yaml:1',
      '  also      qa.yaml:1',
      '  also      stage.yaml:1',
    ]);
    expect(markdown.match(/^Also in /gm)).toHaveLength(3);
  });

  test('is left with the fixes of those that were not said before', () => {
    const [remark] = remarks(findings);
    const [, second, third] = remark?.findings ?? [];
    if (remark === undefined || second === undefined || third === undefined) throw new Error('there is no such remark');
    const part = partOfRemark(remark, [second, third]);

    expect([part, ...part.alike].map((each) => each.suggestion?.file)).toEqual(['prod.yaml', 'qa.yaml']);
  });
});

test('several findings at one place are said to be', () => {
  const other: Finding = { ...inSource('dev'), rule: 'a/b', message: 'It is so.' };
  const two: Report = { ...same, findings: [inSource('dev'), other] };

  expect(textReport(two, { colors, columns: 100, sources, rules })).toContain('(2 new in 1 place)');
});
