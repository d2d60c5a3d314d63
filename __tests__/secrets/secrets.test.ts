import { describe, expect, test } from 'vitest';
import { maskerOf, reachOf } from '../../src/secrets/by-value.ts';
import { maskedQuotations } from '../../src/secrets/by-sight.ts';
import { secretReferences } from '../../src/secrets/chart-values.ts';
import { isCredentialKey } from '../../src/secrets/credentials.ts';
import { maskedReport, WITHHELD } from '../../src/secrets/masked-report.ts';
import { secretRanges, secretTexts } from '../../src/secrets/places.ts';
import { maskRanges } from '../../src/secrets/ranges.ts';
import { secretsKnown } from '../../src/secrets/secrets.ts';
import { textsOfSecret } from '../../src/secrets/secret-texts.ts';
import { goldenCase } from '../report/golden-cases.ts';

const none = new Set<string>();
const shown = (text: string): string => maskRanges(text, secretRanges(text, []));

describe('a text that is a secret', () => {
  test.each([
    ['hunter2SECRET', 'anywhere'],
    ['s3cr3t', 'as-word'],
    ['topsecret', 'as-word'],
    ['1', null],
    ['true', null],
    ['admin', null],
    ['8080', null],
  ] as const)('%s is masked by its value: %s', (text, reach) => {
    expect(reachOf(text)).toBe(reach);
  });

  test('is masked in base64 where an object has that as the name of an image', () => {
    const encoded = Buffer.from('Zk9-qwErTy77').toString('base64');
    const mask = maskerOf(['Zk9-qwErTy77', encoded], new Set([encoded]));

    expect(mask(`the image ${encoded} without a tag`)).toBe('the image [masked] without a tag');
  });

  test('is masked plain, in base64, quoted, and cut short as go-yaml does', () => {
    const mask = maskerOf(['hunter2"SECRET'], none);

    expect(mask('a hunter2"SECRET b')).toBe('a [masked] b');
    expect(mask(Buffer.from('hunter2"SECRET').toString('base64'))).toBe('[masked]');
    expect(mask(JSON.stringify('hunter2"SECRET'))).toBe('"[masked]"');
    expect(mask('cannot unmarshal !!str `hunter2...` into int')).toBe('cannot unmarshal !!str `[masked]...` into int');
  });

  test('leaves other words whole: a value of 1 does not mask an image, a name does not mask itself', () => {
    const mask = maskerOf(['1', 'keycloak', 's3cr3t'], new Set(['keycloak']));

    expect(mask('nginx:1.25 of keycloak, s3cr3ts')).toBe('nginx:1.25 of keycloak, s3cr3ts');
    expect(mask('is s3cr3t.')).toBe('is [masked].');
  });

  test('is each line of a value, and the password in a file of settings or an address', () => {
    const mask = maskerOf(
      ['first line 1\nPASSWORD=grain-7', '{"auths":{"r":{"auth":"dTpoMW50ZXIyIQ=="}}}', 'pg://u:pa55word@db'],
      none,
    );

    expect(['first line 1', 'grain-7', 'h1nter2!', 'pa55word', 'PASSWORD'].map(mask)).toEqual([
      ...['[masked]', '[masked]', '[masked]', '[masked]'],
      'PASSWORD',
    ]);
  });
});

describe('where a Secret stands in a file', () => {
  test.each([
    [
      'a document',
      'kind: Secret\ndata:\n  a: x # y\n  b: |\n    z\ntype: Opaque\n',
      'kind: Secret\ndata:\n  a: [masked]\n  b: |\n    [masked]\ntype: Opaque\n',
    ],
    [
      'an item of a list',
      'items:\n- kind: Secret\n  stringData: {a: x, b: "y"}\n- kind: Pod\n',
      'items:\n- kind: Secret\n  stringData: [masked]\n- kind: Pod\n',
    ],
    [
      'one line of JSON',
      '{"items":[{"kind":"Secret","data":{"a":"x"}},{"kind":"Pod"}]}',
      '{"items":[{"kind":"Secret","data":{"a":[masked]}},{"kind":"Pod"}]}',
    ],
    ['a typed list', 'kind: SecretList\nitems:\n- data: {a: x}\n', 'kind: SecretList\nitems:\n- data: {a: [masked]}\n'],
    ['an escaped kind', 'kind: "\\x53ecret"\ndata: {a: x}\n', 'kind: "\\x53ecret"\ndata: {a: [masked]}\n'],
    [
      'an anchor elsewhere',
      'x: &d {a: x}\ny:\n  kind: Secret\n  data: *d\n',
      'x: &d {a: [masked]}\ny:\n  kind: Secret\n  data: [masked]\n',
    ],
    [
      'a merge key',
      'x: &d {kind: Secret, data: {a: x}}\ny:\n  <<: *d\n',
      'x: &d {kind: Secret, data: {a: [masked]}}\ny:\n  <<: *d\n',
    ],
    [
      'a generator',
      'secretGenerator:\n- name: g\n  literals: [a=x]\n',
      'secretGenerator:\n- name: g\n  literals: [[masked]]\n',
    ],
    [
      'a template',
      '{{ if .Values.x }}\nkind: Secret\nstringData:\n  a: x\n  b: {{ .Values.b }}\n{{ end }}\n',
      '{{ if .Values.x }}\nkind: Secret\nstringData:\n  a: [masked]\n  b: {{ .Values.b }}\n{{ end }}\n',
    ],
    ['a broken document', 'kind: Secret\ndata:\n  a: x\nb: [\n', 'kind: Secret\ndata:\n  a: [masked]\nb: [masked]\n'],
    [
      'a patch in a text block',
      'patch: |\n  kind: Secret\n  data:\n    a: x\n',
      'patch: |\n  kind: Secret\n  data:\n    a: [masked]\n',
    ],
    [
      'what a controller makes a Secret of',
      'kind: SopsSecret\nspec: {secretTemplates: [{stringData: {a: x}}]}\n',
      'kind: SopsSecret\nspec: {secretTemplates: [{stringData: {a: [masked]}}]}\n',
    ],
    [
      'the text of a template of External Secrets, but for what it takes from elsewhere',
      'kind: ExternalSecret\nspec:\n  target:\n    template:\n      data:\n        password: x\n        token: "{{ .token }}"\n',
      'kind: ExternalSecret\nspec:\n  target:\n    template:\n      data:\n        password: [masked]\n        token: "{{ .token }}"\n',
    ],
    [
      'a generator in a file of its own',
      'kind: SecretGenerator\nliterals: [a=x]\n',
      'kind: SecretGenerator\nliterals: [[masked]]\n',
    ],
    [
      'a variable of a container',
      'env:\n- {name: DB_PASSWORD, value: x}\n- {name: MODE, value: x}\n- {name: API_TOKEN, value: $(OTHER)}\n',
      'env:\n- {name: DB_PASSWORD, value: [masked]}\n- {name: MODE, value: x}\n- {name: API_TOKEN, value: $(OTHER)}\n',
    ],
    [
      'an argument of a program',
      'args: [--db-password=x, --port=1, --token=$(TOKEN), "--api-key y"]\n',
      'args: [--db-password=[masked], --port=1, --token=$(TOKEN), "--api-key [masked]]\n',
    ],
    [
      'inline values',
      'kind: HelmRelease\nspec:\n  values: {password: x, port: 1}\n',
      'kind: HelmRelease\nspec:\n  values: {password: [masked], port: 1}\n',
    ],
  ])('is masked in %s', (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  const end = '\n  {{ .Values.more }}\n';
  test.each([
    ['with a kind that is filled in', `kind: {{ "Secret" }}\nstringData:\n  a: grain-7${end}`],
    ['with a kind of the values', `kind: {{ .Values.kind }}\ndata:\n  a: grain-7${end}`],
    ['with a kind under a condition', `{{ if .a }}kind: Secret{{ end }}\ndata:\n  a: grain-7${end}`],
    ['with an action behind the kind', `kind: Secret {{- "" }}\ndata:\n  a: grain-7${end}`],
    ['with a tag at the kind', `kind: !!str Secret\ndata:\n  a: grain-7${end}`],
    ['with an anchor at the kind', `kind: &kind Secret\ndata:\n  a: grain-7${end}`],
    ['with a field that is filled in', `kind: Secret\n{{ .field }}:\n  a: grain-7${end}`],
    [
      'with a field under a condition',
      `kind: Secret\n{{ if .a }}data:{{ else }}stringData:{{ end }}\n  a: grain-7${end}`,
    ],
    ['with its fields before its kind', `stringData:\n  a: grain-7${end}kind: Secret\n`],
    ['with a text block at the margin', `kind: Secret\nstringData:\n  a: |\ngrain-7${end}`],
    ['with a text of two lines', `kind: Secret\nstringData:\n  a: "b\ngrain-7${end}`],
    ['with a text in an action', 'kind: Secret\ndata:\n  {{- $a := "grain-7" }}\n  a: {{ b64enc `grain-7` }}\n'],
    ['with a value under a condition on its line', 'kind: Secret\ndata:\n  a:\n    {{ if .a }}grain-7{{ end }}\n: ['],
    ['in JSON', '{"kind": "Secret", "stringData": {"a": "grain-7", {{ .more }} }}\n'],
    [
      'in JSON of several lines',
      '{\n  "kind": "Secret",\n  "stringData": {\n    "a": "grain-7",\n    {{ .more }}\n  }\n}\n',
    ],
    ['in a SecretList', `kind: SecretList\nitems:\n- stringData:\n    a: grain-7${end}`],
    ['in a List', `kind: List\nitems:\n- kind: {{ "Secret" }}\n  stringData:\n    a: grain-7${end}`],
    ['with a tab', 'kind: Secret\nstringData:\n\ta: grain-7\n'],
    ['that a variable of a container has', `name: DB_PASSWORD\nvalue: grain-7\n{{ .more }}\n`],
  ])('is masked in a template %s', (_, text) => {
    expect(shown(text)).not.toContain('grain-7');
  });

  test('leaves of a template all that tells which object it is, and other objects', () => {
    const texts = [
      'kind: Secret\nmetadata:\n  name: {{ include "shop.name" . }}\n  labels:\n    a: b\ntype: Opaque\n{{ .more }}\n',
      'kind: {{ .kind }}\nspec:\n  replicas: 3\n  a: "{{ .a }}"\n',
      'kind: ConfigMap\ndata:\n  a: secret\n  {{ .more }}\n',
      'kind: Issuer\nspec:\n  ref:\n    kind: Secret\n    name: {{ .name }}\n  more: a\n',
    ];

    expect(texts.map(shown)).toEqual(texts);
  });

  test.each([
    ['a SealedSecret', 'kind: SealedSecret\nspec: {encryptedData: {a: AgBx}}\n'],
    ['an ExternalSecret', 'kind: ExternalSecret\nspec:\n  data:\n  - secretKey: a\n    remoteRef: {key: b}\n'],
    ['a ConfigMap', 'kind: ConfigMap\ndata: {a: secret}\n'],
    ['a reference', 'env:\n- valueFrom: {secretKeyRef: {name: a, key: password}}\n'],
  ])('is not: %s', (_, text) => {
    expect(shown(text)).toBe(text);
  });
});

test('a Secret holds its values, decoded too, and what kubectl applied last', () => {
  const applied = '{"kind":"Secret","stringData":{"b":"y"}}';
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': applied };

  expect(
    textsOfSecret({ kind: 'Secret', metadata: { annotations }, data: { a: 'eA==' }, stringData: { n: 1 } }),
  ).toEqual([...['eA==', 'x', '1', applied], 'y']);
});

test('other objects hold the Secrets that a controller makes of them', () => {
  const manifest = { kind: 'Secret', data: { a: 'eA==' } };

  expect(textsOfSecret({ kind: 'Object', spec: { manifest, more: [{ stringData: { b: 'y' } }] } })).toEqual([
    ...['eA==', 'x'],
    'y',
  ]);
});

test('what stands at the places of Secrets is known as it is written, and without the mark that YAML takes for its own', () => {
  expect(secretTexts('kind: Secret\nstringData:\n  a: *hunter2\n')).toContain('hunter2');
  expect(secretTexts('secretGenerator:\n- literals: ["a=x=y"]\n')).toContain('x=y');
});

test('a text is masked in the base64 of a longer one, wherever its first byte falls', () => {
  const mask = maskerOf(['hunter2SECRET'], none);
  const encoded = (text: string): string => Buffer.from(text).toString('base64');

  expect(['', 'u:', 'us:', 'user:'].map((user) => mask(`Basic ${encoded(`${user}hunter2SECRET`)}`))).toEqual([
    'Basic [masked]',
    'Basic dTpo[masked]',
    'Basic dXM6[masked]',
    'Basic dXNlcjpo[masked]',
  ]);
});

test('what a parser quotes is masked, but for plain names', () => {
  const messages = [
    "a.yaml:5: unknown anchor 'hunter2SECRET' referenced",
    "a.yaml:5: unknown anchor 'podLabels' referenced",
    'invalid map key: map[interface {}]interface {}{"hunter2":interface {}(nil)}',
    'invalid map key: map[interface {}]interface {}{".Values.image":interface {}(nil)}',
  ];

  expect(messages.map(maskedQuotations)).toEqual([
    "a.yaml:5: unknown anchor '[masked]' referenced",
    messages[1],
    'invalid map key: map[interface {}]interface {}{"[masked]":interface {}(nil)}',
    messages[3],
  ]);
});

test('the key of a credential is told from the name of a Secret', () => {
  const keys = ['adminPassword', 'api_key', 'clientSecret', 'existingSecret', 'secretName', 'imagePullSecrets', 'key'];

  expect(keys.filter(isCredentialKey)).toEqual(['adminPassword', 'api_key', 'clientSecret']);
});

test("values that templates of Secrets name are told, through what they include and index, below a subchart's name too", () => {
  const { hold } = secretReferences(
    new Map([
      [
        'templates/s.yaml',
        'kind: Secret\na: {{ include "x" . }}\nb: {{ index .Values "in" "dex" }}\n---\nkind: Pod\nc: {{ .Values.pod }}',
      ],
      ['templates/_x.tpl', '{{ define "x" }}{{ .Values.inner.a }}{{ end }}{{ define "y" }}{{ .Values.y }}{{ end }}'],
      ['charts/sub/templates/s.yaml', 'kind: Secret\na: {{ .Values.below }}'],
    ]),
    new Set(),
  );
  const paths = [['inner', 'a'], ['in', 'dex'], ['sub', 'below', 'x'], ['pod'], ['y'], ['below']];

  expect(paths.map(hold)).toEqual([true, true, true, false, false, false]);
});

test("values that a Secret's data change are told, and not what only names it or is printed as it is", () => {
  const { change } = secretReferences(
    new Map([
      [
        'templates/s.yaml',
        `kind: Secret
metadata: {name: {{ .Values.name | trunc 63 }}}
stringData:
  url: postgres://u:{{ .Values.db.conn | urlquery }}@h/x
  {{- with .Values.mail }}
  mail: {{ .token | sha256sum }}
  {{- end }}
  plain: {{ .Values.plain | quote }}
`,
      ],
    ]),
    new Set(),
  );

  expect([['db', 'conn'], ['mail', 'token'], ['name'], ['plain']].map((path) => change(path))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe('a suggestion beside a value of a Secret', () => {
  const { report } = goldenCase('plain-manifest');
  const [finding] = report.findings;
  const file = 'values.yaml';
  const suggested = (first: number, last: number, replacement: string) => {
    if (finding === undefined) throw new Error('the golden case has a finding');
    const suggestion = { file, first, last, replacement, risk: 'none', verified: true } as const;
    return maskedReport(
      { ...report, findings: [{ ...finding, suggestion }] },
      secrets,
      () => 'a: grain-of-salt-7\nb: 1\n',
    ).findings[0];
  };
  const secrets = secretsKnown({
    texts: new Set(['grain-of-salt-7']),
    values: [],
    wholes: none,
    earlier: new Map(),
    common: none,
  });

  test('stands on the line below where only text is added', () => {
    expect(suggested(1, 1, 'a: grain-of-salt-7\nc: 2')?.suggestion).toMatchObject({
      first: 2,
      last: 2,
      replacement: 'c: 2\nb: 1',
    });
  });

  test('leaves the unchanged line out', () => {
    expect(suggested(1, 2, 'a: grain-of-salt-7\nb: 2')?.suggestion).toMatchObject({
      first: 2,
      last: 2,
      replacement: 'b: 2',
    });
  });

  test('is left out, with the reason, where it changes the line itself', () => {
    const { suggestion, noSuggestion } = suggested(1, 1, 'a: {x: grain-of-salt-7}') ?? {};

    expect({ suggestion, noSuggestion }).toEqual({ suggestion: undefined, noSuggestion: WITHHELD });
  });
});
