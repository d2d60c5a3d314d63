/** A family that no format has heard of, in all of them. */
import Ajv2020 from 'ajv/dist/2020.js';
import { createColors } from 'picocolors';
import { describe, expect, test } from 'vitest';
import { type PostureFamily } from '../../src/model/posture.ts';
import { type Report } from '../../src/model/report.ts';
import { jsonReport } from '../../src/report/json.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { gitHubLinks } from '../../src/report/links.ts';
import { COMMENT_LIMIT } from '../../src/report/body.ts';
import { type MarkdownOptions, markdownReport } from '../../src/report/markdown.ts';
import { reportJsonSchema } from '../../src/report/schema.ts';
import { textReport } from '../../src/report/text.ts';
import { goldenCase, rules } from './golden-cases.ts';

const service = (name: string): PostureFamily['rows'][number]['object'] => ({
  apiVersion: 'v1',
  kind: 'Service',
  namespace: 'shop',
  name,
});

const exposure: PostureFamily = {
  id: 'exposure',
  title: 'Exposure',
  subject: 'service',
  values: ['internet', 'cluster', 'none'],
  rows: [
    { object: service('admin'), source: 'admin.yaml', before: 'internet', after: 'cluster' },
    { object: service('cart'), source: 'cart.yaml', before: 'cluster', after: 'cluster' },
    { object: service('web'), source: 'web.yaml', before: 'none', after: 'internet' },
    { object: service('web'), source: 'eu.yaml', before: 'none', after: 'internet' },
    { object: service('old'), source: 'old.yaml', before: 'none', after: null, unknown: true },
  ],
};

const { report: given, sources } = goldenCase('plain-manifest');

function withFamilies(report: Report, families: readonly PostureFamily[]): Report {
  return { ...report, posture: { ...report.posture, families } };
}

const report = withFamilies(given, [...given.posture.families, exposure]);

const at = { server: 'https://github.example', repository: 'shop/deploy', commit: '2'.repeat(40) };
const markdownOptions: MarkdownOptions = {
  rule: ruleOf(rules),
  lines: linesOf(sources),
  links: gitHubLinks(at, () => null),
  deployments: deploymentsOf(given),
  limit: COMMENT_LIMIT,
  elsewhere: 'the job summary',
  notes: [],
};

/** What stands from a heading on, up to the next empty line. */
function section(text: string, heading: string, separator: string): string[] {
  return text
    .slice(text.indexOf(`${heading}\n`))
    .split(separator)
    .slice(0, 1)
    .join('')
    .split('\n');
}

describe('a family that no format has heard of', () => {
  const text = (of: Report, colors = createColors(false)): string =>
    textReport(of, { colors, columns: 100, sources, rules });

  test('is in the text, after those that were there', () => {
    const said = text(report);

    expect(section(said, 'Exposure', '\n\n')).toEqual([
      'Exposure',
      '  Service shop/web    none      →  internet  web.yaml and 1 other source',
      '  Service shop/old    none      →  unknown   old.yaml',
      '  Service shop/admin  internet  →  cluster   admin.yaml',
    ]);
    expect(said.replace(/Exposure\n(?: .*\n)+\n/, '')).toBe(text(given));
  });

  test('is red where it gets worse and green where it gets better', () => {
    const colors = createColors(true);
    const said = text(report, colors);

    expect(said).toContain(colors.red('internet'));
    expect(said).toContain(colors.dim('unknown'));
    expect(said).toContain(colors.green('cluster'));
  });

  test('is in the Markdown of comments and of the job summary', () => {
    const said = markdownReport(report, markdownOptions);
    const own = section(said, '### Exposure', '\n\n###').slice(0, 7);

    expect(own).toEqual([
      '### Exposure',
      '',
      '| service | before | after | source |',
      '| --- | --- | --- | --- |',
      '| `Service shop/web` | none | **internet** | `web.yaml` and 1 other source |',
      '| `Service shop/old` | none | **unknown** | `old.yaml` |',
      '| `Service shop/admin` | internet | **cluster** | `admin.yaml` |',
    ]);
    expect(said.replace(`${own.join('\n')}\n\n`, '')).toBe(markdownReport(given, markdownOptions));
  });

  test('is in the JSON with all of its rows, as the published schema says', () => {
    const said = JSON.parse(jsonReport(report)) as Report;
    const validate = new Ajv2020({ strict: false }).compile(reportJsonSchema());

    expect(validate(said), JSON.stringify(validate.errors)).toBe(true);
    expect(said.posture).toEqual({ ...given.posture, families: [...given.posture.families, exposure] });
  });

  test('is not said in an audit, where nothing changes', () => {
    const audit: Report = { ...report, mode: 'audit' };

    expect(text(audit)).not.toContain('Exposure');
    expect(markdownReport(audit, markdownOptions)).not.toContain('Exposure');
  });
});
