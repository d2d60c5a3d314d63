/** Rules with `report: lost`, end to end: a real repository, the real engines, rules of our own. */
import { describe, expect, test } from 'vitest';
import { container, deployment, own, ratchets } from './pack.ts';

const { reviewed, audited } = ratchets();

const good = container('app');
const without = container('app', null);
const was = 'spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem was true.';
const lost = { rule: 'own/read-only', status: 'new', severity: 'high', lost: true, was: true };

describe('a protection that the change takes away is said', () => {
  test.each([
    ['a field is removed', container('app', '{}')],
    ['all of its context is removed', without],
    ['a field is set to a bad value', container('app', '{readOnlyRootFilesystem: false}')],
  ])('where %s', async (_, bad) => {
    const outcome = await reviewed({
      base: { 'web.yaml': deployment([good]) },
      head: { 'web.yaml': deployment([bad]) },
    });

    expect(own(outcome)).toMatchObject([
      { ...lost, message: `Container "app" can write to its root. At the base, ${was}` },
    ]);
    expect(outcome.report.verdict).toBe('fail');
  });

  test('where the object moved to another file', async () => {
    const outcome = await reviewed({
      base: { 'web.yaml': deployment([good]) },
      head: { 'apps/web.yaml': deployment([without]) },
      gone: ['web.yaml'],
    });

    expect(own(outcome)).toMatchObject([{ ...lost, source: 'apps/web.yaml' }]);
  });

  test.each([
    ['and nothing else of it changed', 'web2', without],
    ['and its container with it', 'web2', container('web2', null)],
  ])('where the workload was renamed %s', async (_, name, bad) => {
    const before = bad === without ? good : container('web');
    const outcome = await reviewed({
      base: { 'web.yaml': deployment([before]) },
      head: { 'web.yaml': deployment([bad], name).replaceAll('example.test/web2:', 'example.test/web:') },
    });

    expect(own(outcome)).toMatchObject([lost]);
  });

  test('where other containers stand before it now', async () => {
    const outcome = await reviewed({
      base: { 'web.yaml': deployment([good]) },
      head: { 'web.yaml': deployment([container('proxy'), without]) },
    });

    expect(own(outcome)).toMatchObject([
      { ...lost, path: ['spec', 'template', 'spec', 'containers', 1, 'securityContext', 'readOnlyRootFilesystem'] },
    ]);
    expect(own(outcome)[0]?.message).toContain(was);
  });

  test.each([
    ['alone in its pod, with another image', [good], [container('new', null)]],
    [
      'and found by its image, in another place',
      [container('proxy'), good],
      [container('new', null).replace('/new:', '/app:'), container('other')],
    ],
    ['and found by its place', [container('proxy'), good], [container('proxy'), container('new', null)]],
  ])('where a container was renamed, %s', async (_, base, head) => {
    const outcome = await reviewed({
      base: { 'web.yaml': deployment(base) },
      head: { 'web.yaml': deployment(head) },
    });

    expect(own(outcome)).toMatchObject([
      { ...lost, message: expect.stringMatching(/^Container "new" can write to its root/) as unknown },
    ]);
  });

  test('where a container became an init container', async () => {
    const outcome = await reviewed({
      base: { 'web.yaml': deployment([good, container('proxy')]) },
      head: { 'web.yaml': `${deployment([good])}      initContainers:\n${container('proxy', null)}` },
    });

    expect(own(outcome)).toMatchObject([lost]);
  });

  test("where the namespace that its source puts it in is now the object's own", async () => {
    const built = (namespace: string): Record<string, string> => ({
      'kustomization.yaml': `${namespace}resources: [web.yaml]\n`,
    });
    const outcome = await reviewed({
      base: { ...built(''), 'web.yaml': deployment([good]) },
      head: { ...built('namespace: shop\n'), 'web.yaml': deployment([without]) },
    });

    expect(own(outcome)).toMatchObject([{ ...lost, object: { namespace: 'shop' } }]);
  });

  test('where a value of a chart takes it, in each source that renders it', async () => {
    const chart = {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': 'readOnly: true\n',
      'web/ci/a-values.yaml': 'x: 1\n',
      'web/templates/web.yaml': deployment([container('app', '{readOnlyRootFilesystem: {{ .Values.readOnly }}}')]),
    };
    const outcome = await reviewed({ base: chart, head: { 'web/values.yaml': 'readOnly: false\n' } });

    expect(own(outcome)).toMatchObject([lost, lost]);
    expect(own(outcome)[0]).toMatchObject({ origin: { values: { file: 'web/values.yaml', line: 1 } } });
  });

  test('where what protected it stood in another file', async () => {
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n';
    const outcome = await reviewed({
      base: { 'web.yaml': deployment([without]), 'policy.yaml': policy },
      head: {},
      gone: ['policy.yaml'],
    });

    expect(own(outcome)).toMatchObject([
      {
        rule: 'own/isolated',
        status: 'new',
        was: null,
        message:
          'Nothing limits what reaches it. The base commit has this protection; this pull request takes it away.',
      },
    ]);
  });
});

describe('nothing is said', () => {
  test.each([
    ['of a container that is new in an old object', [good], [good, container('new', null)]],
    ['of a container that is new beside one that stays', [good], [container('new', null), good]],
    ['of a renamed container that had it at the base', [without], [container('new', null)]],
    [
      'of a container that is new beside one that is renamed',
      [good],
      [container('renamed').replace('/renamed:', '/app:'), container('new', null)],
    ],
    ['of what stood at the base', [without], [without]],
    ['of what stood at the base in another way', [container('app', '{readOnlyRootFilesystem: false}')], [without]],
    ['of what is mended', [without], [good]],
  ])('%s', async (_, base, head) => {
    const outcome = await reviewed({
      base: { 'web.yaml': deployment(base) },
      head: { 'web.yaml': `# changed\n${deployment(head)}` },
    });

    expect(own(outcome)).toEqual([]);
  });

  test('of a new object', async () => {
    const outcome = await reviewed({
      base: { 'web.yaml': deployment([good]) },
      head: { 'api.yaml': deployment([without], 'api') },
    });

    expect(own(outcome)).toEqual([]);
  });

  test('of another workload in the place of one', async () => {
    const outcome = await reviewed({
      base: { 'web.yaml': deployment([good]) },
      head: { 'web.yaml': deployment([container('other', null)], 'other') },
    });

    expect(own(outcome)).toEqual([]);
  });

  test('of a new test of a chart', async () => {
    const chart = {
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'web/values.yaml': 'readOnly: true\n',
      'web/templates/web.yaml': deployment([container('app', '{readOnlyRootFilesystem: {{ .Values.readOnly }}}')]),
    };
    const outcome = await reviewed({ base: chart, head: { 'web/ci/a-values.yaml': 'readOnly: false\n' } });

    expect(own(outcome)).toEqual([]);
  });

  test('of an object that another of its name replaced at the base', async () => {
    const outcome = await reviewed({
      base: { 'web.yaml': `${deployment([good])}---\n${deployment([without])}` },
      head: { 'web.yaml': deployment([without]) },
    });

    expect(own(outcome)).toEqual([]);
  });
});

describe('what is not known of the base is not lost', () => {
  const chart = (template: string): Record<string, string> => ({
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': 'readOnly: true\n',
    'web/templates/web.yaml': template,
  });
  const security = '{readOnlyRootFilesystem: {{ .Values.readOnly }}}';

  test('where the base does not render', async () => {
    const outcome = await reviewed({
      base: chart('{{ fail "no" }}'),
      head: chart(deployment([without])),
    });

    expect(own(outcome)).toEqual([]);
    expect(outcome.report.problems).toEqual([]);
  });

  test('where the base could not be read, and head is the same', async () => {
    const outcome = await reviewed({
      base: { 'web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: [\n' },
      head: { 'web.yaml': deployment([without]) },
    });

    expect(own(outcome)).toEqual([]);
  });

  const release = (more: string): Record<string, string> => ({
    'clusters/web.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart: {spec: {chart: web, sourceRef: {kind: GitRepository, name: flux-system}}}
${more}`,
  });
  const fromSecret = release('  valuesFrom: [{kind: Secret, name: web, valuesKey: x, targetPath: readOnly}]\n');
  const deployed = { ...chart(deployment([container('app', security)])), ...release('') };

  test('where a value that only a cluster has decided it', async () => {
    const head = release('  values: {readOnly: false}\n');

    expect(own(await reviewed({ base: { ...deployed, ...fromSecret }, head }))).toEqual([]);
    expect(own(await reviewed({ base: deployed, head }))).toMatchObject([lost]);
  });

  test('where it is that of head, it may be lost only if the base met the rule', async () => {
    const hanging = async (base: Record<string, string>): Promise<readonly object[]> => {
      const { report } = await reviewed({ base: { ...deployed, ...base }, head: fromSecret });
      return report.unknown.flatMap((unknown) => unknown.hanging).filter(({ rule }) => rule === 'own/read-only');
    };

    expect(await hanging({})).toMatchObject([{ severity: 'high' }]);
    expect(await hanging({ 'web/values.yaml': 'readOnly: false\n' })).toEqual([]);
  });

  test('where a chart that does not render may have what a fact says', async () => {
    const outcome = await reviewed({
      base: {
        'web.yaml': deployment([without]),
        ...chart('{{ fail "no" }} # NetworkPolicy podSelector'),
      },
      head: { ...chart('# nothing'), 'web.yaml': `# changed\n${deployment([without])}` },
    });

    expect(own(outcome)).toEqual([]);
  });
});

describe('how it counts', () => {
  const change = { base: { 'web.yaml': deployment([good]) }, head: { 'web.yaml': deployment([without]) } };

  test('an audit has nothing to compare with: it counts as low', async () => {
    const outcome = await audited({ 'web.yaml': deployment([without]) });

    const [finding] = own(outcome).filter(({ rule }) => rule === 'own/read-only');
    expect(finding).toMatchObject({
      severity: 'low',
      status: 'existing',
      message: expect.not.stringContaining('base') as string,
    });
    expect(finding).not.toHaveProperty('lost');
  });

  test.each([
    ['low', 'medium', 'pass'],
    ['high', 'critical', 'fail'],
    ['critical', 'critical', 'fail'],
  ])('one higher than the configuration says: %s', async (severity, expected, verdict) => {
    const outcome = await reviewed(change, `rules: {own/read-only: {severity: ${severity}}}\n`);

    expect(own(outcome)).toMatchObject([{ severity: expected }]);
    expect(outcome.report.verdict).toBe(verdict);
  });

  test('a rule that is off says nothing', async () => {
    expect(own(await reviewed(change, 'rules: {own/read-only: {enabled: false}}\n'))).toEqual([]);
  });

  test('a waiver covers it', async () => {
    const waiver = (path: string): string =>
      `waivers: [{rule: own/read-only, object: Deployment/${path}, reason: Known., owner: ops, expires: 2026-06-01}]\n`;
    const outcome = await reviewed(change, waiver('web'));

    expect(own(outcome)).toMatchObject([
      { status: 'waived', severity: 'high', lost: true, waiver: { reason: 'Known.' } },
    ]);
    expect(outcome.report.verdict).toBe('pass');
  });
});
