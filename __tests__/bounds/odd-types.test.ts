import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditor } from '../suggest/audited.ts';

const audited = auditor();

const source = {
  repoURL: 'https://git.test/a',
  path: 'web',
  helm: { values: 'a: b', parameters: [{ name: 'a', value: 'b' }] },
};
const reference = { kind: 'GitRepository', name: 'a' };
const metadata = { name: 'a', namespace: 'b', labels: { a: 'b' } };

/** One of each that something here looks into. */
const objects = [
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata,
    spec: {
      source,
      sources: [source],
      destination: { namespace: 'a', server: 'b' },
      syncPolicy: { syncOptions: ['CreateNamespace=true'] },
    },
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata,
    spec: {
      generators: [
        { list: { elements: [{ a: 'b' }] } },
        { git: { repoURL: 'a', files: [{ path: 'web/*.yaml' }] } },
        { matrix: { generators: [] } },
      ],
      template: { metadata, spec: { source } },
    },
  },
  {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata,
    spec: {
      chart: { spec: { chart: './web', sourceRef: reference } },
      values: { a: 'b' },
      valuesFrom: [{ kind: 'ConfigMap', name: 'a', targetPath: 'a.b' }],
    },
  },
  {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata,
    spec: {
      path: './k',
      sourceRef: reference,
      postBuild: { substitute: { a: 'b' }, substituteFrom: [{ kind: 'ConfigMap', name: 'a' }] },
      patches: [{ patch: 'a: b', target: { kind: 'Pod' } }],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector: { matchLabels: { a: 'b' } }, policyTypes: ['Ingress'], ingress: [{ from: [{}] }] },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { kind: 'Role', name: 'a', apiGroup: 'b' },
    subjects: [{ kind: 'User', name: 'a' }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['*'] }],
  },
  { apiVersion: 'v1', kind: 'Secret', metadata, data: { a: 'YWJj' }, stringData: { a: 'b' }, type: 'Opaque' },
  { apiVersion: 'v1', kind: 'Namespace', metadata },
  {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata,
        spec: {
          hostPID: true,
          containers: [
            {
              name: 'a',
              image: 'b',
              env: [{ name: 'a' }],
              ports: [{ hostPort: 1 }],
              securityContext: { capabilities: { add: ['A'] } },
            },
          ],
          volumes: [{ hostPath: { path: '/' } }],
        },
      },
    ],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: { a: 'b' } },
      template: { metadata, spec: { containers: [{ name: 'a', image: 'b' }] } },
    },
  },
];
const kustomization = {
  resources: ['p.yaml'],
  patches: [{ patch: 'a: b', target: { kind: 'Pod' } }],
  images: [{ name: 'a', newTag: 'b' }],
  configMapGenerator: [{ name: 'a', literals: ['a=b'] }],
  replacements: [{ source: { kind: 'Pod' }, targets: [{ select: { kind: 'Pod' }, fieldPaths: ['a'] }] }],
  helmCharts: [{ name: 'web', valuesInline: { a: 'b' } }],
  labels: [{ pairs: { a: 'b' } }],
  namespace: 'a',
};
const helmfile = {
  releases: [{ name: 'a', chart: './web', values: ['a.yaml', { a: 'b' }], set: [{ name: 'a', value: 'b' }] }],
  environments: { default: { values: [{ a: 'b' }] } },
};
const chart = {
  apiVersion: 'v2',
  name: 'web',
  version: '1.0.0',
  type: 'application',
  dependencies: [{ name: 'a', version: '1', repository: 'file://../k', condition: 'a.b' }],
};

const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  'a',
  '\u0000',
  '__proto__',
  '{{',
  '${a',
  [],
  [null],
  [[]],
  [0],
  {},
  { '': null },
  { __proto__: { a: 1 } },
  { constructor: 1 },
  'x'.repeat(5000),
  '../../..',
  '://',
];

/** Every place in a value, by its path. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      places(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function put(value: unknown, path: readonly (string | number)[], other: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return other;
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (index === first ? put(each, rest, other) : each));
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, each]) => [key, key === first ? put(each, rest, other) : each]),
  );
}

const arbitraryOf = (value: unknown): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...places(value).slice(1)), fc.constantFrom(...odd))
    .map(([path, other]) => `${JSON.stringify(put(value, path, other))}\n`);

const manifests = fc.array(fc.constantFrom(...objects).chain(arbitraryOf), { minLength: 20, maxLength: 40 });

test(
  'whatever stands in a field, there is a report, and nothing of ours breaks down',
  { timeout: 300_000 },
  async () => {
    const runs = Number(process.env['PLIMSOLL_FUZZ'] ?? 3);
    await fc.assert(
      fc.asyncProperty(
        manifests,
        arbitraryOf(kustomization),
        arbitraryOf(helmfile),
        arbitraryOf(chart),
        async (all, build, state, described) => {
          const report = await audited({
            ...Object.fromEntries(all.map((text, index) => [`m/${index}.yaml`, text])),
            'k/kustomization.yaml': build,
            'k/p.yaml': JSON.stringify(objects[9]),
            'helmfile.yaml': state,
            'web/Chart.yaml': described,
            'web/values.yaml': '{}\n',
            'web/templates/a.yaml': JSON.stringify(objects[8]),
          });
          expect(report.problems.filter(({ code }) => code === 'engine-failed' || code === 'rule-failed')).toEqual([]);
          expect(report.sources.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs },
    );
  },
);
