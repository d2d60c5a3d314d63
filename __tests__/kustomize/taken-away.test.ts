import { describe, expect, test } from 'vitest';
import { webBase as base } from './web-base.ts';
import { auditor, suggestions, taken } from '../suggest/audited.ts';

const audited = auditor();

const merged = (lines: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
${lines}`;
const targeted = 'patches: [{path: patch.yaml, target: {kind: Deployment}}]';
const capabilities = 'pod-security-restricted/capabilities';

describe('a field that a patch took away stands in that patch', () => {
  test.each([
    ['as null', 9, merged('          securityContext: null\n')],
    [
      'by another value of what is around it',
      3,
      '- op: replace\n  path: /spec/template/spec/containers/0/securityContext\n  value:\n    allowPrivilegeEscalation: false\n',
    ],
    [
      'by a value that is merged in the place of what is around it',
      9,
      merged('          securityContext:\n            $patch: replace\n            allowPrivilegeEscalation: false\n'),
    ],
    [
      'though another item of the list was removed before',
      3,
      '- {op: add, path: /spec/template/spec/containers/-, value: {name: log, image: "example.org/log:1"}}\n- {op: remove, path: /spec/template/spec/containers/1}\n- {op: remove, path: /spec/template/spec/containers/0/securityContext/capabilities}\n',
    ],
  ])('%s', async (_, line, patch) => {
    const texts = { ...base, 'ov/kustomization.yaml': `resources: [../base]\n${targeted}\n`, 'ov/patch.yaml': patch };
    const report = await audited(texts);
    const places = report.findings.filter(({ rule }) => rule === capabilities).map(({ place }) => place);
    expect(places).toEqual([{ kind: 'lines', file: 'ov/patch.yaml', first: line, last: line }]);
    const all = suggestions(report).map(({ suggestion }) => suggestion);
    expect((await audited(taken(texts, all))).findings).toEqual([]);
  });

  test('or in the base, where an item before its own was removed', async () => {
    const { findings } = await audited({
      ...base,
      'base/web.yaml': base['base/web.yaml']
        .replace('        - name: web', '        - {name: log, image: "example.org/log:1"}\n        - name: web')
        .replace(', capabilities: {drop: [ALL]}', ''),
      'ov/kustomization.yaml': `resources: [../base]\n${targeted}\n`,
      'ov/patch.yaml': '- {op: remove, path: /spec/template/spec/containers/0}\n',
    });
    expect(findings.map(({ rule, place }) => [rule, place])).toEqual([
      [capabilities, { kind: 'lines', file: 'base/web.yaml', first: 14, last: 14 }],
    ]);
  });
});

describe('what a transformer of a file or an inline text makes stands', () => {
  const operation = '- {op: add, path: /spec/template/spec/hostPID, value: true}';
  const transformer = (fields: string): string =>
    `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: pid}\ntarget: {kind: Deployment}\n${fields}`;
  const inline = transformer(`patch: |-\n  ${operation}\n`);
  const indented = (text: string): string => text.trimEnd().replace(/^/gm, '      ');

  test.each([
    ['at the line of its patch', 'ov/pid.yaml', 6, 'transformers: [pid.yaml]', { 'ov/pid.yaml': inline }],
    [
      'in the file of its patch',
      'ov/patches/pid.yaml',
      2,
      'transformers: [pid.yaml]',
      {
        'ov/pid.yaml': transformer('path: patches/pid.yaml\n'),
        'ov/patches/pid.yaml': `# for the agent\n${operation}\n`,
      },
    ],
    [
      'in the file of its patch, named from where its folder is used',
      'ov/patches/pid.yaml',
      1,
      'transformers: [plugins]',
      {
        'ov/plugins/kustomization.yaml': 'resources: [pid.yaml]\n',
        'ov/plugins/pid.yaml': transformer('path: patches/pid.yaml\n'),
        'ov/patches/pid.yaml': `${operation}\n`,
      },
    ],
    ['at the text of its patch', 'ov/kustomization.yaml', 8, `transformers:\n  - |-\n${indented(inline)}`, {}],
    [
      'at the merged patch that it names',
      'ov/patches/pid.yaml',
      4,
      'transformers: [pid.yaml]',
      {
        'ov/pid.yaml':
          'apiVersion: builtin\nkind: PatchStrategicMergeTransformer\nmetadata: {name: pid}\npaths: [patches/pid.yaml]\n',
        'ov/patches/pid.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {hostPID: true}}}\n',
      },
    ],
    [
      'at the operation of a patch of the older kind',
      'ov/pid.yaml',
      5,
      'transformers: [pid.yaml]',
      {
        'ov/pid.yaml': `apiVersion: builtin\nkind: PatchJson6902Transformer\nmetadata: {name: pid}\ntarget: {group: apps, version: v1, kind: Deployment, name: web}\njsonOp: '[{"op": "add", "path": "/spec/template/spec/hostPID", "value": true}]'\n`,
      },
    ],
    [
      'at the transformers of the kustomization, where its work is not followed',
      'ov/kustomization.yaml',
      2,
      'transformers: [pid.yaml]',
      {
        'ov/pid.yaml':
          'apiVersion: builtin\nkind: ReplacementTransformer\nmetadata: {name: pid}\nreplacements:\n  - source: {kind: Deployment, fieldPath: spec.template.spec.automountServiceAccountToken}\n    targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.hostPID], options: {create: true}}]\n',
      },
    ],
  ])('%s', async (_, file, line, fields, files) => {
    const { findings } = await audited({
      ...base,
      'base/web.yaml': base['base/web.yaml'].replace(
        '      containers:',
        '      automountServiceAccountToken: true\n      containers:',
      ),
      ...files,
      'ov/kustomization.yaml': `resources: [../base]\n${fields}\n`,
    });
    const places = findings
      .filter(({ rule, source }) => source === 'ov' && rule.endsWith('/host-namespaces'))
      .map(({ place }) => place);
    expect(places).toEqual([{ kind: 'lines', file, first: line, last: line }]);
  });
});
