import { describe, expect, it } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { tgzOf } from '../fetch/archives.ts';
import { type Answer } from '../fetch/stand-in.ts';
import { serve } from '../fetch/world.ts';
import { allowing, reviewer, type Texts } from '../remote/reviewed.ts';

const rule = 'pod-security-baseline/privileged-containers';

const pod = (privileged: boolean, name = 'web'): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        privileged: ${privileged}
`;

/** A repository as a git host packs it, with what such archives have beside files. */
function packed(texts: Texts): Uint8Array {
  return tgzOf(Object.entries(texts).map(([path, text]) => ({ path: `repo-v1/${path}`, text })));
}

const base: Texts = {
  'deploy/base/kustomization.yaml': 'resources: [pod.yaml, ../common]\n',
  'deploy/base/pod.yaml': pod(true),
  'deploy/common/kustomization.yaml': 'configMapGenerator: [{name: env, files: [env.txt]}]\n',
  'deploy/common/env.txt': 'A=1\n',
  'unrelated.yaml': 'a: 1\n',
};

const archive = (texts: Texts): Readonly<Record<string, Answer>> => ({
  '/org/repo/archive/v1.tar.gz': { status: 200, body: packed(texts) },
});

function privileged({ findings }: Report) {
  return findings.filter((finding) => finding.rule === rule);
}

const { audited, reviewed } = reviewer();

describe('a base in another repository', () => {
  it('is built where its host is allowed, and what it brings stands at the line that names it', async () => {
    const { origin, seen } = await serve(() => archive(base));

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': `namePrefix: our-\nresources:\n  - ${origin}/org/repo//deploy/base?ref=v1 # pinned\n`,
    });

    expect(report.problems).toEqual([]);
    expect(report.sources).toMatchObject([{ id: '.', status: 'rendered', objects: 2 }]);
    expect(privileged(report)).toMatchObject([
      {
        object: { name: 'our-web' },
        message: 'Container "web" runs privileged.',
        origin: { template: { chart: 'org/repo/deploy/base v1', file: 'pod.yaml', line: 10 } },
        place: { kind: 'lines', file: 'kustomization.yaml', first: 3, last: 3 },
      },
    ]);
    expect(seen.map(({ path }) => path)).toEqual(['/org/repo/archive/v1.tar.gz']);
  });

  it('is fetched too where a deployment adds it as a component, on whose lines it stands', async () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [pod.yaml]\n';
    const { origin } = await serve(() =>
      archive({ 'more/kustomization.yaml': component, 'more/pod.yaml': pod(true, 'more') }),
    );

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'web/kustomization.yaml': 'resources: [pod.yaml]\n',
      'web/pod.yaml': pod(false),
      'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source:
    repoURL: https://git.example/shop/deploy
    path: web
    kustomize: {components: ["${origin}/org/repo//more?ref=v1"]}
`,
    });

    expect(report.problems).toEqual([]);
    expect(privileged(report)).toMatchObject([
      { object: { name: 'more' }, place: { kind: 'lines', file: 'apps/web.yaml', first: 1 } },
    ]);
  });

  it('is asked for once, and is not fetched where nothing of it changes', async () => {
    const { origin, seen } = await serve(() => archive(base));
    const texts: Texts = {
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': `resources: ["${origin}/org/repo//deploy/base?ref=v1"]\n`,
    };

    const same = await reviewed(texts, { ...texts, 'README.md': 'Hello' });
    const asked = seen.length;
    const changed = await reviewed(texts, {
      ...texts,
      'kustomization.yaml': `${texts['kustomization.yaml'] ?? ''}namePrefix: a-\n`,
    });

    expect([same.exitCode, asked, changed.report.problems, seen.length]).toEqual([0, 0, [], 1]);
  });

  it('that is not allowed is a problem that says which line to add, and loses nothing else', async () => {
    const server = await serve(() => archive(base));

    const { report, exitCode } = await audited({
      'app/kustomization.yaml': `resources:\n- ${server.origin}/org/repo//deploy/base?ref=v1\n`,
      'pod.yaml': pod(true),
    });

    expect(server.seen).toEqual([]);
    expect(exitCode).toBe(3);
    expect(report.problems).toEqual([
      {
        stage: 'render',
        code: 'remote-refused',
        subject: 'app',
        message:
          `org/repo v1 was not fetched from ${server.host}: ${server.origin} is not on the list of allowed hosts; list ` +
          'it with its scheme to allow it. Add it to fetch.hosts in .github/plimsoll.yaml to allow it.',
        place: { kind: 'lines', file: 'app/kustomization.yaml', first: 2, last: 2 },
      },
    ]);
    expect(privileged(report)).toMatchObject([{ source: 'pod.yaml' }]);
  });

  it.each([
    ['https://github.com/acme/base//deploy?ref=v1', 'codeload.github.com'],
    ['github.com/acme/base/deploy?ref=v1', 'codeload.github.com'],
    ['git@github.com:acme/base.git/deploy?ref=v1', 'codeload.github.com'],
    ['https://gitlab.com/acme/base//deploy?ref=v1', 'gitlab.com'],
    ['ssh://git@git.example.test/acme/base.git//deploy?ref=v1', 'git.example.test'],
  ])('%s would come from %s', async (address, host) => {
    const { report } = await audited({ 'kustomization.yaml': `resources: ["${address}"]\n` });

    expect(report.problems).toMatchObject([
      {
        code: 'remote-refused',
        message:
          `acme/base v1 was not fetched from ${host}: ${host} is not on the list of allowed hosts. ` +
          'Add it to fetch.hosts in .github/plimsoll.yaml to allow it.',
      },
    ]);
  });

  it('may itself take a base from a third one', async () => {
    const { origin } = await serve((_, own) => ({
      '/org/repo/archive/v1.tar.gz': {
        status: 200,
        body: packed({ 'kustomization.yaml': `resources: ["${own}/org/other?ref=v2"]\n` }),
      },
      '/org/other/archive/v2.tar.gz': {
        status: 200,
        body: packed({ 'kustomization.yaml': 'resources: [pod.yaml]\n', 'pod.yaml': pod(true) }),
      },
    }));

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': `resources:\n- ${origin}/org/repo.git?ref=v1\n`,
    });

    expect(report.problems).toEqual([]);
    expect(privileged(report)).toMatchObject([
      {
        message: 'Container "web" runs privileged.',
        origin: { template: { chart: 'org/other v2', file: 'pod.yaml', line: 10 } },
        place: { first: 2 },
      },
    ]);
  });

  const wrong: readonly [string, Texts, string, string][] = [
    [
      'without the folder',
      { 'kustomization.yaml': 'namePrefix: a-\n' },
      'kustomize-failed',
      'org/repo v1 has no kustomization in its folder deploy/base.',
    ],
    [
      'that reaches out of its repository',
      { 'deploy/base/kustomization.yaml': 'resources: [../../../app]\n' },
      'path-outside',
      'deploy/base/kustomization.yaml, which is fetched for this build, names ../../../app, which is outside its repository.',
    ],
    [
      'that does not build',
      { 'deploy/base/kustomization.yaml': 'resources: [nowhere.yaml]\n' },
      'kustomize-failed',
      "http://HOST/org/repo@v1/deploy/base/kustomization.yaml: 'http://HOST/org/repo@v1/deploy/base/nowhere.yaml' doesn't exist",
    ],
  ];
  it.each(wrong)('%s is a problem at the line that names it', async (_, texts, code, message) => {
    const { origin, host } = await serve(() => archive(texts));

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': `resources:\n- ${origin}/org/repo//deploy/base?ref=v1\n`,
    });

    expect(report.problems).toMatchObject([
      {
        code,
        message: message.replaceAll('HOST', host),
        place: { kind: 'lines', file: 'kustomization.yaml', first: 2, last: 2 },
      },
    ]);
  });
});

describe('a file of an address', () => {
  it("is a resource, a patch or a generator's file, each at the line that names it", async () => {
    const { origin } = await serve(() => ({
      '/a/pod.yaml': { status: 200, body: pod(true) },
      '/a/patch.yaml': { status: 200, body: '- {op: add, path: /spec/hostPID, value: true}\n' },
      '/a/env.txt': { status: 200, body: 'A=1\n' },
    }));

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'app/kustomization.yaml':
        `resources:\n- ${origin}/a/pod.yaml\npatches:\n- path: ${origin}/a/patch.yaml\n  target: {kind: Pod}\n` +
        `configMapGenerator:\n- name: env\n  files: [x=${origin}/a/env.txt]\n`,
    });

    expect(report.problems).toEqual([]);
    expect(report.sources).toMatchObject([{ id: 'app', status: 'rendered', objects: 2 }]);
    expect(privileged(report)).toMatchObject([
      {
        message: 'Container "web" runs privileged.',
        origin: { template: { chart: null, file: 'pod.yaml', line: 10 } },
        place: { file: 'app/kustomization.yaml', first: 2 },
      },
    ]);
    expect(report.findings.map((finding) => finding.rule)).toContain('pod-security-baseline/host-namespaces');
  });

  it('that is not there is a problem', async () => {
    const { origin, host } = await serve(() => ({}));

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': `resources: ["${origin}/a/pod.yaml"]\n`,
    });

    expect(report.problems).toMatchObject([
      {
        code: 'fetch-failed',
        message: `pod.yaml was not fetched from ${host}: ${origin}/a/pod.yaml was not found.`,
      },
    ]);
  });
});

describe('an archive of a repository', () => {
  const kustomization = 'resources: [pod.yaml]\n';
  const entry = (path: string, text: string) => ({ path: `repo-v1/${path}`, text });

  it('may have links and large files, which are left out', async () => {
    const body = tgzOf([
      entry('kustomization.yaml', kustomization),
      entry('pod.yaml', pod(true)),
      { path: 'repo-v1/link', flag: '2', link: '/etc/passwd' },
      entry('large.bin', '0'.repeat(6 * 1024 * 1024)),
    ]);
    const { origin } = await serve(() => ({ '/org/repo/archive/v1.tar.gz': { status: 200, body } }));

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': `resources: ["${origin}/org/repo//?ref=v1"]\n`,
    });

    expect([report.problems, privileged(report).length]).toEqual([[], 1]);
  });

  it.each([
    ['a path that leads out of it', [{ path: 'repo-v1/../../etc/x', text: 'a' }]],
    ['a device', [{ path: 'repo-v1/null', flag: '3' }]],
    ['two folders at its top', [{ path: 'other/x', text: 'a' }]],
  ])('with %s is refused whole', async (_, more) => {
    const body = tgzOf([entry('kustomization.yaml', kustomization), entry('pod.yaml', pod(true)), ...more]);
    const { origin } = await serve(() => ({ '/org/repo/archive/v1.tar.gz': { status: 200, body } }));

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'app/kustomization.yaml': `resources: ["${origin}/org/repo//?ref=v1"]\n`,
      'other.yaml': pod(true),
    });

    expect(report.problems).toMatchObject([{ code: 'archive-refused', subject: 'app' }]);
    expect(privileged(report)).toMatchObject([{ source: 'other.yaml' }]);
  });

  it('of a base that names itself is taken once', async () => {
    const { origin, seen } = await serve((_, own) =>
      archive({ 'kustomization.yaml': `resources: ["${own}/org/repo//?ref=v1"]\n` }),
    );

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'kustomization.yaml': `resources: ["${origin}/org/repo//?ref=v1"]\n`,
    });

    expect(report.problems.map(({ code }) => code)).toEqual(['kustomize-failed']);
    expect(seen.length).toBe(1);
  });
});
