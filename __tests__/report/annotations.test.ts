import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { annotations } from '../../src/report/annotations.ts';
import { reportedInFull } from '../../src/report/tally.ts';
import { workflowCommand } from '../../src/report/workflow-command.ts';
import { cases, goldenCase } from './golden-cases.ts';
import { spellOutInText } from '../../src/report/control-characters.ts';
import { hostileText, withHostileText } from './hostile-text.ts';

function say(report: Report): readonly string[] {
  return annotations(report, reportedInFull(report), 'the job summary');
}

describe('annotations', () => {
  it.each(cases)('of $name are the golden file', async ({ report, folder }) => {
    await expect(say(report).join('\n')).toMatchFileSnapshot(`${folder}/annotations.txt`);
  });

  it('are ten of each level, and a notice counts the others', () => {
    const { report } = goldenCase('could-not-look');
    const problems = Array.from({ length: 12 }, () => report.problems[0]!);

    const lines = say({ ...report, problems });

    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.at(-1)).toBe('::notice::And 3 more annotations: see the job summary.');
  });

  it('are a line each, whatever the names are', () => {
    fc.assert(
      fc.property(withHostileText(goldenCase('could-not-look').report), (report) => {
        const lines = say(report).flatMap((line) => line.split(/[\r\n]/));

        expect(lines.filter((line) => !/^::(error|warning|notice)( [^:]*)?::/.test(line))).toEqual([]);
      }),
    );
  });
});

describe('a workflow command', () => {
  /** As the runner reads it. */
  function read(line: string): { properties: Record<string, string>; message: string } {
    const [, head = '', message = ''] = /^::([^]*?)::([^]*)$/.exec(line) ?? [];
    const unescape = (text: string) =>
      text
        .replaceAll('%0D', '\r')
        .replaceAll('%0A', '\n')
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',')
        .replaceAll('%25', '%');
    const list = head.slice(head.indexOf(' ') + 1).split(',');
    const pairs = list.map((pair) => [pair.slice(0, pair.indexOf('=')), unescape(pair.slice(pair.indexOf('=') + 1))]);
    return { properties: Object.fromEntries(pairs) as Record<string, string>, message: unescape(message) };
  }

  it('is read by the runner as it was meant', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (file, title, message) => {
        const written = workflowCommand('error', { file, title }, message);

        // The runner takes an escaped %2C or %3A in a message for itself: it is not escaped there.
        expect(read(written).properties).toEqual({ file: spellOutInText(file), title: spellOutInText(title) });
        expect(written).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
