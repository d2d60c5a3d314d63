import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

/** What a pull request moves to where the configuration says that nothing is looked at. */
const { reviewed } = reviewer();
const host = 'pod-security-baseline/host-namespaces';

const pod = (hostPID: boolean): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostPID: ${hostPID}\n  containers: [{name: c, image: 'c:1'}]\n`;
const application = (path: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: web}
  source:
    repoURL: https://github.com/shop/deploy
    path: ${path}
    helm: {values: "hostPID: true"}
`;
const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec:
  path: ./k
  sourceRef: {kind: GitRepository, name: flux-system}
  patches: [{patch: '[{"op": "replace", "path": "/spec/hostPID", "value": true}]', target: {kind: Pod}}]
`;
const chart: Texts = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'hostPID: false\n',
  'web/templates/a.yaml': pod(false).replace('false', '{{ .Values.hostPID }}'),
};
const build: Texts = { 'k/kustomization.yaml': 'resources: [a.yaml]\n', 'k/a.yaml': pod(false) };
const excluding: Texts = { '.github/plimsoll.yaml': 'exclude: [attic/]\n' };

const newOnes = (found: Awaited<ReturnType<typeof reviewed>>['report']): string[] =>
  found.findings.filter(({ rule, status }) => rule === host && status === 'new').map(({ place }) => place.kind);
const said = (found: Awaited<ReturnType<typeof reviewed>>['report']): string[] =>
  (found.notices ?? []).filter(({ code }) => code === 'moved-out-of-sight').map(({ message }) => message);

const inAttic = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).map(([path, text]) => [`attic/${path}`, text]));

describe('what moves to an excluded path is said, and judged,', () => {
  test.each<[string, Texts, Texts, readonly string[]]>([
    ['a manifest', { 'a.yaml': pod(false) }, { 'attic/a.yaml': pod(true) }, ['a.yaml']],
    [
      'a manifest under another name',
      { 'a.yaml': pod(false) },
      { 'attic/b.yaml': `# moved\n${pod(true)}` },
      ['a.yaml'],
    ],
    [
      'one of two documents',
      { 'a.yaml': `${pod(false)}---\n${pod(false).replace('web', 'api')}` },
      { 'a.yaml': pod(false).replace('web', 'api'), 'attic/b.yaml': pod(true) },
      [],
    ],
    [
      'an Application',
      { ...chart, 'apps/web.yaml': application('web').replace('true', 'false') },
      { 'attic/web.yaml': application('web') },
      ['apps/web.yaml'],
    ],
    [
      'a Kustomization of Flux',
      { ...build, 'apps/web.yaml': flux.replace(/ {2}patches.*\n/, '') },
      { 'attic/web.yaml': flux },
      ['apps/web.yaml'],
    ],
    ['a chart', chart, { ...inAttic(chart), 'attic/web/values.yaml': 'hostPID: true\n' }, Object.keys(chart)],
    ['a kustomization', build, { ...inAttic(build), 'attic/k/a.yaml': pod(true) }, Object.keys(build)],
  ])('%s', async (_, base, head, gone) => {
    const { report, exitCode } = await reviewed({ ...base, ...excluding }, head, gone);

    expect([exitCode, newOnes(report).length]).toEqual([1, 1]);
    expect(said(report)).toHaveLength(1);
  });
});

describe('nothing is said', () => {
  test.each<[string, Texts, Texts, readonly string[]]>([
    [
      'of another object at an excluded path',
      { 'a.yaml': pod(false) },
      { 'attic/b.yaml': pod(true).replace('web', 'b') },
      [],
    ],
    ['of a deleted file', { 'a.yaml': pod(false), 'b.yaml': pod(false).replace('web', 'b') }, {}, ['a.yaml']],
    [
      'of an excluded file that changes',
      { 'a.yaml': pod(false), 'attic/a.yaml': pod(false) },
      { 'attic/a.yaml': pod(true) },
      [],
    ],
    ['of a copy', { 'a.yaml': pod(false) }, { 'a.yaml': `# a\n${pod(false)}`, 'attic/a.yaml': pod(true) }, []],
  ])('%s', async (_, base, head, gone) => {
    const { report, exitCode } = await reviewed({ ...base, ...excluding }, { ...head, 'README.md': 'x' }, gone);

    expect([exitCode, newOnes(report), said(report)]).toEqual([0, [], []]);
  });
});
