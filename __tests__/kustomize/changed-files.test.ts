import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed } = reviewer();

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: shop, image: "shop:1.0.0"}]}
`;
const quiet = '[{"op": "add", "path": "/metadata/labels", "value": {"team": "shop"}}]';
const loud = '[{"op": "add", "path": "/spec/template/spec/hostPID", "value": true}]';
const merge = (more: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {template: {spec: {${more}}}}\n`;

const patching = (path: string): string =>
  `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: patch}\npath: ${path}\ntarget: {kind: Deployment}\n`;
const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');
const replacing = (path: string): string =>
  `apiVersion: builtin\nkind: ReplacementTransformer\nmetadata: {name: r}\nreplacements: [{path: ${path}}]\n`;
const copies = (to: string): string =>
  `source: {kind: ConfigMap, name: flags, fieldPath: data.flag}\ntargets: [{select: {kind: Deployment}, fieldPaths: [${to}], options: {create: true}}]\n`;

interface Case {
  readonly name: string;
  readonly texts: Texts;
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

const cases: readonly Case[] = [
  {
    name: 'the file of a transformer names',
    texts: {
      'app/kustomization.yaml': 'resources: [d.yaml]\ntransformers: [t.yaml]\n',
      'app/t.yaml': patching('patches/p.yaml'),
    },
    file: 'app/patches/p.yaml',
    before: quiet,
    after: loud,
  },
  {
    name: 'an inline transformer names',
    texts: {
      'app/kustomization.yaml': `resources: [d.yaml]\ntransformers:\n  - |\n${indented(patching('patches/p.yaml'))}`,
    },
    file: 'app/patches/p.yaml',
    before: quiet,
    after: loud,
  },
  {
    name: 'a transformer in one line names',
    texts: {
      'app/kustomization.yaml':
        'resources: [d.yaml]\ntransformers:\n  - "{apiVersion: builtin, kind: PatchTransformer, metadata: {name: p}, path: patches/p.yaml, target: {kind: Deployment}}"\n',
    },
    file: 'app/patches/p.yaml',
    before: quiet,
    after: loud,
  },
  {
    name: 'a transformer in a folder of such names, from where the folder is used',
    texts: {
      'app/kustomization.yaml': 'resources: [d.yaml]\ntransformers: [plugins]\n',
      'app/plugins/kustomization.yaml': 'resources: [t.yaml]\n',
      'app/plugins/t.yaml': patching('patches/p.yaml'),
    },
    file: 'app/patches/p.yaml',
    before: quiet,
    after: loud,
  },
  {
    name: 'a strategic merge transformer names',
    texts: {
      'app/kustomization.yaml': 'resources: [d.yaml]\ntransformers: [t.yaml]\n',
      'app/t.yaml':
        'apiVersion: builtin\nkind: PatchStrategicMergeTransformer\nmetadata: {name: p}\npaths: [patches/p.yaml]\n',
    },
    file: 'app/patches/p.yaml',
    before: merge('hostIPC: false'),
    after: merge('hostIPC: true'),
  },
  {
    name: 'a replacement transformer names',
    texts: {
      'app/kustomization.yaml': 'resources: [d.yaml, flags.yaml]\ntransformers: [t.yaml]\n',
      'app/flags.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flags}\ndata: {flag: registry.example/web}\n',
      'app/t.yaml': replacing('rules/r.yaml'),
    },
    file: 'app/rules/r.yaml',
    before: copies('metadata.annotations.team'),
    after: copies('spec.template.spec.containers.0.image'),
  },
  {
    name: 'a generator gives its chart as values',
    texts: {
      'app/kustomization.yaml': 'resources: [d.yaml]\ngenerators: [g.yaml]\n',
      'app/g.yaml':
        'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: web}\nname: web\nreleaseName: web\nvaluesFile: values/web.yaml\n',
      'app/charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'app/charts/web/templates/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: {{ .Values.pid }}, containers: [{name: web, image: "web:1"}]}\n',
    },
    file: 'app/values/web.yaml',
    before: 'pid: false\n',
    after: 'pid: true\n',
  },
  {
    name: 'a transformer names once its own kustomization has patched it',
    texts: {
      'app/kustomization.yaml': 'resources: [d.yaml]\ntransformers: [plugins]\n',
      'app/plugins/kustomization.yaml':
        'resources: [t.yaml]\npatches:\n  - target: {kind: PatchTransformer}\n    patch: |-\n      - {op: replace, path: /path, value: patches/p.txt}\n',
      'app/plugins/t.yaml': patching('patches/none.yaml'),
    },
    file: 'app/patches/p.txt',
    before: quiet,
    after: loud,
  },
  {
    name: 'a transformer names once a replacement has put its path together',
    texts: {
      'app/kustomization.yaml': 'resources: [d.yaml]\ntransformers: [plugins]\n',
      'app/plugins/kustomization.yaml':
        'resources: [../base]\nreplacements:\n  - source: {kind: PatchTransformer, fieldPath: metadata.name}\n    targets: [{select: {kind: PatchTransformer}, fieldPaths: [path], options: {delimiter: /, index: 1}}]\n',
      'app/base/kustomization.yaml': 'resources: [t.yaml]\n',
      'app/base/t.yaml': patching('patches/none'),
    },
    file: 'app/patches/patch',
    before: quiet,
    after: loud,
  },
];

describe('a review looks at a build when a file changes that', () => {
  test.each(cases)('$name', async ({ texts, file, before, after }) => {
    const all = { 'app/d.yaml': deployment, ...texts };
    const { report } = await reviewed({ ...all, [file]: before }, { ...all, [file]: after });

    expect(report.problems).toEqual([]);
    expect(report.sources.map(({ id, status }) => `${id} ${status}`)).toContain('app rendered');
    expect(report.findings.some(({ source, status }) => source === 'app' && status === 'new')).toBe(true);
  });
});
