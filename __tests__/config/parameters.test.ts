/** Sets and parameters in the configuration: what is refused, and what holds for which object. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/policy/config/config.ts';
import { parametersFor } from '../../src/policy/parameters.ts';
import { requireKnownRules, standingOf } from '../../src/policy/standing.ts';
import { readConfig } from '../../src/policy/trust.ts';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type Parameter, type ParametersSource, type ParameterValue } from '../../src/model/parameter.ts';
import { type Rule, type RuleSetName } from '../../src/model/rule.ts';
import { type Tree } from '../../src/model/tree.ts';

const file = '.github/plimsoll.yaml';
const emptyTree: Tree = { name: 'none', files: new Map(), problems: [], read: () => Promise.reject(new Error('none')) };

const declared = {
  tags: { type: 'strings', default: ['latest'], description: 'Tags.' },
  most: { type: 'integer', default: 3, description: 'Most.' },
  strict: { type: 'boolean', default: false, description: 'Whether.' },
  registry: { type: 'string', default: '', description: 'Where.' },
} as const satisfies Record<string, Parameter>;

function ruleOf(id: string, sets?: readonly RuleSetName[], parameters?: Readonly<Record<string, Parameter>>): Rule {
  return {
    ...{ id, title: '', description: '', severity: 'low', enforcement: 'deny', remedy: '', kinds: [], standards: [] },
    ...{ related: [], fixRisk: null, fixCheck: null, since: '', readsFacts: false },
    ...(sets === undefined ? {} : { sets }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

const rules = [ruleOf('a/tagged', ['default', 'nsa'], declared), ruleOf('a/plain', ['cis']), ruleOf('own/rule')];

async function refusal(text: string): Promise<readonly string[]> {
  try {
    requireKnownRules(await readConfig({ file, text }, emptyTree), rules);
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigurationError) return thrown.message.split('\n');
    throw thrown;
  }
}

describe('what is wrong is refused with file, line, key, what was expected and what stands there', () => {
  test.each<[string, string, string]>([
    [
      'a set that nobody knows',
      'rules:\n  sets:\n    - nsa\n    - nsaa\n',
      ':4: rules.sets.1: expected one of "all", "default", "baseline", "restricted", "nsa", "cis"; got "nsaa" (did you mean nsa?)',
    ],
    ['a set that is no list', 'rules:\n  sets: nsa\n', ':2: rules.sets: expected a list, got "nsa"'],
    [
      'a rule that is no id',
      'rules:\n  sets: []\n  tagged: {}\n',
      ':3: rules.tagged: a rule is named <group>/<rule>; the only other key is sets; got "tagged"',
    ],
    [
      'a parameter that the rule does not have',
      'rules:\n  a/tagged:\n    parameters:\n      tag: [x]\n',
      ':4: rules.a/tagged.parameters.tag: a/tagged has no parameter tag; expected one of tags, most, strict, registry',
    ],
    [
      'a parameter of a rule that has none',
      'rules:\n  a/plain:\n    parameters: {tags: []}\n',
      ':3: rules.a/plain.parameters.tags: a/plain has no parameter tags; it has no parameters',
    ],
    [
      'the name of something that every map has',
      'rules:\n  a/tagged:\n    parameters: {constructor: 1}\n',
      ':3: rules.a/tagged.parameters.constructor: a/tagged has no parameter constructor; expected one of tags, most, strict, registry',
    ],
    [
      'a text for a list',
      'rules:\n  a/tagged:\n    parameters:\n      tags: main\n',
      ':4: rules.a/tagged.parameters.tags: expected a list of strings, got "main"',
    ],
    [
      'a number in a list of texts',
      'rules:\n  a/tagged:\n    parameters:\n      tags:\n        - main\n        - 1.20\n',
      ':6: rules.a/tagged.parameters.tags.1: expected a string, got 1.2; put it in quotes',
    ],
    [
      'a broken number',
      'rules:\n  a/tagged:\n    parameters: {most: 1.5}\n',
      ':3: rules.a/tagged.parameters.most: expected an integer, got 1.5',
    ],
    [
      'a text for a truth',
      'rules:\n  a/tagged:\n    parameters: {strict: "yes"}\n',
      ':3: rules.a/tagged.parameters.strict: expected true or false, got "yes"',
    ],
    [
      'nothing',
      'rules:\n  a/tagged:\n    parameters: {registry: }\n',
      ':3: rules.a/tagged.parameters.registry: expected a string, got nothing',
    ],
    [
      'a parameter of another type for some objects',
      'rules:\n  a/tagged:\n    where:\n      - path: a\n        parameters: {most: 1}\n      - path: b\n        parameters:\n          most: many\n',
      ':8: rules.a/tagged.where.1.parameters.most: expected an integer, got "many"',
    ],
    [
      'a narrowing to everything',
      'rules:\n  a/tagged:\n    where:\n      - parameters: {most: 1}\n',
      ':4: rules.a/tagged.where.0: expected at least one of path, namespace, labels; got a map',
    ],
    [
      'a narrowing to no label',
      'rules:\n  a/tagged:\n    where:\n      - labels: {}\n        parameters: {most: 1}\n',
      ':4: rules.a/tagged.where.0.labels: expected at least one label; got a map',
    ],
    [
      'a narrowing without parameters',
      'rules:\n  a/tagged:\n    where:\n      - path: a\n',
      ':4: rules.a/tagged.where.0.parameters: it is missing; expected a map',
    ],
    [
      'an unknown key of a narrowing',
      'rules:\n  a/tagged:\n    where:\n      - path: a\n        file: b\n        parameters: {}\n',
      ':5: unknown key rules.a/tagged.where.0.file; expected one of path, namespace, labels, parameters',
    ],
    [
      'a pattern that takes away',
      'rules:\n  a/tagged:\n    where:\n      - path: "!a"\n        parameters: {}\n',
      ':4: rules.a/tagged.where.0.path: a path pattern must not be empty, or start with ! or #; got "!a"',
    ],
    [
      'a label that is a number',
      'rules:\n  a/tagged:\n    where:\n      - labels: {tier: 1}\n        parameters: {}\n',
      ':4: rules.a/tagged.where.0.labels.tier: expected a string, got 1; put it in quotes',
    ],
  ])('%s', async (_, text, message) => {
    expect(await refusal(text)).toEqual([`${file}${message}`]);
  });

  test('all rules and parameters at once', async () => {
    const text = 'rules:\n  a/tagged: {parameters: {most: x, no: 1}}\n  a/tag: {}\n';

    expect(await refusal(text)).toEqual([
      `${file}:3: rules.a/tag: there is no rule a/tag; expected one of a/tagged, a/plain (plimsoll rules lists all; rules of your own need --policies).`,
      `${file}:2: rules.a/tagged.parameters.most: expected an integer, got "x"`,
      `${file}:2: rules.a/tagged.parameters.no: a/tagged has no parameter no; expected one of tags, most, strict, registry`,
    ]);
  });

  test('and what is right is not', async () => {
    const text =
      'rules:\n  sets: [all, nsa]\n  a/tagged:\n    parameters: {tags: [], most: 0, strict: true, registry: "1.20"}\n    where: [{labels: {a: b}, parameters: {most: 9}}]\n';

    expect(await refusal(text)).toEqual([]);
  });
});

describe('the rules that run', () => {
  test.each<[string, readonly string[]]>([
    ['', ['a/tagged', 'own/rule']],
    ['rules: {a/plain: {enabled: false}}', ['a/tagged', 'own/rule']],
    ['rules: {sets: [all]}', ['a/tagged', 'a/plain', 'own/rule']],
    ['rules: {sets: [nsa]}', ['a/tagged', 'own/rule']],
    ['rules: {sets: [nsa, cis]}', ['a/tagged', 'a/plain', 'own/rule']],
    ['rules: {sets: [baseline]}', ['own/rule']],
    ['rules: {sets: []}', ['own/rule']],
    ['rules: {sets: [baseline], a/plain: {enabled: true}}', ['a/plain', 'own/rule']],
    ['rules: {sets: [baseline], a/plain: {severity: high}}', ['own/rule']],
    ['rules: {sets: [nsa], a/tagged: {enabled: false}, own/rule: {enabled: false}}', []],
  ])('%s', (text, expected) => {
    const standing = standingOf(parseConfig(file, text), rules, 'review');

    expect(rules.map(({ id }) => id).filter((id) => standing(id) !== null)).toEqual(expected);
  });
});

const pod = (namespace: string | null, labels: Readonly<Record<string, string>> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels, ...(namespace === null ? {} : { namespace }) },
});

/** The parameter `most` of an object where one narrowing fits: 9; else 3. */
function isNarrowed(entry: object, object: KubernetesObject, source: Partial<ParametersSource> = {}): boolean {
  const where = [{ ...entry, parameters: { most: 9 } }];
  const config = parseConfig(file, JSON.stringify({ rules: { 'a/tagged': { where } } }));
  const { byRule } = parametersFor(config, rules)(object, { path: 'a.yaml', namespace: 'default', ...source });
  return byRule['a/tagged']?.['most'] === 9;
}

describe('a narrowing', () => {
  test.each<[string, string, boolean]>([
    ['deploy/web.yaml', 'deploy/web.yaml', true],
    ['deploy/*.yaml', 'deploy/web.yaml', true],
    ['deploy/*.yaml', 'deploy/eu/web.yaml', false],
    ['deploy/**', 'deploy/eu/web.yaml', true],
    ['deploy', 'deploy/eu/web.yaml', true],
    ['web.yaml', 'deploy/eu/web.yaml', true],
    ['/web.yaml', 'deploy/web.yaml', false],
    ['charts/web', 'charts/web', true],
    ['charts/web/', 'charts/web', true],
    ['charts/web/**', 'charts/web', true],
    ['charts/*', 'charts/web', true],
    ['charts/web', 'charts/webshop', false],
    ['charts/web/Chart.yaml', 'charts/web', false],
    ['.', '.', true],
    ['**', '.', true],
    ['charts', '.', false],
  ])('to the path %s and a source at %s: %s', (pattern, path, expected) => {
    expect(isNarrowed({ path: pattern }, pod(null), { path })).toBe(expected);
  });

  test.each<[string, KubernetesObject, string, boolean]>([
    ['shop', pod('shop'), 'default', true],
    ['shop', pod('shopping'), 'shop', false],
    ['shop', pod(null), 'shop', true],
    ['shop', pod(''), 'shop', true],
    ['team-*', pod('team-a'), 'default', true],
    ['{dev,test}', pod('test'), 'default', true],
    ['*', pod(null), 'default', true],
    ['shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, 'default', true],
    ['default', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, 'default', false],
    ['*', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'x' } }, 'shop', false],
  ])('to the namespace %s', (pattern, object, namespace, expected) => {
    expect(isNarrowed({ namespace: pattern }, object, { namespace })).toBe(expected);
  });

  test.each<[Readonly<Record<string, string>>, Readonly<Record<string, string>>, boolean]>([
    [{ tier: 'sandbox' }, { tier: 'sandbox', app: 'web' }, true],
    [{ tier: 'sandbox' }, { tier: 'sand' }, false],
    [{ tier: 'sandbox', app: 'web' }, { tier: 'sandbox' }, false],
    [{ constructor: 'x' }, {}, false],
  ])('to the labels %j of %j', (labels, own, expected) => {
    expect(isNarrowed({ labels }, pod(null, own))).toBe(expected);
  });

  test('to several of these wants all of them', () => {
    const entry = { path: 'deploy/**', namespace: 'shop', labels: { a: 'b' } };

    expect(isNarrowed(entry, pod('shop', { a: 'b' }), { path: 'deploy/a.yaml' })).toBe(true);
    expect(isNarrowed(entry, pod('shop'), { path: 'deploy/a.yaml' })).toBe(false);
    expect(isNarrowed(entry, pod('other', { a: 'b' }), { path: 'deploy/a.yaml' })).toBe(false);
    expect(isNarrowed(entry, pod('shop', { a: 'b' }), { path: 'a.yaml' })).toBe(false);
  });
});

/** Patterns with what they mean, said in another way. */
const paths: Readonly<Record<string, (path: string) => boolean>> = {
  'deploy/**': (path) => path.startsWith('deploy/'),
  '*.yaml': (path) => path.endsWith('.yaml'),
  'deploy/eu': (path) => path === 'deploy/eu' || path.startsWith('deploy/eu/'),
  '**': () => true,
};
const namespaces: Readonly<Record<string, (namespace: string) => boolean>> = {
  shop: (namespace) => namespace === 'shop',
  'team-*': (namespace) => namespace.startsWith('team-'),
  '{shop,team-a}': (namespace) => namespace === 'shop' || namespace === 'team-a',
};

interface Entry {
  readonly path?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

const values = fc.record(
  {
    tags: fc.array(fc.constantFrom('latest', 'main', ''), { maxLength: 2 }),
    most: fc.integer({ min: -1, max: 5 }),
    strict: fc.boolean(),
    registry: fc.constantFrom('', 'a', '1.20'),
  },
  { requiredKeys: [] },
);
const labels = fc.dictionary(fc.constantFrom('tier', 'app'), fc.constantFrom('a', 'b'), { minKeys: 1 });
const entries: fc.Arbitrary<Entry> = fc
  .record(
    {
      path: fc.constantFrom(...Object.keys(paths)),
      namespace: fc.constantFrom(...Object.keys(namespaces)),
      labels,
      parameters: values,
    },
    { requiredKeys: ['parameters'] },
  )
  .filter((entry) => Object.keys(entry).length > 1);
const places = fc.record({
  path: fc.constantFrom('a.yaml', 'deploy/a.yaml', 'deploy/eu', 'deploy/eu/a.yml', '.'),
  own: fc.constantFrom('shop', 'team-a', 'team-b', 'other'),
  named: fc.constantFrom(null, 'shop', 'team-a', 'other'),
  labels: fc.oneof(fc.constant({}), labels),
});
type Placed = typeof places extends fc.Arbitrary<infer T> ? T : never;

function applies({ path, namespace, labels: wanted }: Entry, place: Placed): boolean {
  const own: Readonly<Record<string, string>> = place.labels;
  if (path !== undefined && paths[path]?.(place.path) !== true) return false;
  if (namespace !== undefined && namespaces[namespace]?.(place.named ?? place.own) !== true) return false;
  return Object.entries(wanted ?? {}).every(([label, value]) => own[label] === value);
}

test('the parameters of an object are what the last that says something of each says', () => {
  fc.assert(
    fc.property(
      fc.array(entries, { maxLength: 5 }),
      values,
      fc.array(places, { minLength: 1, maxLength: 6 }),
      (where, parameters, objects) => {
        const config = parseConfig(file, JSON.stringify({ rules: { 'a/tagged': { parameters, where } } }));
        const told = parametersFor(config, rules);

        for (const place of objects) {
          const saying = [
            parameters,
            ...where.filter((entry) => applies(entry, place)).map((entry) => entry.parameters),
          ];
          const expected = Object.fromEntries(
            Object.entries(declared).map(([name, { default: usual }]) => {
              const last = saying.findLast((each: Readonly<Record<string, unknown>>) => name in each);
              return [name, last === undefined ? usual : (last as Readonly<Record<string, ParameterValue>>)[name]];
            }),
          );

          const { byRule } = told(pod(place.named, place.labels), { path: place.path, namespace: place.own });

          expect(byRule).toEqual({ 'a/tagged': expected });
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('objects with the same key have the same parameters, and only those', () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 4 }), places, places, (where, one, other) => {
      const config = parseConfig(file, JSON.stringify({ rules: { 'a/tagged': { where } } }));
      const told = parametersFor(config, rules);
      const [a, b] = [one, other].map((place) =>
        told(pod(place.named, place.labels), { path: place.path, namespace: place.own }),
      );

      if (a?.key === b?.key) expect(a?.byRule).toEqual(b?.byRule);
    }),
  );
});
