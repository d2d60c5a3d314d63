import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';
import { deployment } from './shop.ts';

const harmless = deployment('{}');
const dangerous = deployment('{privileged: true}');
const templated = deployment('{privileged: {{ .Values.trusted }}}');

const plain: Texts = { 'apps/shop/shop.yaml': harmless };
const build: Texts = { ...plain, 'apps/shop/kustomization.yaml': 'resources: [shop.yaml]\n' };
const chart: Texts = {
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'charts/shop/values.yaml': 'trusted: true\n',
  'charts/shop/templates/shop.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n',
};
const deleting = `patches: [{patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: shop, namespace: store}, $patch: delete}"}]\n`;
const chartOf = (type: string): string => `apiVersion: v2\nname: mine\nversion: 1.0.0\ntype: ${type}\n`;

const application = (spec: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: 'https://kubernetes.default.svc', namespace: store}
  source: {repoURL: 'https://github.com/example/platform', targetRevision: HEAD, ${spec}}
`;

interface Plant {
  readonly what: string;
  readonly base: Texts;
  /** Beside a file that turns dangerous. */
  readonly planted: Texts;
  readonly danger: Texts;
  /** Where it is found, by nobody's account of who deploys it. */
  readonly source: string;
}

const inPlain: Texts = { 'apps/shop/shop.yaml': dangerous };
const inChart: Texts = { 'charts/shop/templates/shop.yaml': templated };

const plants: readonly Plant[] = [
  ...(
    [
      ['a chart', 'apps/Chart.yaml', chartOf('application')],
      ['a library', 'apps/shop/Chart.yaml', chartOf('library')],
      ['a chart in the root', 'Chart.yaml', chartOf('library')],
      [
        'a generator that reads it',
        'apps/shop/kustomization.yaml',
        'configMapGenerator: [{name: x, files: [shop.yaml]}]\n',
      ],
      ['a build that deletes it', 'apps/kustomization.yaml', `resources: [shop/shop.yaml]\n${deleting}`],
      [
        'a component that patches with it',
        'x/kustomization.yaml',
        'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\npatches: [{path: ../apps/shop/shop.yaml}]\n',
      ],
      [
        'an Application for another cluster',
        'x.yaml',
        application('path: apps/shop').replace(/server: [^,]*/, 'name: nowhere'),
      ],
      ['a .Files.Get that reads it', 'apps/templates/x.yaml', '{{ .Files.Get "shop/shop.yaml" }}'],
    ] as const
  ).map(([what, path, text]): Plant => ({
    what: `${what}, over a manifest`,
    base: plain,
    planted: {
      [path]: text,
      ...(path.startsWith('apps/templates/') ? { 'apps/Chart.yaml': chartOf('application') } : {}),
    },
    danger: inPlain,
    source: 'apps/shop/shop.yaml',
  })),
  {
    what: 'a chart in whose templates/ it then lies, over a manifest',
    base: { 'apps/templates/shop.yaml': harmless },
    planted: { 'apps/Chart.yaml': chartOf('application') },
    danger: { 'apps/templates/shop.yaml': `# {{/*\n${dangerous}# */}}\n` },
    source: 'apps/templates/shop.yaml',
  },
  ...(
    [
      ['a chart', 'apps/shop/Chart.yaml', chartOf('library')],
      ['a chart in the root', 'Chart.yaml', chartOf('application')],
      ['an overlay that deletes it', 'overlay/kustomization.yaml', `resources: [../apps/shop]\n${deleting}`],
      [
        'a component that uses it',
        'x/kustomization.yaml',
        'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nresources: [../apps/shop]\n',
      ],
      ['an Application that deletes it', 'x.yaml', application(`path: apps/shop, kustomize: {${deleting.trim()}}`)],
    ] as const
  ).map(([what, path, text]): Plant => ({
    what: `${what}, over a kustomization`,
    base: build,
    planted: { [path]: text },
    danger: inPlain,
    source: 'apps/shop',
  })),
  ...(
    [
      [
        'an Application with other values',
        'x.yaml',
        application(`path: charts/shop, helm: {values: 'trusted: false'}`),
      ],
      [
        'a helmfile with other values',
        'helmfile.yaml',
        'releases: [{name: shop, chart: ./charts/shop, values: [{trusted: false}]}]\n',
      ],
      [
        'a helmfile that sets a value',
        'helmfile.d/x.yaml',
        'releases: [{name: shop, chart: ../charts/shop, set: [{name: trusted, value: false}]}]\n',
      ],
      ['a file of values beside it', 'charts/shop/values-prod.yaml', 'trusted: false\n'],
      [
        'a kustomization that has it rendered',
        'kustomization.yaml',
        'helmGlobals: {chartHome: charts}\nhelmCharts: [{name: shop, releaseName: shop, valuesInline: {trusted: false}}]\n',
      ],
      ['a library around it', 'Chart.yaml', chartOf('library')],
      [
        'a chart that has it for a subchart',
        'Chart.yaml',
        `${chartOf('application')}dependencies: [{name: shop, version: 1.0.0, condition: on}]\n`,
      ],
    ] as const
  ).map(([what, path, text]): Plant => ({
    what: `${what}, over a chart`,
    base: chart,
    planted: { [path]: text },
    danger: inChart,
    source: 'charts/shop',
  })),
];

const declared: Texts = {
  ...chart,
  'charts/shop/values.yaml': 'trusted: false\n',
  'apps/shop.yaml': application(`path: charts/shop, helm: {values: 'trusted: true'}`),
};
const untrusted =
  'patches: [{patch: "{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: shop, namespace: argocd}, spec: {source: {helm: {values: \\"trusted: false\\"}}}}"}]\n';
const noApplication =
  'patches: [{patch: "{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: shop, namespace: argocd}, $patch: delete}"}]\n';

const overDeclarations: readonly Plant[] = (
  [
    ['a build that deletes it', 'apps/kustomization.yaml', `resources: [shop.yaml]\n${noApplication}`],
    ['a build that patches it', 'apps/kustomization.yaml', `resources: [shop.yaml]\n${untrusted}`],
    ['a generator that reads it', 'apps/kustomization.yaml', 'configMapGenerator: [{name: x, files: [shop.yaml]}]\n'],
    [
      'an Application that deploys it elsewhere',
      'x.yaml',
      application('path: apps')
        .replace('name: shop', 'name: root')
        .replace(/server: [^,]*/, 'name: nowhere'),
    ],
  ] as const
).map(([what, path, text]) => ({
  what: `${what}, over an Application`,
  base: declared,
  planted: { [path]: text },
  danger: inChart,
  source: 'charts/shop',
}));

describe('what was looked at stays looked at', () => {
  const { reviewed } = reviewer();

  test.each([...plants, ...overDeclarations])('whoever plants $what', async ({ base, planted, danger, source }) => {
    const { report, exitCode } = await reviewed(base, { ...planted, ...danger });

    expect(report.problems).toEqual([]);
    expect(exitCode).toBe(1);
    const found = report.findings.filter(
      ({ rule, status }) => rule.endsWith('/privileged-containers') && status === 'new',
    );
    expect(found.map((finding) => finding.source.replace(/@\(base\)$/, ''))).toContain(source);
    expect(report.findings.filter(({ status }) => status === 'fixed')).toEqual([]);
  });

  // What goes to another cluster is new there.
  test.each(plants.filter(({ what }) => !what.includes('another cluster')))(
    'with nothing new to say of it where nothing else changes: $what',
    async ({ base, planted }) => {
      const { report, exitCode } = await reviewed(base, planted);

      const isOfShop = (file: string): boolean => Object.keys(base).includes(file);
      const news = report.findings.filter(
        ({ status, place }) => status !== 'existing' && place.kind === 'lines' && isOfShop(place.file),
      );
      expect({ news, exitCode }).toEqual({ news: [], exitCode: 0 });
    },
  );

  test('also a build that turns into a component which nobody uses: kustomize builds it all the same', async () => {
    const { report, exitCode } = await reviewed(build, {
      'apps/shop/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [shop.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
      - {op: add, path: /spec/template/spec/hostNetwork, value: true}
`,
    });

    expect(exitCode).toBe(1);
    expect(report.findings.filter(({ status }) => status === 'new')).toMatchObject([
      { rule: 'pod-security-baseline/host-namespaces', source: 'apps/shop' },
    ]);
  });

  test('and what only moves into a build has the Pod Security level that it had', async () => {
    const { report } = await reviewed(plain, { 'apps/shop/kustomization.yaml': 'resources: [shop.yaml]\n' });

    expect(report.posture.workloads).toEqual([
      {
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'store', name: 'shop' },
        source: 'apps/shop',
        psa: { before: 'baseline', after: 'baseline' },
      },
    ]);
  });

  test('and the change of who deploys it is said', async () => {
    const { report } = await reviewed(chart, { 'helmfile.yaml': 'releases: [{name: web, chart: ./charts/shop}]\n' });

    expect(report.notices).toEqual([
      {
        code: 'deployed-otherwise',
        subject: 'charts/shop',
        message:
          'charts/shop is now deployed by web (helmfile.yaml:1). Someone may still apply it as before, so it is checked in both ways.',
        place: { kind: 'lines', file: 'helmfile.yaml', first: 1, last: 1 },
      },
    ]);
  });

  test('once for all that went to the same', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `apps/${name}.yaml`);
    const objects = Object.fromEntries(names.map((file) => [file, harmless.replaceAll('shop', file.slice(5, 6))]));
    const { report } = await reviewed(objects, {
      'apps/kustomization.yaml': 'resources: [a.yaml, b.yaml, c.yaml, d.yaml, e.yaml]\n',
    });

    expect(report.notices).toEqual([
      {
        code: 'deployed-otherwise',
        subject: 'apps/a.yaml',
        message:
          'apps/a.yaml, apps/b.yaml, apps/c.yaml and 2 others are now part of apps. Someone may still apply them as before, so they are checked in both ways.',
      },
    ]);
  });

  const needy: Texts = {
    'web/Chart.yaml': chartOf('application'),
    'web/values.yaml': 'trusted: false\n',
    'web/templates/shop.yaml': `{{ $_ := required "A name, please." .Values.name }}\n${templated}`,
  };
  const given = { 'web/ci/test-values.yaml': 'name: x\n' };
  const trusting = { 'web/values.yaml': 'trusted: true\n' };

  test('with the values of ci/ in the place of defaults that lack what the chart requires', async () => {
    const { report, exitCode } = await reviewed({ ...needy, ...given }, trusting);

    expect(report.problems).toEqual([]);
    expect(exitCode).toBe(1);
  });

  test('with the defaults too, though values in ci/ say otherwise', async () => {
    const base = { ...chart, ...inChart, 'charts/shop/values.yaml': 'trusted: false\n' };
    const { report, exitCode } = await reviewed(
      { ...base, 'charts/shop/ci/test-values.yaml': 'trusted: false\n' },
      { 'charts/shop/values.yaml': 'trusted: true\n' },
    );

    const found = report.findings.filter(({ rule }) => rule.endsWith('/privileged-containers'));
    expect(found.map(({ source, status }) => ({ source, status }))).toEqual([{ source: 'charts/shop', status: 'new' }]);
    expect(exitCode).toBe(1);
  });

  test('and nothing is called fixed where the defaults render no more', async () => {
    const base = { ...chart, ...inChart, 'charts/shop/ci/test-values.yaml': 'trusted: false\nname: x\n' };
    const failing = `{{ $_ := required "A name, please." .Values.name }}\n${templated}`;
    const { report } = await reviewed(base, { 'charts/shop/templates/shop.yaml': failing });

    expect(report.problems).toEqual([]);
    expect(report.sources.map(({ id }) => id)).toEqual(['charts/shop#charts/shop/ci/test-values.yaml']);
    expect(report.findings.filter(({ status }) => status === 'fixed')).toEqual([]);
  });

  test('without a problem for defaults that failed before, where values are given now', async () => {
    const { report } = await reviewed(needy, { ...given, ...trusting });

    expect(report.problems).toEqual([]);
    expect(report.findings.filter(({ status }) => status === 'new')).not.toEqual([]);
  });

  test('with the defaults too, where values for ci/ are planted over them', async () => {
    const { report, exitCode } = await reviewed(chart, {
      ...inChart,
      'charts/shop/ci/x-values.yaml': 'trusted: false\n',
    });

    const found = report.findings.filter(({ rule }) => rule.endsWith('/privileged-containers'));
    expect(found.map(({ source, status }) => ({ source, status }))).toEqual([{ source: 'charts/shop', status: 'new' }]);
    expect(exitCode).toBe(1);
  });

  test('and that nobody deploys it any more', async () => {
    const { report } = await reviewed(declared, {
      'apps/shop.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
    });

    expect(report.notices).toEqual([
      {
        code: 'no-longer-deployed',
        subject: 'charts/shop',
        message: 'charts/shop was deployed by shop (apps/shop.yaml:1 at the base), which no longer exists.',
      },
    ]);
  });

  test('until it is a template', async () => {
    const base = { 'apps/templates/shop.yaml': harmless };
    const { report } = await reviewed(base, {
      'apps/Chart.yaml': chartOf('application'),
      'apps/values.yaml': 'name: shop\n',
      'apps/templates/shop.yaml': harmless.replace('name: shop,', 'name: {{ .Values.name }},'),
    });

    expect(report.problems).toEqual([]);
    expect(report.sources.map(({ id }) => id)).toEqual(['apps']);
  });

  const planting = fc.record({
    place: fc.constantFrom('', 'apps/', 'apps/shop/', 'charts/', 'charts/shop/', 'x/'),
    what: fc.constantFrom<(up: string) => Texts>(
      () => ({ 'Chart.yaml': chartOf('application') }),
      () => ({ 'Chart.yaml': chartOf('library'), '.helmignore': '*\n' }),
      (up) => ({ 'kustomization.yaml': `resources: [${up}apps/shop]\n${deleting}` }),
      (up) => ({ 'kustomization.yaml': `resources: [${up}apps/shop/shop.yaml]\n${deleting}` }),
      (up) => ({ 'kustomization.yaml': `configMapGenerator: [{name: x, files: [${up}apps/shop/shop.yaml]}]\n` }),
      () => ({ 'app.yaml': application(`path: charts/shop, helm: {values: 'trusted: false'}`) }),
      () => ({ 'app.yaml': application(`path: apps/shop, kustomize: {${deleting.trim()}}`) }),
      () => ({ 'release.yaml': release }),
      (up) => ({ 'helmfile.yaml': `releases: [{name: web, chart: ${up}./charts/shop, values: [{trusted: false}]}]\n` }),
      () => ({ 'values-prod.yaml': 'trusted: false\n' }),
    ),
  });
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: store}
spec:
  interval: 1m
  chart: {spec: {chart: ./charts/shop, sourceRef: {kind: GitRepository, name: flux-system}}}
  values: {trusted: false}
`;
  const inPlace = ({ place, what }: { place: string; what: (up: string) => Texts }): Texts =>
    Object.fromEntries(
      Object.entries(what('../'.repeat(place.split('/').length - 1))).map(([file, text]) => [`${place}${file}`, text]),
    );

  test('whatever is planted wherever: what fails without it does not pass with it', async () => {
    const dangers = fc.constantFrom(
      { base: plain, danger: inPlain },
      { base: build, danger: inPlain },
      { base: chart, danger: inChart },
    );
    await fc.assert(
      fc.asyncProperty(dangers, fc.array(planting, { minLength: 1, maxLength: 3 }), async ({ base, danger }, all) => {
        const planted = Object.assign({}, ...all.map(inPlace)) as Texts;
        // The kustomization of the base may be changed by whoever owns it.
        const beside = Object.fromEntries(Object.entries(planted).filter(([file]) => !Object.hasOwn(base, file)));

        const { exitCode } = await reviewed(base, { ...beside, ...danger });

        expect(exitCode).not.toBe(0);
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
