import { describe, expect, test } from 'vitest';
import { webBase as base } from './web-base.ts';
import { auditor, suggestions, taken } from '../suggest/audited.ts';

const audited = auditor();

const merged = (item: string, list = 'containers'): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      ${list}:
        - name: side
          image: example.org/side:1
${item}`;
const inline = (patch: string): string => patch.trimEnd().replace(/^/gm, '      ');
const added = '{op: add, path: /spec/template/spec/containers/-, value: {name: side, image: "example.org/side:1"}}';
const block = `- op: add
  path: /spec/template/spec/containers/-
  value:
    name: side
    image: example.org/side:1
`;

describe('a field missing from what a patch added stands', () => {
  test.each([
    ['at the item of the patch', 'ov/side.yaml', 8, { 'ov/side.yaml': merged('') }, 'patches: [{path: side.yaml}]'],
    [
      'at the key that the patch has of it',
      'ov/side.yaml',
      10,
      { 'ov/side.yaml': merged('          securityContext:\n            readOnlyRootFilesystem: true\n') },
      'patches: [{path: side.yaml}]',
    ],
    [
      'in a patch for an init container',
      'ov/side.yaml',
      8,
      { 'ov/side.yaml': merged('', 'initContainers') },
      'patchesStrategicMerge: [side.yaml]',
    ],
    [
      'in a patch of the kustomization',
      'ov/kustomization.yaml',
      11,
      {},
      `patches:\n  - patch: |-\n${inline(merged(''))}`,
    ],
    [
      'at the value of an operation',
      'ov/kustomization.yaml',
      7,
      {},
      `patches:\n  - target: {kind: Deployment}\n    patch: |-\n${inline(block)}`,
    ],
    [
      'at the line of an operation',
      'ov/add.yaml',
      2,
      { 'ov/add.yaml': `# a side car\n- ${added}\n` },
      'patches: [{path: add.yaml, target: {kind: Deployment, name: web}}]',
    ],
    [
      'at the operation of its container among several',
      'ov/add.yaml',
      1,
      {
        'ov/add.yaml': `- ${added}\n- ${added.replace('side', 'other').replace('}}', ', securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}}')}\n`,
      },
      'patches: [{path: add.yaml, target: {kind: Deployment, name: web}}]',
    ],
    [
      'in a patch of a component',
      'side/side.yaml',
      8,
      {
        'side/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: side.yaml}]\n',
        'side/side.yaml': merged(''),
      },
      'components: [../side]',
    ],
    [
      'in the first patch that has it',
      'ov/side.yaml',
      8,
      { 'ov/side.yaml': merged(''), 'ov/more.yaml': merged('          imagePullPolicy: Always\n') },
      'patches: [{path: side.yaml}, {path: more.yaml}]',
    ],
  ])('%s', async (_, file, line, files, fields) => {
    const texts = { ...base, ...files, 'ov/kustomization.yaml': `resources: [../base]\n${fields}\n` };
    const report = await audited(texts);
    const rules = ['pod-security-restricted/privilege-escalation', 'pod-security-restricted/capabilities'];
    expect(report.findings.map(({ rule, place }) => [rule, place])).toEqual(
      rules.map((rule) => [rule, { kind: 'lines', file, first: line, last: line }]),
    );
    const all = suggestions(report).map(({ suggestion }) => suggestion);
    expect(all.map((each) => each.file)).toEqual([file]);
    expect((await audited(taken(texts, all))).findings).toEqual([]);
  });

  test('in the base, where only fields of its container were patched', async () => {
    const { findings } = await audited({
      ...base,
      'base/web.yaml': base['base/web.yaml'].replace(/ {10}securityContext.*\n/, ''),
      'ov/web.yaml': merged('').replaceAll('side', 'web'),
      'ov/kustomization.yaml': 'resources: [../base]\npatches: [{path: web.yaml}]\n',
    });
    expect(new Set(findings.map(({ place }) => JSON.stringify(place)))).toEqual(
      new Set([JSON.stringify({ kind: 'lines', file: 'base/web.yaml', first: 11, last: 11 })]),
    );
  });
});

describe('what a transformer makes stands at its entry', () => {
  test.each([
    ['an image without a tag', 'images: [{name: example.org/web, newTag: latest}]', 2],
    ['an image of another name', 'images:\n  - name: example.org/web\n    newName: example.org/other', 4],
    [
      'an image of another name and tag',
      'images:\n  - name: example.org/web\n    newName: example.org/other\n    newTag: latest',
      5,
    ],
    [
      'an image with an empty tag',
      'images:\n  - name: example.org/web\n    newName: example.org/other\n    newTag: ""',
      4,
    ],
    ['an image in a component', 'components: [../side]', 0],
  ])('%s', async (_, fields, line) => {
    const { findings } = await audited({
      ...base,
      'side/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages: [{name: example.org/web, newTag: latest}]\n',
      'base/web.yaml': base['base/web.yaml'].replace('web:1', 'web'),
      'ov/kustomization.yaml': `resources: [../base]\n${fields}\n`,
    });
    const place =
      line === 0
        ? { kind: 'lines', file: 'side/kustomization.yaml', first: 3, last: 3 }
        : { kind: 'lines', file: 'ov/kustomization.yaml', first: line, last: line };
    expect(findings.map(({ rule, place: at }) => [rule, at])).toEqual([['image/not-pinned', place]]);
  });
});
