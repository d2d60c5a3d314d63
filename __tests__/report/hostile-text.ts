import fc from 'fast-check';
import { type Report } from '../../src/model/report.ts';

/** Pieces that mean something to Markdown, HTML, GitHub, a terminal, or the runner of a job. */
const pieces = fc.constantFrom(
  ...['@octocat', '@org/team', '#1', 'GH-1', 'a/b#1', 'me@mail.example', 'https://evil.example', 'www.evil.example'],
  ...[
    '```',
    '````suggestion\n',
    '~~~',
    '`',
    '|',
    '||',
    '\n',
    '\r\n',
    '\n\n',
    '# ',
    '- ',
    '> ',
    '1. ',
    '    ',
    '\t',
    '---',
  ],
  ...[
    '<!--',
    '-->',
    '<!-- plimsoll:0 -->',
    '<script>',
    '<img src=x onerror=alert(1)>',
    '</details>',
    '<details>',
    '&lt;',
  ],
  ...[
    '[a](javascript:b)',
    '![',
    '](',
    '](https://evil.example)',
    '[x]: https://evil.example',
    '**',
    '__',
    '*',
    '_',
    '~~',
  ],
  ...[
    '::error::x',
    '::set-output name=a::b',
    '##[error]x',
    '%0A',
    '%',
    ':',
    ',',
    '$x$',
    '\\',
    '\u001b[2J',
    '\u202e',
    '\u200b',
  ],
  ...['a', ' ', 'web', 'é', '🌈', '日本', '\ud800', '\u0000', '\u2028'],
);

export const hostileText = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
  fc.string(),
);

/** The report with every text that comes from outside replaced by hostile ones. Lines stay as they are. */
export function withHostileText(report: Report): fc.Arbitrary<Report> {
  return fc.infiniteStream(hostileText).map((stream) => {
    const next = (): string => {
      const { value } = stream.next() as IteratorResult<string, string>;
      return value;
    };
    const place = (of: Report['findings'][number]['place']) => {
      if (of.kind === 'summary') return { ...of, why: next() };
      return of.kind === 'file' ? { ...of, file: next(), why: next() } : { ...of, file: next() };
    };
    return {
      ...report,
      findings: report.findings.map((finding) => ({
        ...finding,
        rule: next(),
        message: next(),
        source: next(),
        object: { ...finding.object, kind: next(), namespace: next(), name: next() },
        place: place(finding.place),
        ...(finding.noSuggestion === undefined ? {} : { noSuggestion: next() }),
        ...(finding.waiver === undefined ? {} : { waiver: { reason: next(), owner: next(), expires: next() } }),
        ...(finding.suggestion === undefined
          ? {}
          : { suggestion: { ...finding.suggestion, file: next(), replacement: next() } }),
      })),
      problems: report.problems.map((problem) => ({
        ...problem,
        subject: next(),
        message: next(),
        ...(problem.place === undefined ? {} : { place: place(problem.place) }),
      })),
      posture: {
        workloads: report.posture.workloads.map((workload) => ({
          ...workload,
          object: { ...workload.object, kind: next(), name: next() },
          source: next(),
        })),
        families: report.posture.families.map((family) => ({
          ...family,
          title: next(),
          subject: next(),
          values: family.values.map(next),
          rows: family.rows.map((row) => ({
            ...row,
            object: { ...row.object, kind: next(), name: next() },
            source: next(),
            before: row.before === null ? null : next(),
            after: row.after === null ? null : next(),
          })),
        })),
      },
    };
  });
}
