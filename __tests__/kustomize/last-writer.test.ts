import { describe, expect, it } from 'vitest';
import { type Path } from '../../src/model/json.ts';
import { builder, type Texts } from './built.ts';
import { expectWriter, type WriterCase } from './writers.ts';

const { build, place } = builder();

const base: Texts = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {tier: front}
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: side
          image: side:1
        - name: web
          image: nginx:1.0
          securityContext:
            privileged: false
`,
};

const container: Path = ['spec', 'template', 'spec', 'containers', 'web'];
const privileged: Path = [...container, 'securityContext', 'privileged'];
const image: Path = [...container, 'image'];

const app = (text: string): Texts => ({ 'app/kustomization.yaml': `resources: [../base]\n${text}` });

const part = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          securityContext:
            privileged: true
`;

const indented = (text: string): string => text.trimEnd().replaceAll(/^/gm, '      ');

const cases: readonly WriterCase[] = [
  {
    name: 'the resource, where nobody changed it',
    texts: app('namePrefix: a-\n'),
    path: privileged,
    at: 'base/web.yaml:16',
    change: ['false', 'true'],
  },
  {
    name: 'a patch in a file',
    texts: { ...app('patches:\n- path: p.yaml\n'), 'app/p.yaml': part },
    path: privileged,
    at: 'app/p.yaml:11',
    change: ['true', 'false'],
  },
  {
    name: 'a patch in a file for whom a target selects, whatever name it has',
    texts: {
      ...app('patches:\n- path: p.yaml\n  target: {kind: Deployment, name: w.*}\n'),
      'app/p.yaml': part.replace('name: web', 'name: any'),
    },
    path: privileged,
    at: 'app/p.yaml:11',
    change: ['true', 'false'],
  },
  {
    name: 'an inline patch',
    texts: app(`patches:\n  # of ours\n  - patch: |-\n${indented(part)}\n`),
    path: privileged,
    at: 'app/kustomization.yaml:15',
    change: ['true', 'false'],
  },
  {
    name: 'an inline patch of the old field',
    texts: app(`patchesStrategicMerge:\n  - |\n${indented(part)}\n`),
    path: privileged,
    at: 'app/kustomization.yaml:14',
    change: ['true', 'false'],
  },
  {
    name: 'an operation of a JSON patch in a file',
    texts: {
      ...app('patches:\n- path: p.yaml\n  target: {kind: Deployment}\n'),
      'app/p.yaml':
        '- op: test\n  path: /spec/replicas\n  value: 1\n- op: replace\n  path: /spec/template/spec/containers/1/securityContext/privileged\n  value: true\n',
    },
    path: privileged,
    at: 'app/p.yaml:6',
    change: ['true', 'false'],
  },
  {
    name: 'an operation that writes what is around the field, in a file of JSON',
    texts: {
      ...app('patchesJson6902:\n- path: p.json\n  target: {group: apps, version: v1, kind: Deployment, name: web}\n'),
      'app/p.json':
        '[\n  {"op": "add", "path": "/spec/template/spec/containers/1/securityContext",\n   "value": {\n     "privileged": true}}\n]\n',
    },
    path: privileged,
    at: 'app/p.json:4',
    change: ['true', 'false'],
  },
  {
    name: 'an inline operation that appends',
    texts: app(
      'patches:\n- target: {kind: Deployment, labelSelector: tier=front}\n  patch: |\n    - op: add\n      path: /spec/template/spec/containers/-\n      value:\n        name: more\n        image: x\n        tty: true\n',
    ),
    path: ['spec', 'template', 'spec', 'containers', 'more', 'tty'],
    at: 'app/kustomization.yaml:10',
    change: ['true', 'false'],
  },
  {
    name: 'the first of several inline operations that append texts',
    texts: app(
      'patches:\n- target: {kind: Deployment}\n  patch: |\n    - {op: add, path: /spec/template/spec/containers/1/args, value: [--a]}\n    - op: add\n      path: /spec/template/spec/containers/1/args/-\n      value: --insecure\n    - {op: add, path: /spec/template/spec/containers/1/args/-, value: --b}\n    - {op: add, path: /spec/template/spec/containers/1/args/-, value: --c}\n',
    ),
    path: [...container, 'args', 1],
    at: 'app/kustomization.yaml:8',
    change: ['--insecure', '--secure'],
  },
  {
    name: 'the first of several inline operations that insert texts',
    texts: app(
      'patches:\n- target: {kind: Deployment}\n  patch: |\n    - {op: add, path: /spec/template/spec/containers/1/args, value: [--a]}\n    - {op: add, path: /spec/template/spec/containers/1/args/0, value: --insecure}\n    - {op: add, path: /spec/template/spec/containers/1/args/0, value: --b}\n',
    ),
    path: [...container, 'args', 1],
    at: 'app/kustomization.yaml:6',
    change: ['--insecure', '--secure'],
  },
  {
    name: 'the first of several operations that append items without a name',
    texts: app(
      'patches:\n- target: {kind: Deployment}\n  patch: |\n    - {op: add, path: /spec/template/spec/tolerations, value: []}\n    - {op: add, path: /spec/template/spec/tolerations/-, value: {key: a, operator: Exists}}\n    - {op: add, path: /spec/template/spec/tolerations/-, value: {key: b, operator: Exists}}\n',
    ),
    path: ['spec', 'template', 'spec', 'tolerations', 0, 'key'],
    at: 'app/kustomization.yaml:6',
    change: ['key: a', 'key: c'],
  },
  {
    name: 'an operation that appends what the resource has, too',
    texts: {
      ...app(
        'patches:\n- target: {kind: Deployment}\n  patch: |\n    - {op: add, path: /spec/template/spec/containers/0/args/-, value: --a}\n    - {op: add, path: /spec/template/spec/containers/0/args/-, value: --b}\n',
      ),
      'base/web.yaml': (base['base/web.yaml'] ?? '').replace('image: side:1', 'image: side:1\n          args: [--a]'),
    },
    path: ['spec', 'template', 'spec', 'containers', 'side', 'args', 1],
    at: 'app/kustomization.yaml:5',
    change: ['--a', '--c'],
  },
  {
    name: 'the resource that has what an operation appends, too',
    texts: {
      ...app(
        'patches:\n- target: {kind: Deployment}\n  patch: |\n    - {op: add, path: /spec/template/spec/containers/0/args/-, value: --a}\n    - {op: add, path: /spec/template/spec/containers/0/args/-, value: --b}\n',
      ),
      'base/web.yaml': (base['base/web.yaml'] ?? '').replace('image: side:1', 'image: side:1\n          args: [--a]'),
    },
    path: ['spec', 'template', 'spec', 'containers', 'side', 'args', 0],
    at: 'base/web.yaml:13',
    change: ['--a', '--c'],
  },
  {
    name: 'an operation that took it away',
    texts: app(
      'patches:\n- target: {kind: Deployment}\n  patch: |\n    - op: remove\n      path: /spec/template/spec/containers/1/securityContext\n',
    ),
    path: privileged,
    at: 'app/kustomization.yaml:6',
    change: ['/securityContext', '/image'],
  },
  {
    name: 'the later of two patches',
    texts: {
      ...app('patches:\n- path: p.yaml\n  target: {kind: Deployment}\n- target: {kind: Deployment}\n  path: q.yaml\n'),
      'app/p.yaml': '- {op: remove, path: /spec/template/spec/containers/1/securityContext/privileged}\n',
      'app/q.yaml': '- {op: add, path: /spec/template/spec/containers/1/securityContext/privileged, value: true}\n',
    },
    path: privileged,
    at: 'app/q.yaml:1',
    change: ['value: true', 'value: false'],
  },
  {
    name: 'an image of a kustomization in the middle',
    texts: {
      'middle/kustomization.yaml':
        'resources: [../base]\nimages:\n- name: side\n  newTag: "9"\n- name: nginx\n  newName: registry.example:5000/nginx\n  newTag: "2.0"\n',
      'app/kustomization.yaml': 'resources: [../middle]\nnamePrefix: a-\n',
    },
    path: image,
    at: 'middle/kustomization.yaml:7',
    change: ['"2.0"', '"3.0"'],
  },
  {
    name: 'replicas',
    texts: app('replicas:\n- name: web\n  count: 3\n'),
    path: ['spec', 'replicas'],
    at: 'app/kustomization.yaml:3',
    change: ['web', 'another'],
  },
  {
    name: 'the namespace of the outermost that has one',
    texts: {
      'middle/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
      'app/kustomization.yaml': 'resources: [../middle]\nnamespace: prod\n',
    },
    path: ['metadata', 'namespace'],
    at: 'app/kustomization.yaml:2',
    change: ['prod', 'other'],
  },
  {
    name: 'a label',
    texts: app('labels:\n- pairs:\n    a: b\n- includeSelectors: true\n  pairs:\n    app: web\n'),
    path: ['spec', 'selector', 'matchLabels', 'app'],
    at: 'app/kustomization.yaml:7',
    change: ['web', 'other'],
  },
  {
    name: 'a common label and a common annotation',
    texts: app('commonLabels:\n  app: web\ncommonAnnotations:\n  note: x\n'),
    path: ['spec', 'template', 'metadata', 'annotations', 'note'],
    at: 'app/kustomization.yaml:5',
    change: ['x', 'y'],
  },
  {
    name: 'a label of a component',
    texts: {
      ...app('components: [../part]\n'),
      'part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonLabels:\n  app: web\n',
    },
    path: ['metadata', 'labels', 'app'],
    at: 'part/kustomization.yaml:4',
    change: ['web', 'other'],
  },
  {
    name: 'a replacement',
    texts: app(
      'replacements:\n- source: {kind: Deployment, name: web, fieldPath: metadata.name}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths:\n    - metadata.annotations.unused\n    - spec.template.spec.containers.[name=web].image\n    options: {create: true}\n',
    ),
    path: image,
    at: 'app/kustomization.yaml:8',
    change: ['[name=web].image', '[name=web].command'],
  },
  {
    name: 'a replacement in a file',
    texts: {
      ...app('replacements:\n- path: r.yaml\n'),
      'app/r.yaml':
        'source: {kind: Deployment, name: web, fieldPath: metadata.name}\ntargets:\n- select: {kind: Deployment}\n  fieldPaths: [spec.template.spec.containers.1.image]\n',
    },
    path: image,
    at: 'app/r.yaml:4',
    change: ['containers.1', 'containers.0'],
  },
];

describe("a built field's last writer", () => {
  it.each(cases)('is $name', async (each) => {
    await expectWriter({ build, place }, { ...each, texts: { ...base, ...each.texts } });
  });

  const untold: readonly [string, Texts, Path][] = [
    [
      'whose target is an expression that is not run',
      app(
        'patches:\n- target: {kind: "(D|X).+"}\n  patch: "- {op: replace, path: /spec/replicas, value: 7}"\n'
          .replace('"- {', '|-\n    - {')
          .replace('7}"', '7}'),
      ),
      ['spec', 'replicas'],
    ],
    [
      'whose labels would have to be matched',
      app(
        'patches:\n- target: {labelSelector: "tier in (front)"}\n  patch: |-\n    - {op: replace, path: /spec/replicas, value: 7}\n',
      ),
      ['spec', 'replicas'],
    ],
  ];
  it.each(untold)('is not told of a patch %s', async (_, texts, path) => {
    const found = await place({ ...base, ...texts }, 'app', 'Deployment', () => path);

    expect(found).toMatchObject({ kind: 'lines', file: 'base/web.yaml' });
  });
});
