import { describe, expect, it } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { chartRepository, pod, type Published } from './published.ts';
import { allowing, reviewer, type Texts } from './reviewed.ts';

const charts: Published = {
  'cache 1.0.0': { 'values.yaml': 'privileged: true\n', 'templates/pod.yaml': pod },
  'cache 1.2.0': { 'values.yaml': 'privileged: false\n', 'templates/pod.yaml': pod },
};

/** A chart `shop` with a dependency. */
const shop = (dependency: Texts): Texts => ({
  'shop/Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - ${Object.entries(dependency)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n    ')}\n`,
});

const lock = (version: string): string =>
  `dependencies:\n- name: cache\n  repository: https://elsewhere\n  version: ${version}\ndigest: sha256:0\n`;

const objects = ({ sources }: Report): unknown => sources.map(({ id, status, objects: count }) => [id, status, count]);

describe('a dependency that nobody committed', () => {
  const { audited, reviewed } = reviewer();

  it('is fetched in the version that Chart.lock chose, and what it brings stands there', async () => {
    const { origin } = await chartRepository(charts);

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      ...shop({ name: 'cache', version: '^1', repository: `${origin}/charts` }),
      'shop/Chart.lock': lock('1.0.0'),
    });

    expect(report.problems).toEqual([]);
    expect(report.findings.find(({ rule }) => rule.endsWith('/privileged-containers'))).toMatchObject({
      message: 'Container "web" runs privileged.',
      origin: { template: { chart: 'cache 1.0.0', file: 'templates/pod.yaml', line: 10 } },
      place: { kind: 'lines', file: 'shop/Chart.lock', first: 4, last: 4 },
    });
  });

  it('is fetched in the version that Chart.yaml names, and mended in the values of the chart around it', async () => {
    const { origin } = await chartRepository(charts);

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      ...shop({ name: 'cache', version: '1.0.0', repository: `${origin}/charts` }),
      'shop/values.yaml': 'replicas: 1\n',
    });

    expect(report.findings.find(({ rule }) => rule.endsWith('/privileged-containers'))).toMatchObject({
      place: { kind: 'lines', file: 'shop/Chart.yaml', first: 6, last: 6 },
      suggestion: { file: 'shop/values.yaml', replacement: 'replicas: 1\ncache:\n  privileged: false' },
    });
  });

  it('is fetched once under two aliases', async () => {
    const { origin, seen } = await chartRepository(charts);
    const dependency = (alias: string): string =>
      `  - name: cache\n    alias: ${alias}\n    version: 1.2.0\n    repository: ${origin}/charts\n`;

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'shop/Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n${dependency('a')}${dependency('b')}`,
    });

    expect(report.problems).toEqual([]);
    expect(objects(report)).toEqual([['shop', 'rendered', 2]]);
    expect(seen.map(({ path }) => path)).toEqual(['/charts/index.yaml', '/charts/cache-1.2.0.tgz']);
  });

  it('is not fetched where it lies under charts/', async () => {
    const { origin, seen } = await chartRepository(charts);

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      ...shop({ name: 'cache', version: '1.0.0', repository: `${origin}/charts` }),
      'shop/charts/some-folder/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 1.0.0\n',
    });

    expect(report.problems).toEqual([]);
    expect(seen).toEqual([]);
  });

  it('is a problem where its host may not be asked, which says what to do', async () => {
    const { origin, host } = await chartRepository(charts);

    const { report, exitCode } = await audited(
      shop({ name: 'cache', version: '1.0.0', repository: `${origin}/charts` }),
    );

    expect(exitCode).toBe(3);
    expect(report.problems).toEqual([
      {
        stage: 'render',
        code: 'chart-dependency-missing',
        subject: 'shop',
        message:
          `cache 1.0.0 was not fetched from ${host}: ${origin} is not on the list of allowed hosts; list ` +
          'it with its scheme to allow it. Add it to fetch.hosts in .github/plimsoll.yaml to allow it.',
        place: { kind: 'lines', file: 'shop/Chart.yaml', first: 6, last: 6 },
      },
    ]);
  });

  it('is not missed where the values switch it off', async () => {
    const { origin } = await chartRepository(charts);

    const { report } = await audited({
      ...shop({ name: 'cache', version: '1.0.0', repository: `${origin}/charts`, condition: 'cache.enabled' }),
      'shop/values.yaml': 'cache:\n  enabled: false\n',
      'shop/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
    });

    expect(report.problems).toEqual([]);
    expect(objects(report)).toEqual([['shop', 'rendered', 1]]);
  });

  it('is a problem under a name that only Helm knows, and where the lock file is not of this Chart.yaml', async () => {
    const { origin } = await chartRepository(charts);
    const config = { '.github/plimsoll.yaml': allowing(origin) };

    const named = await audited({ ...config, ...shop({ name: 'cache', version: '1.0.0', repository: '@ours' }) });
    const unlocked = await audited({
      ...config,
      ...shop({ name: 'cache', version: '2.0.0', repository: `${origin}/charts` }),
      'shop/Chart.lock': lock('1.0.0'),
    });

    expect(named.report.problems.map(({ message }) => message)).toEqual([
      "cache was not fetched: @ours is a name that only Helm's own repositories.yaml resolves; expected an address.",
    ]);
    expect(unlocked.report.problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'chart-dependency-missing',
        'cache was not fetched: shop/Chart.lock has 1.0.0, which 2.0.0 in Chart.yaml does not allow; `helm dependency update` rewrites it.',
      ],
    ]);
  });

  it('changes the chart when its version changes', async () => {
    const { origin } = await chartRepository(charts);
    const texts = (version: string): Texts => ({
      '.github/plimsoll.yaml': allowing(origin),
      ...shop({ name: 'cache', version, repository: `${origin}/charts` }),
    });

    const { report } = await reviewed(texts('1.2.0'), texts('1.0.0'));

    expect(report.findings.filter(({ status }) => status === 'new')).toMatchObject([
      { rule: 'pod-security-baseline/privileged-containers', place: { file: 'shop/Chart.yaml', first: 6 } },
    ]);
  });

  it('of a chart from elsewhere is fetched too, and stands where that chart was chosen', async () => {
    const inner = await chartRepository(charts);
    const dependency = `dependencies:\n  - { name: cache, version: 1.0.0, repository: '${inner.origin}/charts' }\n`;
    const outer = await chartRepository({
      'shop 2.0.0': { 'Chart.yaml': `apiVersion: v2\nname: shop\nversion: 2.0.0\n${dependency}` },
    });

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(inner.origin, outer.origin),
      'shop.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
spec:
  source:
    repoURL: ${outer.origin}/charts
    chart: shop
    targetRevision: 2.0.0
`,
    });

    expect(report.problems).toEqual([]);
    expect(report.findings.find(({ rule }) => rule.endsWith('/privileged-containers'))).toMatchObject({
      message: 'Container "web" runs privileged.',
      origin: { template: { chart: 'cache 1.0.0', file: 'templates/pod.yaml', line: 10 } },
      place: { kind: 'lines', file: 'shop.yaml', first: 9, last: 9 },
      suggestion: {
        file: 'shop.yaml',
        replacement:
          '    targetRevision: 2.0.0\n    helm:\n      valuesObject:\n        cache:\n          privileged: false',
      },
    });
  });
});
