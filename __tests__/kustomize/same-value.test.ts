import { describe, expect, test } from 'vitest';
import { type Path } from '../../src/model/json.ts';
import { builder, type Texts } from './built.ts';
import { expectWriter, type WriterCase } from './writers.ts';

const built = builder();

const base: Texts = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels: {tier: front}
  annotations: {note: old}
spec:
  replicas: 1
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web, tier: front}
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: reg.example/web:latest
          args: [--insecure]
          ports:
            - containerPort: 80
              hostPort: 80
          securityContext:
            privileged: true
        - name: side
          image: side:latest
`,
};

const app = (text: string): Texts => ({ ...base, 'app/kustomization.yaml': `resources: [../base]\n${text}` });

const container: Path = ['spec', 'template', 'spec', 'containers', 'web'];
const image: Path = [...container, 'image'];
const privileged: Path = [...container, 'securityContext', 'privileged'];
const appLabel: Path = ['spec', 'selector', 'matchLabels', 'app'];

const part = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: web
          securityContext:
            privileged: true
          args: [--insecure]
          ports:
            - containerPort: 80
              hostPort: 80
`;

const isLast: readonly WriterCase[] = [
  {
    name: "an image's tag",
    texts: app('images:\n- name: reg.example/web\n  newTag: latest\n'),
    path: image,
    at: 'app/kustomization.yaml:4',
    change: ['latest', 'v1'],
  },
  {
    name: "an image's tag beside its name",
    texts: app('images:\n- name: reg.example/web\n  newName: reg.example/web\n  newTag: latest\n'),
    path: image,
    at: 'app/kustomization.yaml:5',
    change: ['latest', 'v1'],
  },
  {
    name: "an image's digest",
    texts: {
      ...app(`images:\n- name: reg.example/web\n  digest: sha256:${'0'.repeat(64)}\n`),
      'base/web.yaml': (base['base/web.yaml'] ?? '').replace('web:latest', `web@sha256:${'0'.repeat(64)}`),
    },
    path: image,
    at: 'app/kustomization.yaml:4',
    change: ['0000', '1111'],
  },
  {
    name: 'the outermost of several kustomizations with the image',
    texts: {
      ...app('images:\n- name: reg.example/web\n  newTag: latest\n'),
      'app/kustomization.yaml': 'resources: [../middle]\nimages:\n- name: reg.example/web\n  newTag: latest\n',
      'middle/kustomization.yaml':
        'resources: [../base]\nimages:\n- {name: reg.example/web, newTag: latest}\n- {name: side, newTag: latest}\n',
    },
    path: image,
    at: 'app/kustomization.yaml:4',
    change: ['latest', 'v1'],
  },
  {
    name: 'an image behind a patch with the same image',
    texts: app(
      `images:\n- name: reg.example/web\n  newTag: latest\npatches:\n- patch: '[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "reg.example/web:latest"}]'\n  target: {kind: Deployment}\n`,
    ),
    path: image,
    at: 'app/kustomization.yaml:4',
    change: ['latest', 'v1'],
  },
  {
    name: 'replicas',
    texts: app('replicas:\n- name: web\n  count: 1\n'),
    path: ['spec', 'replicas'],
    at: 'app/kustomization.yaml:3',
    change: ['web', 'another'],
  },
  {
    name: 'the namespace',
    texts: app('namespace: shop\n'),
    path: ['metadata', 'namespace'],
    at: 'app/kustomization.yaml:2',
    change: ['shop', 'other'],
  },
  {
    name: 'a label',
    texts: app('labels:\n- pairs:\n    tier: front\n'),
    path: ['metadata', 'labels', 'tier'],
    at: 'app/kustomization.yaml:4',
    change: ['front', 'back'],
  },
  {
    name: "a label of pods' templates",
    texts: app('labels:\n- includeTemplates: true\n  pairs:\n    tier: front\n'),
    path: ['spec', 'template', 'metadata', 'labels', 'tier'],
    at: 'app/kustomization.yaml:5',
    change: ['front', 'back'],
  },
  {
    name: 'a label in selectors',
    texts: app('labels:\n- includeSelectors: true\n  pairs:\n    app: web\n'),
    path: appLabel,
    at: 'app/kustomization.yaml:5',
    change: ['web', 'shop'],
  },
  {
    name: 'a label in a field that the entry names',
    texts: app(
      'labels:\n- fields: [{path: spec/template/metadata/labels, kind: Deployment}]\n  pairs:\n    tier: front\n',
    ),
    path: ['spec', 'template', 'metadata', 'labels', 'tier'],
    at: 'app/kustomization.yaml:5',
    change: ['front', 'back'],
  },
  {
    name: 'a common label, which comes after the labels',
    texts: app('commonLabels:\n  app: web\nlabels:\n- includeSelectors: true\n  pairs: {app: web}\n'),
    path: appLabel,
    at: 'app/kustomization.yaml:3',
    change: ['web', 'shop'],
  },
  {
    name: 'a common annotation',
    texts: app('commonAnnotations:\n  note: old\n'),
    path: ['metadata', 'annotations', 'note'],
    at: 'app/kustomization.yaml:3',
    change: ['old', 'new'],
  },
  {
    name: 'the label of a component',
    texts: {
      ...app('components: [../part]\n'),
      'part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonLabels:\n  tier: front\n',
    },
    path: ['metadata', 'labels', 'tier'],
    at: 'part/kustomization.yaml:4',
    change: ['front', 'back'],
  },
  {
    name: 'a merge patch in a file',
    texts: { ...app('patches:\n- path: p.yaml\n'), 'app/p.yaml': part },
    path: privileged,
    at: 'app/p.yaml:12',
    change: ['true', 'false'],
  },
  {
    name: 'a merge patch in a file: an item of a list',
    texts: { ...app('patches:\n- path: p.yaml\n'), 'app/p.yaml': part },
    path: [...container, 'args', 0],
    at: 'app/p.yaml:13',
    change: ['--insecure', '--secure'],
  },
  {
    name: 'a merge patch in a file: a field of an item that it names',
    texts: { ...app('patches:\n- path: p.yaml\n'), 'app/p.yaml': part },
    path: [...container, 'ports', 0, 'hostPort'],
    at: 'app/p.yaml:16',
    change: ['hostPort: 80', 'hostPort: 81'],
  },
  {
    name: 'an inline merge patch of the old field',
    texts: app(`patchesStrategicMerge:\n- |\n${part.trimEnd().replaceAll(/^/gm, '  ')}\n`),
    path: privileged,
    at: 'app/kustomization.yaml:15',
    change: ['true', 'false'],
  },
  {
    name: 'an operation of a JSON patch',
    texts: app(
      'patches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/hostNetwork\n      value: true\n',
    ),
    path: ['spec', 'template', 'spec', 'hostNetwork'],
    at: 'app/kustomization.yaml:7',
    change: ['true', 'false'],
  },
  {
    name: 'an operation that writes what is around the field',
    texts: app(
      'patchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: web}\n  patch: |-\n    - op: add\n      path: /spec/template/spec/containers/0/securityContext\n      value:\n        privileged: true\n',
    ),
    path: privileged,
    at: 'app/kustomization.yaml:8',
    change: ['true', 'false'],
  },
  {
    name: 'an operation behind the label of its kustomization',
    texts: app(
      'commonLabels:\n  tier: front\npatchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: web}\n  patch: |-\n    - {op: replace, path: /metadata/labels/tier, value: front}\n',
    ),
    path: ['metadata', 'labels', 'tier'],
    at: 'app/kustomization.yaml:7',
    change: ['front', 'back'],
  },
];

/** What looks as if it wrote the value, and does not: the line of the resource has an effect. */
const isNot: readonly WriterCase[] = [
  {
    name: 'an image of another name that becomes this one',
    texts: app('images:\n- {name: web, newName: reg.example/web, newTag: latest}\n'),
    path: image,
    at: 'base/web.yaml:19',
    change: ['latest', 'v1'],
  },
  {
    name: 'an image whose name alone is repeated',
    texts: app('images:\n- {name: reg.example/web, newName: reg.example/web}\n'),
    path: image,
    at: 'base/web.yaml:19',
    change: ['latest', 'v1'],
  },
  {
    name: 'replicas of another',
    texts: {
      ...app('replicas:\n- {name: api, count: 1}\n'),
      'base/kustomization.yaml': 'resources: [web.yaml, api.yaml]\n',
      'base/api.yaml':
        'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: api}\nspec: {replicas: 1, template: {}}\n',
    },
    path: ['spec', 'replicas'],
    at: 'base/web.yaml:9',
    change: ['1', '2'],
  },
  {
    name: 'a label that is not written to selectors',
    texts: app('labels:\n- pairs: {app: web}\n'),
    path: appLabel,
    at: 'base/web.yaml:11',
    change: ['web', 'shop'],
  },
  {
    name: "a label that is not written to pods' templates",
    texts: app('labels:\n- pairs: {tier: front}\n'),
    path: ['spec', 'template', 'metadata', 'labels', 'tier'],
    at: 'base/web.yaml:14',
    change: ['front', 'back'],
  },
  {
    name: 'a common label in a selector of a custom resource',
    texts: {
      ...app('commonLabels: {app: web}\n'),
      'base/kustomization.yaml': 'resources: [web.yaml, monitor.yaml]\n',
      'base/monitor.yaml':
        'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\nspec:\n  selector:\n    matchLabels:\n      app: web\n',
    },
    kind: 'ServiceMonitor',
    path: appLabel,
    at: 'base/monitor.yaml:7',
    change: ['web', 'shop'],
  },
  {
    name: "a namespace as that of a binding's subject",
    texts: {
      ...app('namespace: shop\n'),
      'base/kustomization.yaml': 'resources: [web.yaml, binding.yaml]\n',
      'base/binding.yaml':
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: web}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects:\n- kind: ServiceAccount\n  name: web\n  namespace: shop\n',
    },
    kind: 'RoleBinding',
    path: ['subjects', 0, 'namespace'],
    at: 'base/binding.yaml:8',
    change: ['shop', 'other'],
  },
  {
    name: 'a patch of an object of another namespace',
    texts: {
      ...app('patches:\n- path: p.yaml\n'),
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'app/kustomization.yaml': 'resources: [../base, other.yaml]\npatches:\n- path: p.yaml\n',
      'app/other.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: other}\nspec: {template: {spec: {hostNetwork: true}}}\n',
      'app/p.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: other}\nspec: {template: {spec: {hostNetwork: true}}}\n',
    },
    kind: 'Deployment/shop',
    path: ['spec', 'template', 'spec', 'hostNetwork'],
    at: 'base/web.yaml:16',
    change: ['true', 'false'],
  },
  {
    name: 'a patch for another name',
    texts: app(
      'patches:\n- target: {kind: Deployment, name: api}\n  patch: |-\n    - {op: replace, path: /spec/template/spec/hostNetwork, value: true}\n',
    ),
    path: ['spec', 'template', 'spec', 'hostNetwork'],
    at: 'base/web.yaml:16',
    change: ['true', 'false'],
  },
  {
    name: 'a replacement that leaves the object out',
    texts: app(
      'replacements:\n- source: {kind: Deployment, name: web, fieldPath: spec.replicas}\n  targets:\n  - select: {kind: Deployment}\n    reject: [{name: web}]\n    fieldPaths: [spec.replicas]\n',
    ),
    path: ['spec', 'replicas'],
    at: 'base/web.yaml:9',
    change: ['1', '2'],
  },
];

describe('a value that a kustomization sets to what it was', () => {
  test.each(isLast)('is written there: $name', async (each) => expectWriter(built, each));
  test.each(isNot)('is written in the resource: $name', async (each) => expectWriter(built, each));

  test('is written at the replacement, whose source has it', async () => {
    const texts = {
      ...app(
        'replacements:\n- source: {kind: ConfigMap, name: settings, fieldPath: data.image}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths:\n    - spec.template.spec.containers.[name=web].image\n',
      ),
      'base/kustomization.yaml': 'resources: [web.yaml, settings.yaml]\n',
      'base/settings.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {image: "reg.example/web:latest"}\n',
    };
    const path = ['spec', 'template', 'spec', 'containers', 0, 'image'];

    expect(await built.place(texts, 'app', 'Deployment', () => path)).toMatchObject({
      file: 'app/kustomization.yaml',
      first: 7,
    });
  });

  test.each([
    ['a port', ['spec', 'template', 'spec', 'containers', 0, 'ports', 0, 'containerPort'], 22],
    ['a container', ['spec', 'template', 'spec', 'containers', 0, 'name'], 18],
    ['the object', ['metadata', 'name'], 4],
    ['the kind of object', ['apiVersion'], 1],
  ])('is written in the resource where a patch only names %s', async (_, path, line) => {
    const texts = { ...app('patches:\n- path: p.yaml\n'), 'app/p.yaml': part };

    expect(await built.place(texts, 'app', 'Deployment', () => path)).toMatchObject({
      file: 'base/web.yaml',
      first: line,
    });
  });
});
