/** Numbers in a report count what it lists, and an audit says them first. */
import fc from 'fast-check';
import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { JOB_SUMMARY_LIMIT } from '../../src/report/body.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { noLinks } from '../../src/report/links.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { textReport } from '../../src/report/text.ts';
import { goldenCase, rules } from './golden-cases.ts';

const { report: audited, sources } = goldenCase('audit');
const { report: reviewed } = goldenCase('plain-manifest');
const colors = picocolors.createColors(false);

const text = (report: Report, columns = 100): string => textReport(report, { colors, columns, sources, rules });

function markdown(report: Report): string {
  const context = { rule: ruleOf(rules), lines: linesOf(sources), links: noLinks, deployments: deploymentsOf(report) };
  return markdownReport(report, { ...context, limit: JOB_SUMMARY_LIMIT, elsewhere: 'the report', notes: [] });
}

/** Findings that may share sentence, place, object, source and suggestion, or not. */
function findingsLike(report: Report, statuses: readonly Finding['status'][]): fc.Arbitrary<Finding[]> {
  const one = fc.record({
    like: fc.constantFrom(...report.findings.filter(({ waiver }) => waiver === undefined).slice(0, 3)),
    status: fc.constantFrom(...statuses),
    name: fc.constantFrom('web', 'api'),
    source: fc.constantFrom('a', 'b'),
    line: fc.constantFrom(5, 21),
    hasFix: fc.boolean(),
  });
  return fc.array(
    one.map(({ like, status, name, source, line, hasFix }): Finding => {
      const { suggestion, ...rest } = like;
      const place = { kind: 'lines', file: 'deploy/web.yaml', first: line, last: line } as const;
      const waiver = status === 'waived' ? { waiver: { reason: 'because', owner: 'ops', expires: '2026-12-31' } } : {};
      const fix = hasFix && suggestion !== undefined ? { suggestion } : {};
      return { ...rest, ...fix, ...waiver, status, source, place, object: { ...like.object, name } };
    }),
    { minLength: 1, maxLength: 8 },
  );
}

function number(words: RegExp, said: string): number {
  return Number(words.exec(said)?.[1] ?? 0);
}

/** What several rules or containers share is one entry, which says how many findings it is. */
function more(said: string): number {
  const counts = [...said.replace(/\s+/g, ' ').matchAll(/· (\d+) findings/g)];
  return counts.reduce((sum, [, findings]) => sum + Number(findings) - 1, 0);
}

const entries = /^ {2}(?:critical|high|medium|low) {2,}\S/;

describe('the text of an audit', () => {
  test('begins with totals by severity and rule, the worst first', () => {
    expect(text(audited).split('\n\n')[0]).toBe(
      `3 findings: 1 critical, 1 high, 1 medium
  critical  1  pod-security/privileged    Run containers unprivileged
  high      1  pod-security/capabilities  Drop capabilities
  medium    1  secrets/plain              Keep secrets out of the repository`,
    );
  });

  test('of what has no findings begins with none', () => {
    const { report } = { report: { ...audited, findings: [], verdict: 'pass' } as const };

    expect(text(report)).toMatch(/^pass: no findings\.\n/);
  });

  test('cuts titles, and no rule, where the terminal is narrow', () => {
    const [first = ''] = text(audited, 44).split('\n\n');

    expect(first.split('\n').filter((line) => line.length > 44)).toEqual([]);
    expect(first).toContain('pod-security/capabilities');
  });

  test('never says existing, in text and Markdown, where no file does', () => {
    expect(text(audited)).not.toContain('existing');
    expect(markdown(audited)).not.toContain('existing');
  });

  test('counts what it lists', () => {
    fc.assert(
      fc.property(findingsLike(audited, ['existing', 'waived']), (findings) => {
        const report: Report = { ...audited, findings, verdict: 'fail', failOn: 'low' };
        const said = text(report);
        const [totals = '', ...rest] = said.split(/\n\n/);
        const body = said.slice(totals.length);
        const listed = body.split('\n').filter((line) => entries.test(line)).length + more(body);
        const rows = totals.split('\n').flatMap((line) => /^ {2}\w+ +(\d+) /.exec(line)?.[1] ?? []);
        const waived = (/^Waived\n(.*?)\n\n/ms.exec(said)?.[1] ?? '')
          .split('\n')
          .filter((line) => /^ {2}\S/.test(line));

        expect(rest).not.toEqual([]);
        if (findings.some(({ status }) => status === 'existing')) {
          expect(number(/^(\d+) findings?\b/, totals)).toBe(listed);
          expect(rows.reduce((sum, row) => sum + Number(row), 0)).toBe(listed);
          expect(number(/^fail: (\d+) findings? at or above low/m, said)).toBe(listed);
        }
        expect(number(/(\d+) waived\)?/, said.slice(said.lastIndexOf('fail:')))).toBe(waived.length);
      }),
    );
  });
});

describe('a review', () => {
  test('counts what it lists', () => {
    fc.assert(
      fc.property(findingsLike(reviewed, ['new', 'worsened', 'fixed']), (findings) => {
        const report: Report = { ...reviewed, findings, verdict: 'fail', failOn: 'low' };
        const said = text(report);
        const verdict = said.slice(said.lastIndexOf('fail:')).replaceAll('\n', ' ');
        const listed = said.split('\n').filter((line) => entries.test(line)).length + more(said);
        const fixed = (/^Fixed\n(.*?)\n\n/ms.exec(said)?.[1] ?? '').split('\n').filter((line) => /^ {2}\S/.test(line));

        expect(number(/\((?:.*, )?(\d+) new/, verdict) + number(/(\d+) worsened/, verdict)).toBe(listed);
        expect(number(/^fail: (\d+) /, verdict)).toBe(listed);
        expect(number(/(\d+) fixed/, verdict)).toBe(fixed.length);
        const page = markdown(report);
        const rows = page.split('\n').filter((line) => /^\| (?:critical|high|medium|low) \|/.test(line));
        expect(rows.length + more(rows.join('\n'))).toBe(listed);
        expect(number(/<summary>(\d+) fixed/, page)).toBe(fixed.length);
      }),
    );
  });
});
