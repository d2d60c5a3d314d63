import { describe, expect, test } from 'vitest';
import { emptyConfig, parseConfig } from '../../src/config/config.ts';
import { ConfigurationError } from '../../src/errors.ts';

const file = '.github/plimsoll.yaml';

function refusal(text: string): string {
  try {
    parseConfig(file, text);
  } catch (thrown) {
    if (thrown instanceof ConfigurationError) return thrown.message;
    throw thrown;
  }
  return 'accepted';
}

test('an empty file, or one of comments, changes nothing', () => {
  expect([parseConfig(file, ''), parseConfig(file, '# nothing yet\n')]).toEqual([emptyConfig, emptyConfig]);
});

test('every key is read', () => {
  const text = `
failOn: medium
failOnExistingProblems: true
kubernetesVersion: "1.35"
exclude: [test/**]
charts:
  - path: charts/web
    values: [[prod.yaml]]
    release: web
    namespace: shop
    skipSchemaValidation: true
fetch:
  hosts: [charts.example.com]
fix: {prefer: template}
rules:
  image/not-pinned: {enabled: false}
waivers:
  - rule: rbac/wildcard
    file: deploy/*.yaml
    object: Role/shop/admin
    reason: being replaced
    expires: 2026-12-31
`;

  expect(parseConfig(file, text)).toEqual({
    failOn: 'medium',
    failOnExistingProblems: true,
    kubernetesVersion: '1.35',
    exclude: ['test/**'],
    charts: [
      { path: 'charts/web', values: [['prod.yaml']], release: 'web', namespace: 'shop', skipSchemaValidation: true },
    ],
    fetch: { hosts: ['charts.example.com'] },
    fix: { prefer: 'template' },
    rules: { 'image/not-pinned': { enabled: false } },
    waivers: [
      {
        rule: 'rbac/wildcard',
        file: 'deploy/*.yaml',
        object: 'Role/shop/admin',
        reason: 'being replaced',
        expires: '2026-12-31',
      },
    ],
  });
});

describe('a configuration that is wrong is refused with file, line, key and what was expected', () => {
  test.each([
    [
      'an unknown key',
      'failOn: high\nfailon: low\n',
      /^\.github\/plimsoll\.yaml:2: unknown key failon; expected one of failOn, failOnExistingProblems, kubernetesVersion, deadline, exclude, charts, /,
    ],
    [
      'an unknown key of a chart',
      'charts:\n  - path: a\n    valeus: []\n',
      /^\.github\/plimsoll\.yaml:3: unknown key charts\.0\.valeus; expected one of path, values, release, namespace, /,
    ],
    [
      'an unknown key of a rule',
      'rules:\n  a/b:\n    off: true\n',
      /^\.github\/plimsoll\.yaml:3: unknown key rules\.a\/b\.off; expected one of enabled, severity, enforcement$/,
    ],
    ['a wrong severity', '\nfailOn: hihg\n', /^\.github\/plimsoll\.yaml:2: failOn: .*"critical".*"never"/],
    ['a rule that is no id', 'rules:\n  pinned: {}\n', /^\.github\/plimsoll\.yaml:2: rules\.pinned: /],
    ['a list for a map', '- a\n', /^\.github\/plimsoll\.yaml:1: the document: .*expected object/],
    [
      'a path out of the repository',
      'charts:\n  - path: ../web\n',
      /^\.github\/plimsoll\.yaml:2: charts\.0\.path: a path is relative to the repository and stays in it$/,
    ],
    [
      'a waiver for ever',
      'waivers:\n  - rule: a/b\n    reason: because\n',
      /^\.github\/plimsoll\.yaml:\d: waivers\.0\.expires: /,
    ],
    [
      'a host with a path',
      'fetch:\n  hosts:\n    - https://charts.example.com/stable\n',
      /^\.github\/plimsoll\.yaml:3: fetch\.hosts\.0: a host is written charts\.example\.com, /,
    ],
    [
      'an unknown key of fetch',
      'fetch:\n  host: []\n',
      /^\.github\/plimsoll\.yaml:2: unknown key fetch\.host; expected one of hosts$/,
    ],
    ['broken YAML', 'failOn: high\nrules: [\n', /^\.github\/plimsoll\.yaml:[23]: /],
    ['a key given twice', 'failOn: high\nfailOn: low\n', /^\.github\/plimsoll\.yaml:2: .*unique/],
  ])('%s', (_, text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  test('all that is wrong at once', () => {
    expect(refusal('failOn: x\nexclude: y\n').split('\n')).toHaveLength(2);
  });

  test('a bomb of aliases is a configuration error too', () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const of = i === 0 ? 'x' : `*l${i - 1}`;
      return `l${i}: &l${i} [${Array(10).fill(of).join(', ')}]`;
    });

    expect(refusal(levels.join('\n'))).toMatch(/^\.github\/plimsoll\.yaml/);
  });
});
