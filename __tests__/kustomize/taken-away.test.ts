import { describe, expect, test } from 'vitest';
import { webBase as base } from './web-base.ts';
import { auditor, suggestions, taken, type Texts } from '../suggest/audited.ts';

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

describe('what a pod says for all of its containers, and a patch takes away, stands in that patch and is mended there', () => {
  const pods: Texts = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: web
          image: example.org/web:1.2.3
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`,
  };
  const pod = (lines: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n${lines}`;
  const replicas = '- {op: add, path: /spec/replicas, value: 2}\n';
  const context = '/spec/template/spec/securityContext';

  test.each([
    ['a step that removes it', 2, `${replicas}- {op: remove, path: ${context}}\n`, replicas],
    [
      'steps that remove its fields',
      1,
      `- {op: remove, path: ${context}/runAsNonRoot}\n- {op: remove, path: ${context}/seccompProfile}\n${replicas}`,
      replicas,
    ],
    ['a null', 7, pod('      securityContext: null\n      hostname: web\n'), pod('      hostname: web\n')],
    [
      'a directive',
      7,
      pod('      securityContext: {$patch: delete}\n      hostname: web\n'),
      pod('      hostname: web\n'),
    ],
    [
      'another value',
      3,
      `- op: replace\n  path: ${context}\n  value: {runAsUser: 7}\n`,
      `- op: replace\n  path: ${context}\n  value: {runAsUser: 7, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n`,
    ],
  ])('%s', async (_, line, patch, after) => {
    const texts = { ...pods, 'ov/kustomization.yaml': `resources: [../base]\n${targeted}\n`, 'ov/patch.yaml': patch };

    const report = await audited(texts);
    const left = taken(
      texts,
      suggestions(report).map(({ suggestion }) => suggestion),
    );

    expect(report.findings.map(({ place }) => place)[0]).toEqual({
      kind: 'lines',
      file: 'ov/patch.yaml',
      first: line,
      last: line,
    });
    expect(left).toEqual({ ...texts, 'ov/patch.yaml': after });
  });

  test('an inline patch of nothing else goes as a whole', async () => {
    const kept = 'resources: [../base]\nnamePrefix: a-\n';
    const texts = {
      ...pods,
      'ov/kustomization.yaml': `${kept}patches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: remove\n      path: ${context}\n`,
    };

    const all = suggestions(await audited(texts)).map(({ suggestion }) => suggestion);

    expect(taken(texts, all)['ov/kustomization.yaml']).toBe(`${kept}patches: []\n`);
  });
});
