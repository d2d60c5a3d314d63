import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { textReport } from '../../src/report/text.ts';
import { cases, type GoldenCase, goldenCase, rules } from './golden-cases.ts';
import { withHostileText } from './hostile-text.ts';

function say({ report, sources }: Pick<GoldenCase, 'report' | 'sources'>, columns = 100, colored = false): string {
  return textReport(report, { colors: createColors(colored), columns, sources, rules });
}

describe('the text', () => {
  it.each(cases)('of $name is the golden file', async (one) => {
    await expect(say(one)).toMatchFileSnapshot(`${one.folder}/text.txt`);
  });

  // A colour before it makes `::` harmless as well as the mark does that stands there without one.
  it.each(cases.filter(({ name }) => name !== 'hostile'))('of $name says the same with colours', (one) => {
    expect(stripVTControlCharacters(say(one, 100, true))).toBe(say(one));
  });

  it.each(cases)('of $name does not hang on the order of findings', (one) => {
    const reversed = { ...one, report: { ...one.report, findings: one.report.findings.toReversed() } };
    const { findings } = reversed.report;
    // Fixed and waived ones are listed as they come.
    const told = findings.filter(({ status }) => status !== 'fixed' && status !== 'waived');

    expect(say({ ...one, report: { ...one.report, findings: told } })).toBe(
      say({ ...one, report: { ...one.report, findings: told.toReversed() } }),
    );
  });

  it('keeps to the width that it is given, but for single words', () => {
    for (const columns of [40, 60, 80, 160]) {
      const long = say(goldenCase('chart-values'), columns)
        .split('\n')
        .filter((line) => line.length > columns && line.trim().includes(' '));

      expect(long.filter((line) => !line.includes('→') && !/^ {2}\S/.test(line))).toEqual([]);
    }
  });

  it('shows the lines that a suggestion writes whole, to be copied', () => {
    const text = say(goldenCase('chart-values'), 30);
    const written = goldenCase('chart-values').report.findings.flatMap(
      ({ suggestion }) => suggestion?.replacement.split('\n') ?? [],
    );

    expect(written.some((line) => line.length > 20)).toBe(true);
    expect(written.filter((line) => !text.includes(`│ ${line}\n`))).toEqual([]);
  });

  it('says the place of a problem once', () => {
    const one = goldenCase('could-not-look');
    const problems = one.report.problems.map((problem) => ({
      ...problem,
      message: `charts/broken/templates/job.yaml:7: it is so.`,
    }));
    const text = say({ ...one, report: { ...one.report, problems } });

    expect(text).toContain('  charts/broken/templates/job.yaml:7  render/template-failed\n    it is so.\n');
    expect(text).toContain('  vendor/library  snapshot/submodule\n    charts/broken/templates/job.yaml:7: it is so.\n');
  });

  it('says the place of a note once, with its line', () => {
    const one = goldenCase('nothing-changed');
    const place = { kind: 'lines', file: 'a.yaml', first: 3, last: 3 } as const;
    const notices = ['it is so.', 'a.yaml:3: it is so.', 'The waiver at a.yaml:3 ended.'].map((message) => ({
      ...{ code: 'waiver-ended' as const, subject: 'a', message, place },
    }));

    expect(say({ ...one, report: { ...one.report, notices } })).toContain(
      'Notes\n  a.yaml:3: it is so.\n  a.yaml:3: it is so.\n  The waiver at a.yaml:3 ended.\n',
    );
  });

  it('tells notes from what is said of deployments', () => {
    const one = goldenCase('nothing-changed');
    const notices = [
      { code: 'waiver-ended', subject: 'a', message: 'The waiver at a:1 ended.' },
      { code: 'no-longer-deployed', subject: 'b', message: 'b is deployed by nobody.' },
    ] as const;

    expect(say({ ...one, report: { ...one.report, notices } })).toContain(
      'Deployed differently\n  b is deployed by nobody.\n\nNotes\n  The waiver at a:1 ended.\n',
    );
  });

  it('quotes nothing of a Secret', () => {
    expect(say(goldenCase('audit'))).not.toContain('hunter2');
  });

  it('ends its context where a document ends: the next one may be a Secret', () => {
    const { report } = goldenCase('plain-manifest');
    const sources = () => `${'a: 1\n'.repeat(18)}---\nsecurityContext:\n  privileged: true\n---\nsecret: hunter2\n`;

    expect(say({ report, sources })).not.toContain('hunter2');
  });

  it('lets no hostile text move the cursor or command the runner', () => {
    fc.assert(
      fc.property(withHostileText(goldenCase('chart-values').report), (report) => {
        const text = say({ report, sources: () => '\u001b[2J::error::x\n##[error]y\n'.repeat(20) });

        expect(text).not.toMatch(/[^\P{Cc}\n]/u);
        expect(text).not.toMatch(/^\s*::|##\[/m);
      }),
    );
  });
});
