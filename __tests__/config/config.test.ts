import { describe, expect, test } from 'vitest';
import { emptyConfig, parseConfig } from '../../src/policy/config/config.ts';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { type Rule } from '../../src/model/rule.ts';
import { type Tree } from '../../src/model/tree.ts';
import { requireKnownRules } from '../../src/policy/standing.ts';
import { readConfig } from '../../src/policy/trust.ts';

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
    owner: '@acme/platform'
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
    sets: ['default'],
    workloads: [],
    environments: {},
    waivers: [
      {
        rule: 'rbac/wildcard',
        file: 'deploy/*.yaml',
        object: 'Role/shop/admin',
        reason: 'being replaced',
        owner: '@acme/platform',
        expires: '2026-12-31',
      },
    ],
  });
});

test('a word stands for the usual changes of a rule', () => {
  const text =
    'rules:\n  sets: [all]\n  a/off: off\n  a/warn: warn\n  a/deny: "deny"\n  a/long: {effective: 2027-02-01}\n';

  expect(parseConfig(file, text)).toMatchObject({
    sets: ['all'],
    rules: {
      'a/off': { enabled: false },
      'a/warn': { enabled: true, enforcement: 'warn' },
      'a/deny': { enabled: true, enforcement: 'deny' },
      'a/long': { effective: '2027-02-01' },
    },
  });
});

describe('a configuration that is wrong is refused with file, line, key and what was expected', () => {
  test.each([
    [
      'an unknown key',
      'failOn: high\nfailon: low\n',
      /^\.github\/plimsoll\.yaml:2: unknown key failon; expected one of extends, failOn, failOnExistingProblems, kubernetesVersion, deadline, exclude, charts, /,
    ],
    [
      'an unknown key with a line break',
      '"a\\n::error::b": 1',
      /^\.github\/plimsoll\.yaml:1: unknown key a\\n::error::b; expected one of extends, failOn, /,
    ],
    [
      'an unknown key of a chart',
      'charts:\n  - path: a\n    valeus: []\n',
      /^\.github\/plimsoll\.yaml:3: unknown key charts\.0\.valeus; expected one of path, values, release, namespace, /,
    ],
    [
      'an unknown key of a rule',
      'rules:\n  a/b:\n    off: true\n',
      /^\.github\/plimsoll\.yaml:3: unknown key rules\.a\/b\.off; expected one of enabled, severity, enforcement, effective, parameters, where$/,
    ],
    ['a wrong severity', '\nfailOn: hihg\n', /^\.github\/plimsoll\.yaml:2: failOn: .*"critical".*"never"/],
    ['a rule that is no id', 'rules:\n  pinned: {}\n', /^\.github\/plimsoll\.yaml:2: rules\.pinned: /],
    [
      'a word for a rule that is none',
      'rules:\n  a/b: on\n',
      /^\.github\/plimsoll\.yaml:2: rules\.a\/b: expected deny, warn, off, or a map; got "on"$/,
    ],
    ['a word for the sets', 'rules:\n  sets: off\n', /^\.github\/plimsoll\.yaml:2: rules\.sets: .*got "off"$/],
    [
      'a day that no calendar has',
      'rules:\n  a/b: {effective: 2027-02-30}\n',
      /rules\.a\/b\.effective: expected a date that exists; got "2027-02-30"$/,
    ],
    ['a list for a map', '- a\n', /^\.github\/plimsoll\.yaml:1: the document: .*expected a map, got a list$/],
    [
      'a path out of the repository',
      'charts:\n  - path: ../web\n',
      /^\.github\/plimsoll\.yaml:2: charts\.0\.path: a path is relative to the repository and stays in it; got "\.\.\/web"$/,
    ],
    [
      'a waiver for ever',
      'waivers:\n  - rule: a/b\n    file: a\n    owner: x\n    reason: because\n',
      /^\.github\/plimsoll\.yaml:2: waivers\.0\.expires: it is missing; expected a date written YYYY-MM-DD$/,
    ],
    [
      'a host with a path',
      'fetch:\n  hosts:\n    - https://charts.example.com/stable\n',
      /^\.github\/plimsoll\.yaml:3: fetch\.hosts\.0: a host is written charts\.example\.com, /,
    ],
    [
      'an unknown key of fetch',
      'fetch:\n  host: []\n',
      /^\.github\/plimsoll\.yaml:2: unknown key fetch\.host; expected one of hosts \(did you mean hosts\?\)$/,
    ],
    [
      'broken YAML',
      'failOn: high\nrules: [\n',
      /^\.github\/plimsoll\.yaml:3: not YAML: Flow sequence .* end with a \]$/,
    ],
    ['a number for a text', 'exclude: [1.36]\n', /:1: exclude\.0: expected a string, got 1\.36; put it in quotes$/],
    [
      'an empty reason',
      'waivers: [{rule: a/b, file: a, owner: x, reason: "", expires: "2026-01-01"}]\n',
      /:1: waivers\.0\.reason: expected a string that is not empty$/,
    ],
    [
      'a date in other words',
      'waivers:\n  - {rule: a/b, file: a, owner: x, reason: x, expires: soon}\n',
      /:2: waivers\.0\.expires: a date is written YYYY-MM-DD; got "soon"$/,
    ],
    [
      'a day that no calendar has',
      'waivers:\n  - {rule: a/b, file: a, owner: x, reason: x, expires: "2027-02-30"}\n',
      /:2: waivers\.0\.expires: expected a date that exists; got "2027-02-30"$/,
    ],
    [
      'a month that no calendar has',
      'waivers:\n  - {rule: a/b, file: a, owner: x, reason: x, expires: "2027-99-99"}\n',
      /:2: waivers\.0\.expires: expected a date that exists; got "2027-99-99"$/,
    ],
    [
      'a waiver of nobody',
      'waivers:\n  - {rule: a/b, file: a, reason: x, expires: "2027-01-01"}\n',
      /:2: waivers\.0\.owner: it is missing; expected a string$/,
    ],
    [
      'a waiver for every file',
      'waivers:\n  - {rule: a/b, file: "**", owner: x, reason: x, expires: "2027-01-01"}\n',
      /:2: waivers\.0\.file: a pattern names a file or folder, .*; got "\*\*"$/,
    ],
    [
      'a waiver in the form before this one: each part that is missing',
      'waivers:\n  - {rule: a/b, reason: x, expires: "2027-01-01"}\n',
      /^\.github\/plimsoll\.yaml:2: waivers\.0\.owner: it is missing; expected a string\n\.github\/plimsoll\.yaml:2: waivers\.0: expected object, file, or both: a waiver says what it is for; got a map$/,
    ],
    ['a deadline that is past', 'deadline: 0\n', /:1: deadline: expected more than 0, got 0$/],
    [
      'a key given twice',
      'failOn: high\nfailOn: low\n',
      /^\.github\/plimsoll\.yaml:2: the key is repeated here; expected each key once$/,
    ],
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

test('a rule that nobody has is named with its line, and those that may be meant', async () => {
  const rules = [rule('image/not-pinned'), rule('rbac/wildcard')];
  const text =
    'rules:\n  image/pinned: {enabled: false}\nwaivers:\n  - reason: x\n    rule: a/b\n    file: a\n    owner: x\n    expires: "2026-01-01"\n';
  const trusted = await readConfig({ file, text }, emptyTree);

  expect(() => {
    requireKnownRules(trusted, rules);
  }).toThrow(
    `${file}:2: rules.image/pinned: there is no rule image/pinned; expected one of image/not-pinned (plimsoll rules lists all; rules of your own need --policies).
${file}:5: waivers.0.rule: there is no rule a/b; expected a rule (plimsoll rules lists all; rules of your own need --policies).`,
  );
});

const emptyTree: Tree = { name: 'none', files: new Map(), problems: [], read: () => Promise.reject(new Error('none')) };

function rule(id: string): Rule {
  return {
    ...{ id, title: '', description: '', severity: 'low', enforcement: 'deny', remedy: '', kinds: [], standards: [] },
    ...{ related: [], fixRisk: null, fixCheck: null, since: '', readsFacts: false },
  };
}
