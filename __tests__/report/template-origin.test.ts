import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { COMMENT_LIMIT } from '../../src/report/body.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { annotations } from '../../src/report/annotations.ts';
import { jsonReport } from '../../src/report/json.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { sarifReport } from '../../src/report/sarif.ts';
import { textReport } from '../../src/report/text.ts';
import { goldenCase, rules } from './golden-cases.ts';

const { report, sources } = goldenCase('plain-manifest');
const introduced = report.findings.filter(({ status }) => status === 'new').slice(0, 1);

/** With one finding, of a chart from elsewhere. */
function made(line: number | null): Report {
  const origin = { template: { chart: 'web 1.0.0', file: 'templates/pod.yaml', line } };
  return { ...report, findings: introduced.map((finding) => ({ ...finding, origin })) };
}

test('every format names the template that made a field elsewhere than at the place', () => {
  const told = made(7);
  const label = 'web 1.0.0, templates/pod.yaml:7';

  expect(textReport(told, { colors: createColors(false), columns: 100, sources, rules })).toContain(
    `  template  ${label}\n`,
  );
  const markdown = markdownReport(told, {
    rule: ruleOf(rules),
    lines: linesOf(sources),
    links: { file: () => null, rule: () => null },
    deployments: deploymentsOf(told),
    limit: COMMENT_LIMIT,
    elsewhere: 'the report',
    notes: [],
  });
  expect(markdown).toContain(`Made by \`${label}\`.`);
  expect(annotations(told, told.findings, 'the report').join('\n')).toContain(label);
  expect(JSON.stringify(sarifReport(told, { rules, rulePage: (id) => id }))).toContain(label);
  expect(jsonReport(told)).toContain('"chart": "web 1.0.0"');
});

test('a template without a line is named as a file', () => {
  expect(textReport(made(null), { colors: createColors(false), columns: 100, sources, rules })).toContain(
    '  template  web 1.0.0, templates/pod.yaml\n',
  );
});
