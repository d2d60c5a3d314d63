import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const pod = (more = '', host = 'hostNetwork: true'): string => `apiVersion: v1
kind: Pod
metadata: {name: w}
spec: {${host}, containers: [{name: w, image: 'w:1'${more}}]}
`;
const build = (resource: string, more = ''): string => `resources: [${resource}]\n${more}`;
const application = (
  name: string,
  path: string,
  namespace = 'shop',
  server = 'https://kubernetes.default.svc',
): string =>
  `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  destination: {server: '${server}', namespace: ${namespace}}
  source: {repoURL: 'https://github.com/example/platform', targetRevision: HEAD, path: ${path}}
`;
const web: Texts = { 'base/w.yaml': pod(), 'base/kustomization.yaml': build('w.yaml') };
const built: Texts = { ...web, 'one/kustomization.yaml': build('../base') };
const { reviewed } = reviewer();

/** What is said of the host's network in sources that the base does not have as they are. */
async function told(base: Texts, head: Texts): Promise<readonly string[]> {
  const { report } = await reviewed(base, head);
  return report.findings
    .filter(({ rule }) => rule === 'pod-security-baseline/host-namespaces')
    .map(({ status, source }) => `${status} ${source}`);
}

describe('a second build of the same object', () => {
  test('brings nothing new where nothing says that it goes anywhere else', async () => {
    expect(await told(built, { 'two/kustomization.yaml': build('../base') })).toEqual(['existing two']);
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{pairs: {a: b}}]\n';
    expect(
      await told(built, {
        'c/kustomization.yaml': component,
        'two/kustomization.yaml': build('../base', 'components: [../c]\n'),
      }),
    ).toEqual(['existing two']);
  });

  test('brings what it adds, and what reaches further', async () => {
    const patch = (spec: string): string =>
      `patches: [{patch: '{apiVersion: v1, kind: Pod, metadata: {name: w}, spec: {${spec}}}'}]\n`;
    const { report } = await reviewed(built, {
      'two/kustomization.yaml': build(
        '../base',
        patch('hostPID: true, containers: [{name: w, securityContext: {privileged: true}}]'),
      ),
    });
    const grave = report.findings.filter(
      ({ status, severity }) => status === 'new' && severity !== 'medium' && severity !== 'low',
    );

    expect(grave.map(({ rule, path }) => `${rule} ${path.at(-1)}`).sort()).toEqual([
      'pod-security-baseline/host-namespaces hostPID',
      'pod-security-baseline/privileged-containers privileged',
    ]);
  });

  test('is new in another namespace, under another name, in another environment, and of another file', async () => {
    const others: readonly Texts[] = [
      { 'two/kustomization.yaml': build('../base', 'namespace: two\n') },
      { 'two/kustomization.yaml': build('../base', 'namePrefix: two-\n') },
      { 'prod/kustomization.yaml': build('../base') },
      { 'two/kustomization.yaml': build('w.yaml'), 'two/w.yaml': pod() },
    ];
    for (const head of others) expect(await told(built, head)).toEqual([expect.stringMatching(/^new /)]);
    const overlays: Texts = { ...web, 'overlays/one/kustomization.yaml': build('../../base') };
    expect(await told(overlays, { 'overlays/two/kustomization.yaml': build('../../base') })).toEqual([
      'new overlays/two',
    ]);
  });

  test('is new where a deployment takes it and nobody deployed the first, or the first was an example', async () => {
    expect(
      await told(built, { 'two/kustomization.yaml': build('../base'), 'argocd/two.yaml': application('two', 'two') }),
    ).toEqual(['new two']);
    const example: Texts = { ...web, 'examples/one/kustomization.yaml': build('../../base') };
    expect(await told(example, { 'two/kustomization.yaml': build('../base') })).toEqual(['new two']);
  });

  test('changes nothing of the first: that is no part of the change', async () => {
    const { report } = await reviewed(built, { 'two/kustomization.yaml': build('../base') });

    expect(report.findings.filter(({ source }) => source === 'one')).toEqual([]);
    expect(report.sources.map(({ id }) => id)).not.toContain('base');
  });
});

describe('a further deployment of what is deployed', () => {
  const apps: Texts = {
    ...web,
    'argocd/one.yaml': application('one', 'base'),
    'argocd/two.yaml': application('two', 'base', 'other'),
  };

  test('into a namespace where it is already brings nothing new', async () => {
    expect(await told(apps, { 'argocd/three.yaml': application('three', 'base') })).toEqual(['existing base@three']);
  });

  test('into another one, to another cluster, or declared for another environment is new', async () => {
    const others: readonly Texts[] = [
      { 'argocd/three.yaml': application('three', 'base', 'third') },
      { 'argocd/three.yaml': application('three', 'base', 'shop', 'https://other.example') },
      { 'prod/three.yaml': application('three', 'base') },
    ];
    for (const head of others) expect(await told(apps, head)).toEqual(['new base@three']);
  });
});

describe('a deployment of what was an example', () => {
  test('is new in all that it has: nobody deployed it', async () => {
    const example: Texts = { 'examples/web/w.yaml': pod(), 'examples/web/kustomization.yaml': build('w.yaml') };
    expect(await told(example, { 'argocd/web.yaml': application('web', 'examples/web') })).toContain(
      'new examples/web',
    );
    expect(
      await told(example, {
        'apps/web/kustomization.yaml': build('../../examples/web'),
        'argocd/web.yaml': application('web', 'apps/web'),
      }),
    ).toContain('new apps/web');
  });

  test('is what stood before where it was no example', async () => {
    expect(await told(web, { 'argocd/web.yaml': application('web', 'base') })).toContain('existing base');
  });
});
