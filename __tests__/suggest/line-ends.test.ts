import { describe, expect, test } from 'vitest';
import { auditor, suggestions, taken, type Texts } from './audited.ts';

const audited = auditor();

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: example.org/web:1\n';
const chart = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n' };
const reading = pod.replace('spec:\n', 'spec:\n  hostPID: {{ .Values.hostPID }}\n');
const kustomization = 'resources:\n- pod.yaml\n';
const patch = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostPID: true\n';

/** Each with the file that is edited. */
const layouts: readonly (readonly [string, string, Texts])[] = [
  ['a manifest', 'pod.yaml', { 'pod.yaml': pod }],
  ['a template', 'web/templates/pod.yaml', { ...chart, 'web/templates/pod.yaml': pod }],
  [
    'a template that ends in a control block',
    'web/templates/pod.yaml',
    { ...chart, 'web/templates/pod.yaml': `{{- if true }}\n${pod}{{- end }}\n` },
  ],
  [
    'a values file',
    'web/values.yaml',
    { ...chart, 'web/values.yaml': 'other: 1\nhostPID: true\n', 'web/templates/pod.yaml': reading },
  ],
  [
    'a patch',
    'hostpid.yaml',
    {
      'kustomization.yaml': `${kustomization}patches:\n- path: hostpid.yaml\n`,
      'pod.yaml': pod,
      'hostpid.yaml': patch,
    },
  ],
  [
    'a patch in a kustomization',
    'kustomization.yaml',
    {
      'kustomization.yaml': `${kustomization}patches:\n- patch: |-\n${patch.replace(/^/gm, '    ').trimEnd()}\n`,
      'pod.yaml': pod,
    },
  ],
  [
    'values in an Application',
    'app.yaml',
    {
      ...chart,
      'web/templates/pod.yaml': reading,
      'web/values.yaml': 'hostPID: false\n',
      'app.yaml': [
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: web\nspec:\n  destination:\n    namespace: web',
        '    name: prod\n  source:\n    repoURL: https://github.com/example/platform\n    path: web\n    helm:\n      values: |\n        hostPID: true\n',
      ].join('\n'),
    },
  ],
];

function inFile(texts: Texts, file: string, change: (text: string) => string): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, name === file ? change(text) : text]));
}

const carried = (text: string): string => text.replaceAll('\n', '\r\n');

describe.each(layouts)('in %s', (_, file, texts) => {
  test.each([
    ['of whole breaks', carried],
    ['without a final break', (text: string) => carried(text).replace(/\r\n$/, '')],
  ])('with lines %s, edits end their lines as the file does', async (__, change) => {
    const given = inFile(texts, file, change);
    const found = suggestions(await audited(given)).map(({ suggestion }) => suggestion);
    const here = found.filter((each) => each.file === file);
    expect(here.length).toBeGreaterThan(0);

    const before = given[file] ?? '';
    const after = taken(given, here)[file] ?? '';
    expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(after.endsWith('\r\n')).toBe(before.endsWith('\r\n'));

    const plain = inFile(texts, file, (text) => change(text).replaceAll('\r', ''));
    const same = suggestions(await audited(plain)).map(({ suggestion }) => suggestion);
    expect(after.replaceAll('\r', '')).toBe(
      taken(
        plain,
        same.filter((each) => each.file === file),
      )[file],
    );
  });

  test('with mixed ends, every line that stays keeps its own', async () => {
    const mixed = inFile(texts, file, (text) =>
      text.replace(/\n/g, (_all, at: number) => (at % 2 === 0 ? '\r\n' : '\n')),
    );
    const here = suggestions(await audited(mixed))
      .map(({ suggestion }) => suggestion)
      .filter((each) => each.file === file);

    const before = (mixed[file] ?? '').split('\n');
    for (const { first, last, replacement } of here) {
      const kept = before.slice(first - 1, last).filter((line) => replacement.split('\n').includes(line));
      const same = before
        .slice(first - 1, last)
        .filter((line) => replacement.replaceAll('\r', '').split('\n').includes(line.replace('\r', '')));
      expect(kept).toEqual(same);
      expect(replacement).not.toMatch(/\r[^\n]|\r\r/);
    }
  });
});
