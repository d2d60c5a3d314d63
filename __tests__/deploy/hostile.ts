import fc from 'fast-check';
import { isJsonList, isJsonMap } from '../../src/foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../src/model/json.ts';

const url = 'https://github.com/acme/shop';

/** One of each kind, with most fields that are read. */
export const declarations: readonly JsonObject[] = [
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web', namespace: 'argocd' },
    spec: {
      project: 'p',
      destination: { name: 'prod', namespace: 'shop' },
      syncPolicy: { syncOptions: ['CreateNamespace=true'], managedNamespaceMetadata: { labels: { a: 'b' } } },
      sources: [
        {
          repoURL: url,
          path: 'charts/web',
          targetRevision: 'HEAD',
          helm: {
            valueFiles: ['values.yaml', '/envs/*.yaml', '$ref/envs/eu.yaml'],
            values: 'a: 1',
            parameters: [{ name: 'a', value: 'b', forceString: true }],
            fileParameters: [{ name: 'f', path: '/envs/eu.yaml' }],
            apiVersions: ['a'],
          },
        },
        {
          repoURL: url,
          path: 'apps',
          kustomize: { images: ['a=b:c'], commonLabels: { a: 'b' }, components: ['../x'] },
        },
        { repoURL: url, path: 'envs', directory: { recurse: true, include: '*.yaml', exclude: '{a,b}' } },
        { repoURL: 'https://charts.example.com', chart: 'web', targetRevision: '1.x' },
        { repoURL: url, ref: 'ref' },
      ],
    },
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'set' },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=default'],
      templatePatch: '{{ if .a }}metadata: {labels: {a: "{{ .a }}"}}{{ end }}',
      generators: [
        { list: { elements: [{ a: 'b' }] }, selector: { matchLabels: { a: 'b' } } },
        { git: { repoURL: url, revision: 'main', directories: [{ path: '*' }], values: { a: '{{.path.path}}' } } },
        {
          matrix: {
            generators: [
              { git: { repoURL: url, files: [{ path: 'envs/*.yaml' }], pathParamPrefix: 'p' } },
              {
                merge: {
                  mergeKeys: ['a'],
                  generators: [{ list: { elements: [{ a: 'b' }] } }, { list: { elements: [] } }],
                },
              },
            ],
          },
        },
      ],
      template: {
        metadata: { name: '{{ .a | default "x" }}' },
        spec: {
          source: { repoURL: url, path: '{{ .path.path }}' },
          destination: { name: '{{ index .path.segments 0 }}' },
        },
      },
    },
  },
  {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      chart: {
        spec: {
          chart: './charts/web',
          valuesFiles: ['envs/eu.yaml'],
          sourceRef: { kind: 'GitRepository', name: 'shop' },
        },
      },
      valuesFrom: [{ kind: 'ConfigMap', name: 'settings', valuesKey: 'a', targetPath: 'b.c' }],
      values: { a: 1 },
      postRenderers: [{ kustomize: { patches: [{ patch: 'x' }] } }],
      commonMetadata: { labels: { a: 'b' } },
    },
  },
  {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps' },
    spec: {
      path: './apps',
      sourceRef: { kind: 'GitRepository', name: 'shop' },
      postBuild: { substitute: { a: 'b' }, substituteFrom: [{ kind: 'ConfigMap', name: 'settings' }] },
      images: [{ name: 'a' }],
      components: ['../x'],
    },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'shop' },
    spec: { url, ref: { branch: 'main' } },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: 'b' } },
];

export const helmfile: JsonObject = {
  repositories: [{ name: 'acme', url: 'https://charts.example.com' }],
  helmDefaults: { kubeContext: 'prod' },
  releases: [
    { name: 'web', chart: './charts/web', values: ['envs/*.yaml', { a: 1 }], set: [{ name: 'a', values: ['b'] }] },
    {
      name: 'other',
      chart: 'acme/web',
      version: '1',
      setString: [{ name: 'a', value: 'b' }],
      set: [{ name: 'f', file: 'envs/eu.yaml' }],
    },
  ],
};

/** What nobody should write, and what somebody will. */
const hostile: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    ...[null, true, 7, -1.5, '', [], {}, [[]], '..', '../../etc/passwd', '/etc/passwd', 'a/../../b', '.', '/', '~'],
    ...[
      '$ref/../../x',
      '$ARGOCD_APP_REVISION',
      '${',
      '{{',
      '{{ . }}',
      '{{ range . }}{{ . | toYaml }}{{ end }}',
      '{spec: null}',
      '{{ index . 1 }}',
      '{{ .path | ',
      '**/**',
      '[',
      '{a,',
    ],
    ...[
      'toString',
      '__proto__',
      'constructor',
      'oci://',
      'https://',
      'git@',
      '\u0000',
      'a: [',
      '- a',
      '{{.a}}'.repeat(50),
    ],
    JSON.parse('{"__proto__": {"a": "b"}, "constructor": "x"}') as JsonObject,
  ),
  fc.string({ maxLength: 12 }),
  fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }),
);

/** The value with one to four of its fields, at any depth, replaced. */
export function broken(whole: Json): fc.Arbitrary<Json> {
  const paths = pathsOf(whole, []).filter((path) => path.length > 0);
  const change = fc.tuple(fc.constantFrom(...paths), hostile);
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce<Json>((value, [path, replacement]) => replaced(value, path, replacement), whole));
}

function pathsOf(value: Json, path: Path): Path[] {
  const entries: readonly (readonly [string | number, Json])[] = isJsonList(value)
    ? [...value.entries()]
    : isJsonMap(value)
      ? Object.entries(value)
      : [];
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(value: Json, path: Path, by: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (isJsonList(value)) return value.map((item, index) => (index === key ? replaced(item, rest, by) : item));
  if (!isJsonMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]),
  );
}
