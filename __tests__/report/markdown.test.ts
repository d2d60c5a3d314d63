import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { COMMENT_LIMIT, JOB_SUMMARY_LIMIT } from '../../src/report/body.ts';
import { spellOut } from '../../src/report/control-characters.ts';
import { code, fence, link, prose, tableRow } from '../../src/report/escape-markdown.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf, type Sources } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { gitHubLinks } from '../../src/report/links.ts';
import { markdownReport, type MarkdownOptions } from '../../src/report/markdown.ts';
import { type Report } from '../../src/model/report.ts';
import { cases, goldenCase, rules } from './golden-cases.ts';
import { hostileText, withHostileText } from './hostile-text.ts';

const links = gitHubLinks(
  { server: 'https://github.example', repository: 'shop/deploy', commit: '2'.repeat(40) },
  (id) => (rules.some((rule) => rule.id === id) ? `https://plimsoll.example/rules/${id}.md` : null),
);

function options(sources: Sources, report: Pick<Report, 'sources'> = { sources: [] }): MarkdownOptions {
  const context = { rule: ruleOf(rules), lines: linesOf(sources), links, deployments: deploymentsOf(report) };
  return { ...context, limit: COMMENT_LIMIT, elsewhere: 'the job summary', notes: [] };
}

/** As GitHub renders it, HTML that is written in the Markdown included. */
function render(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

function textOf(html: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll('\u200b', '');
}

function tagsOf(html: string): readonly string[] {
  return Array.from(html.matchAll(/<\/?([a-z0-9]+)/gi), ([, name = '']) => name);
}

describe('the Markdown', () => {
  it.each(cases)('of $name is the golden file', async ({ report, sources, folder }) => {
    await expect(markdownReport(report, options(sources, report))).toMatchFileSnapshot(`${folder}/summary.md`);
  });

  it('has notes apart from what is said of deployments, and not folded', () => {
    const { report, sources } = goldenCase('nothing-changed');
    const notices = [
      { code: 'waiver-ended', subject: 'a', message: 'The waiver at a:1 ended.' },
      { code: 'no-longer-deployed', subject: 'b', message: 'b is deployed by nobody.' },
    ] as const;
    const said = markdownReport({ ...report, notices }, options(sources));

    expect(said).toContain('### Notes\n\n- The waiver at a:1 ended.\n');
    expect(said).toContain(
      '<details><summary>What is deployed differently than before</summary>\n\n- b is deployed by nobody.\n\n</details>',
    );
  });

  it('has the same elements whatever the names are', () => {
    const { report } = goldenCase('chart-values');
    const known = new Set([
      'h2',
      'h3',
      'p',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'br',
      'a',
      'code',
      'pre',
      'strong',
    ]);
    for (const name of ['details', 'summary', 'ul', 'li']) known.add(name);

    fc.assert(
      fc.property(withHostileText(report), (hostile) => {
        const html = render(
          markdownReport(
            hostile,
            options(() => '```\n</details>\n<script>\n'.repeat(9)),
          ),
        );

        expect(tagsOf(html).filter((tag) => !known.has(tag))).toEqual([]);
        expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length);
        expect(html.replace(/<pre>.*?<\/pre>/gs, '')).not.toMatch(
          /<!--|href="(?!https:\/\/(github|plimsoll)\.example\/)/,
        );
      }),
      { numRuns: 15 },
    );
  });

  it('has links whose ends no file name decides', () => {
    expect(link('`a`', 'https://github.example/blob/.)~#*(~)!')).toBe(
      '[`a`](https://github.example/blob/.%29%7E#%2A%28%7E%29%21)',
    );
  });

  it('is cut by whole entries, says how many, and keeps every heading', () => {
    const { report, sources } = goldenCase('chart-values');
    const [first] = report.findings;
    const finding = (number: number) => ({
      ...first!,
      message: `${'🌈'.repeat(50)} ${number}`,
      place: { kind: 'lines' as const, file: 'charts/api/values.yaml', first: number + 1, last: number + 1 },
      fingerprint: String(number),
    });
    const long: Report = { ...report, findings: Array.from({ length: 2000 }, (_, number) => finding(number)) };

    const body = markdownReport(long, options(sources));
    const rows = body.split('\n').filter((line) => line.startsWith('| high')).length;

    expect(COMMENT_LIMIT.measure(body)).toBeLessThanOrEqual(COMMENT_LIMIT.most);
    expect(COMMENT_LIMIT.measure(body)).toBeGreaterThan(65_000);
    expect(body).toContain(`And ${2000 - rows} more findings: see the job summary.`);
    expect(body).toContain('### Pod Security level');
  });

  it('is within the limit at every length, its last line break included', () => {
    const { report, sources } = goldenCase('could-not-look');
    const problems = [{ ...report.problems[0]!, message: 'x'.repeat(400) }];
    const whole = markdownReport({ ...report, problems }, options(sources));
    const lengths = Array.from({ length: 700 }, (_, less) => whole.length - less);

    const over = lengths.filter((most) => {
      const limit = { most, measure: (text: string) => text.length };
      return most > 1200 && markdownReport({ ...report, problems }, { ...options(sources), limit }).length > most;
    });

    expect(over).toEqual([]);
  });

  it('leaves out an entry that is too long, says so, and shows those after it', () => {
    const { report, sources } = goldenCase('could-not-look');
    const [problem] = report.problems;
    const problems = ['日'.repeat(200_000), 'the next one'].map((message) => ({ ...problem!, message }));

    const body = markdownReport({ ...report, problems }, { ...options(sources), limit: COMMENT_LIMIT });

    expect(body).toContain('the next one');
    expect(body).toContain('And 1 more problem');
  });

  it('never exceeds the limit of a comment, nor of a job summary', () => {
    const { report, sources } = goldenCase('could-not-look');
    const amounts = fc.record({ problems: fc.nat(3000), findings: fc.nat(800), width: fc.nat(2000) });

    fc.assert(
      fc.property(
        amounts,
        fc.constantFrom(COMMENT_LIMIT, JOB_SUMMARY_LIMIT),
        ({ problems, findings, width }, limit) => {
          const message = '日'.repeat(width);
          const long = {
            ...report,
            problems: Array.from({ length: problems }, () => ({ ...report.problems[0]!, message })),
            findings: Array.from({ length: findings }, (_, number) => ({
              ...report.findings[1]!,
              message: `${number}${message}`,
            })),
          };

          expect(limit.measure(markdownReport(long, { ...options(sources), limit }))).toBeLessThanOrEqual(limit.most);
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe('outside text in Markdown', () => {
  const blocks = (text: string): readonly string[] => [text, `- ${text}`, `a ${text} b`, `**bold** ${text}`];

  it.each(['0)', '1.', '12) a', '- a', '2.)'])('is shown as it is where it would begin a list: %s', (text) => {
    expect(textOf(render(prose(text)))).toBe(text);
    expect(tagsOf(render(prose(text)))).toEqual(['p', 'p']);
  });

  it('is shown as it is, and does nothing, as prose', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const block of blocks(prose(text))) {
          expect(tagsOf(render(block)).filter((tag) => !['p', 'ul', 'li', 'strong'].includes(tag))).toEqual([]);
        }
        expect(textOf(render(`x${prose(text)}x`))).toBe(`x${spellOut(text.trim())}x`);
      }),
    );
  });

  it('is shown as it is, and does nothing, as code', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(textOf(render(`x ${code(text)} x`)).replace(/\s/g, '')).toBe(`x${spellOut(text)}x`.replace(/\s/g, ''));
        expect(new Set(tagsOf(render(code(text))))).toEqual(new Set(['p', 'code']));
      }),
    );
  });

  it('makes no cell and no row of a table', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (left, right) => {
        const table = ['| a | b |', '| --- | --- |', tableRow([prose(left), code(right)])].join('\n');

        expect(render(table).match(/<td>/g)?.length).toBe(2);
      }),
    );
  });

  it('stays in its fence, to the byte', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = render(`${fence('suggestion', text)}\n\nafter`);

        expect(html.match(/<pre>/g)?.length).toBe(1);
        expect(html.trimEnd().endsWith('<p>after</p>')).toBe(true);
      }),
    );
  });

  it.each([
    ['@octocat', '@\u200boctocat'],
    ['fixes #1', 'fixes \\#\u200b1'],
    ['GH-1', 'GH-\u200b1'],
    ['https://evil.example', 'https:\u200b//evil.example'],
    ['www.evil.example', 'www\u200b.evil.example'],
    ['me@mail.example', 'me@\u200bmail.example'],
  ])('%s is broken up: GitHub links what it finds after rendering', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });
});
