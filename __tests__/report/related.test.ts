/** What a SARIF result points to beside its own place, and the pages that rules have. */
import type { Log, Result } from 'sarif';
import { describe, expect, test } from 'vitest';
import { type Finding, type Report } from '../../src/model/report.ts';
import { publishedIn, rulePages } from '../../src/report/rule-pages.ts';
import { sarifReport } from '../../src/report/sarif.ts';
import { linksOf } from '../../src/action/addresses.ts';
import { goldenCase, rules } from './golden-cases.ts';

const { report } = goldenCase('plain-manifest');
const [finding] = report.findings;
if (finding === undefined) throw new Error('the case has no finding');
const { rule, severity, enforcement, status, object, source, path, message, fingerprint, place } = finding;
const bare: Finding = { rule, severity, enforcement, status, object, source, path, message, fingerprint, place };

function results(told: Report): readonly Result[] {
  const { runs } = JSON.parse(sarifReport(told, { rules, rulePage: () => null })) as Log;
  return runs[0]?.results ?? [];
}

function resultOf(more: Partial<Finding>, deployment?: Report['sources'][number]['deployment']): Result | undefined {
  const sources = report.sources.map((source) => (deployment === undefined ? source : { ...source, deployment }));
  return results({ ...report, sources, findings: [{ ...bare, ...more }] })[0];
}

const region = (startLine: number, endLine = startLine) => ({ startLine, endLine });
const physical = (uri: string, lines?: object) => ({
  artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
  ...(lines === undefined ? {} : { region: lines }),
});

describe('a result of SARIF', () => {
  test('names the value, the template, the fix and the deployment, and links to each', () => {
    const result = resultOf(
      {
        origin: {
          values: { file: 'values.yaml', line: 3, path: ['image', 'tag'] },
          template: { chart: null, file: 'base/web.yaml', line: 7 },
        },
        suggestion: { file: 'prod.yaml', first: 2, last: 4, replacement: 'a', risk: 'none', verified: true },
      },
      { name: 'web', file: 'apps/web.yaml', line: 9 },
    );

    expect(result?.relatedLocations).toEqual([
      { id: 1, physicalLocation: physical('values.yaml', region(3)), message: { text: 'The value image.tag.' } },
      { id: 2, physicalLocation: physical('base/web.yaml', region(7)), message: { text: 'What made the field.' } },
      {
        id: 3,
        physicalLocation: physical('prod.yaml', region(2, 4)),
        message: { text: 'Where the suggested edit is.' },
      },
      { id: 4, physicalLocation: physical('apps/web.yaml', region(9)), message: { text: 'Deployed by web.' } },
    ]);
    expect(result?.message.text).toMatch(
      / See the \[value\]\(1\), the \[template\]\(2\), the \[fix\]\(3\) and the \[deployment\]\(4\)\.$/,
    );
  });

  test('names no place twice, not its own, and none that is not in the repository', () => {
    if (place.kind !== 'lines') throw new Error('it has lines');
    const result = resultOf({
      origin: {
        values: { file: place.file, line: place.first, path: ['a'] },
        template: { chart: 'web 1.0.0', file: 'templates/web.yaml', line: 7 },
      },
      suggestion: { ...place, replacement: 'a', risk: 'none', verified: true },
    });

    expect(result).not.toHaveProperty('relatedLocations');
    expect(result?.message.text).not.toContain('See');
  });

  test('lets no name make a link', () => {
    expect(resultOf({ message: 'See [here](https://evil.example) or [this](1).' })?.message.text).not.toContain('](');
  });
});

describe('the page of a rule', () => {
  const ours = [{ id: 'image/not-pinned' }];

  test('is at the tag of the version in the repository that package.json names', () => {
    const page = 'https://git.example:8443/org/plimsoll/blob/v1.2.3/docs/rules/image/not-pinned.md';
    const gitHub = page.replace('git.example:8443', 'github.com');
    const pageIn = (repository: unknown) => rulePages(publishedIn(repository, '1.2.3'), ours)('image/not-pinned');

    expect(pageIn({ type: 'git', url: 'git+https://git.example:8443/org/plimsoll.git' })).toBe(page);
    expect(['org/plimsoll', 'github:org/plimsoll', 'https://github.com/org/plimsoll/'].map(pageIn)).toEqual([
      ...Array<string>(3).fill(gitHub),
    ]);
    expect([undefined, null, 7, {}, 'javascript:alert(1)', 'https://git.example'].map(pageIn)).toEqual(
      Array<null>(6).fill(null),
    );
  });

  test('is one of the built-in rules alone: nobody knows where others have theirs', () => {
    expect(rulePages(publishedIn('org/plimsoll', '1.0.0'), ours)('our/own')).toBeNull();
  });

  test('is in the repository of the action, at the ref that runs', () => {
    const env = {
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: 'shop/deploy',
      GITHUB_ACTION_REPOSITORY: 'org/plimsoll',
      GITHUB_ACTION_REF: 'releases/v1',
    };
    const subject = { kind: 'commits', event: 'push', base: null, head: 'abc' } as const;
    const [first] = rules;
    if (first === undefined) throw new Error('there are rules');

    expect(linksOf(env, subject, rules).rule(first.id)).toBe(
      `https://github.example/org/plimsoll/blob/releases/v1/docs/rules/${first.id}.md`,
    );
  });

  test('is what the rule is based on, in SARIF, where it has none', () => {
    const { runs } = JSON.parse(sarifReport(report, { rules, rulePage: () => null })) as Log;
    const uris = runs[0]?.tool.driver.rules?.map(({ helpUri }) => helpUri) ?? [];

    expect(uris.length).toBeGreaterThan(0);
    expect(uris.filter((uri) => uri === undefined || !URL.canParse(uri))).toEqual([]);
  });
});
