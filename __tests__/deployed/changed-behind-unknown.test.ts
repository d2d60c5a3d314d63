import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed } = reviewer();

const chart: Texts = {
  'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  'c/values.yaml': 'hn: false\n',
  'c/templates/a.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: {{ .Values.hn }}\n  containers: [{name: a, image: a:1}]\n',
};
const release = (more: string): string => `releases:\n  - {name: r, chart: ./c, namespace: x}\n${more}`;
const own = (field: string): string => `releases:\n  - name: r\n    chart: ./c\n    namespace: x\n    ${field}\n`;

/** What is said of a change from one to the other, in files beside the chart. */
async function said(base: Texts, head: Texts): Promise<string[]> {
  const { report } = await reviewed({ ...chart, ...base }, { ...chart, ...head });
  return [
    ...report.unknown.map(({ file, line, why }) => `${file}:${line}: ${why}`),
    ...(report.unread ?? []).map(({ file, why }) => `${file}: ${why}`),
  ];
}

describe('what a helmfile says in ways that are not followed', () => {
  test.each([
    ['valuesTemplate', (value: string) => own(`valuesTemplate: [{hn: ${value}}]`)],
    ['strategicMergePatches', (value: string) => own(`strategicMergePatches: [{spec: {hostPID: ${value}}}]`)],
    ['inherit', (value: string) => `${own('inherit: [{template: d}]')}templates: {d: {values: [{hn: ${value}}]}}\n`],
    ['args', (value: string) => `${release('')}helmDefaults: {args: [--set, hn=${value}]}\n`],
  ])('is named when %s changes', async (field, helmfile) => {
    const texts = await said({ 'helmfile.yaml': helmfile('false') }, { 'helmfile.yaml': helmfile('true') });

    expect(texts).toEqual([expect.stringContaining(`${field} of a helmfile is not supported.`)]);
  });

  test('hangs what was found on a value of its environment', async () => {
    const helmfile = (value: string): string =>
      `environments: {default: {values: [{hn: ${value}}]}}\n---\n${own('values: [{hn: "{{ .Values.hn }}"}]')}`;
    const { report } = await reviewed(
      { ...chart, 'helmfile.yaml': helmfile('false') },
      { ...chart, 'helmfile.yaml': helmfile('true') },
    );

    expect(report.unknown).toMatchObject([
      { file: 'helmfile.yaml', hanging: [{ rule: 'pod-security-baseline/host-namespaces' }] },
    ]);
  });

  test('is not named for another release that changes', async () => {
    const helmfile = (value: string): string =>
      `${own('secrets: [a.enc]')}  - {name: other, chart: ./c, namespace: y, values: [{hn: ${value}}]}\n`;

    expect(await said({ 'helmfile.yaml': helmfile('false') }, { 'helmfile.yaml': helmfile('null') })).toEqual([]);
  });

  test.each([
    ['a file of another state', 'docs/x.yaml', release('helmfiles: [docs/x.yaml]\n'), 'releases: []\n'],
    ['a base in a hidden file', '.b.yaml', release('bases: [./.b.yaml]\n'), 'releases: []\n'],
  ])('is named when %s changes', async (_, file, helmfile, text) => {
    const base = { 'helmfile.yaml': helmfile, [file]: text };

    expect(await said(base, { ...base, [file]: `# now\n${text}` })).toEqual([
      expect.stringMatching(/^helmfile\.yaml:3: \S+ of `(?:helmfiles|bases)` is not read as a helmfile\.$/),
    ]);
  });

  test.each([
    ['a file by a template of its name', 'docs/default.yaml', own('values: ["docs/{{ .Environment.Name }}.yaml"]')],
    ['a file by its ending alone', 'default.values', own('values: ["{{ .Environment.Name }}.values"]')],
    ['secrets', 's.enc', own('secrets: [s.enc]')],
    ['a reference', 'x.txt', own('values: [{hn: "ref+file://x.txt"}]')],
    ['readFile', 'rel.txt', own(`values: ['{{ readFile "rel.txt" }}']`)],
    ['a program', 'a.sh', own('postRenderer: ./a.sh')],
  ])('names %s', async (_, file, helmfile) => {
    const base = { 'helmfile.yaml': helmfile, [file]: 'hn: false\n', 'README.md': 'a' };
    const texts = await said(base, { ...base, [file]: 'hn: true\n', 'README.md': 'b' });

    expect(texts).toEqual([`${file}: helmfile.yaml names it, and how it uses it is not known.`]);
  });
});

test('variables of a Secret of the repository are unknown, and named when the Secret changes', async () => {
  const texts = (value: string): Texts => ({
    'apps/pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: ${HN}\n  containers: [{name: a, image: a:1}]\n',
    'clusters/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild:
    substituteFrom: [{kind: Secret, name: vars}]
`,
    'clusters/vars.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: vars, namespace: flux-system}\nstringData: {HN: "${value}"}\n`,
  });
  const { report } = await reviewed(texts('false'), texts('true'));

  expect(report.unknown).toMatchObject([
    {
      file: 'clusters/apps.yaml',
      line: 8,
      why: 'Secret/vars is in this repository, but its values are not read.',
      hanging: [{ rule: 'pod-security-baseline/host-namespaces' }],
    },
  ]);
});
