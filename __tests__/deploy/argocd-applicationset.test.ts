import { describe, expect, test } from 'vitest';
import { type Deployment } from '../../src/deploy/deployment.ts';
import { chartYaml, found, lines } from './found.ts';

const repoURL = 'https://github.com/acme/shop';
const chart = { 'charts/web/Chart.yaml': chartYaml };

/** A set whose spec is given, from line 5 on. */
const applicationSet = (spec: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: shops, namespace: argocd}\nspec:\n${spec}`;

const template = (name: string, values = 'x', path = 'charts/web'): string => `  template:
    metadata: {name: '${name}'}
    spec:
      source: {repoURL: ${repoURL}, path: '${path}', helm: {valuesObject: {image: '${values}'}}}
      destination: {name: prod, namespace: shop}
`;

function named(deployments: readonly Deployment[]) {
  return deployments.map(({ name, parts, place }) => ({
    name,
    place,
    values: parts.flatMap((part) =>
      part.kind === 'helm' ? part.layers.map((layer) => (layer.kind === 'inline' ? layer.value['image'] : null)) : [],
    ),
  }));
}

test('a list makes an application of each element, its place the element, its values those of the template', async () => {
  const spec = `  generators:
    - list:
        elements:
          - {cluster: eu, url: https://eu.example.com, values: {tag: "1"}}
          - {cluster: us, url: https://us.example.com, values: {tag: "2"}}
  template:
    metadata: {name: 'web-{{cluster}}'}
    spec:
      source:
        repoURL: ${repoURL}
        path: charts/web
        helm:
          valuesObject: {tag: '{{ values.tag }}'}
      destination: {server: '{{url}}', namespace: shop}
`;

  const { deployments, problems } = await found({ ...chart, 'set.yaml': applicationSet(spec) });

  const expected = (cluster: string, tag: string, line: number): Deployment => ({
    name: `web-${cluster}`,
    declaredBy: 'argocd-applicationset',
    target: `https://${cluster}.example.com`,
    namespace: 'shop',
    place: lines('set.yaml', line),
    declaredIn: ['set.yaml'],
    parts: [
      {
        kind: 'helm',
        chart: { kind: 'folder', path: 'charts/web' },
        release: { name: `web-${cluster}`, namespace: 'shop' },
        layers: [
          {
            kind: 'inline',
            file: 'set.yaml',
            document: 0,
            path: ['spec', 'template', 'spec', 'source', 'helm', 'valuesObject'],
            value: { tag },
          },
        ],
        set: [],
        skipCrds: false,
        skipSchemaValidation: false,
        apiVersions: [],
        kubeVersion: null,
        postRender: [],
        commonMetadata: null,
      },
    ],
    createsNamespace: null,
    unknown: [],
  });
  expect(problems).toEqual([]);
  expect(deployments).toEqual([expected('eu', '1', 8), expected('us', '2', 9)]);
});

describe('git', () => {
  const folders = ['apps/web', 'apps/api', 'apps/old', 'apps/web/deep', '.hidden/x'];
  const files = Object.fromEntries(folders.map((folder) => [`${folder}/a.yaml`, 'kind: ConfigMap\n']));

  test.each([
    ['flat', '', '{{path.basename}}-{{path[0]}}', '{{path}}'],
    ['Go', '  goTemplate: true\n', '{{.path.basename}}-{{index .path.segments 0}}', '{{ .path.path }}'],
  ])('makes one of each folder that fits, by %s templates', async (_, option, name, path) => {
    const git = `    - git:
        repoURL: ${repoURL}.git
        revision: HEAD
        directories:
          - path: apps/*
          - {path: apps/old, exclude: true}
`;
    const spec = `${option}  generators:\n${git}  template:
    metadata: {name: '${name}'}
    spec: {source: {repoURL: ${repoURL}, path: '${path}'}}
`;

    const { deployments, problems } = await found({ ...files, 'set.yaml': applicationSet(spec) });

    expect(problems).toEqual([]);
    expect(deployments.map((deployment) => [deployment.name, deployment.parts[0], deployment.place.first])).toEqual([
      [
        'api-apps',
        { kind: 'directory', folder: 'apps/api', recurse: false, files: ['apps/api/a.yaml'] },
        option === '' ? 10 : 11,
      ],
      [
        'web-apps',
        { kind: 'directory', folder: 'apps/web', recurse: false, files: ['apps/web/a.yaml'] },
        option === '' ? 10 : 11,
      ],
    ]);
  });

  test.each([
    ['flat', '', '{{name}}-{{image.tag}}-{{path.filename}}', '{{values.twice}}', '{{name}}{{name}}'],
    [
      'Go',
      '  goTemplate: true\n',
      '{{.name}}-{{.image.tag}}-{{.path.filename}}',
      '{{.values.twice | upper}}',
      '{{.name}}{{.name}}',
    ],
  ])('makes one of each map in files that fit, by %s templates', async (_, option, name, image, twice) => {
    const spec = `${option}  generators:
    - git:
        repoURL: ${repoURL}
        files: [{path: "envs/*/config.*"}]
        values: {twice: '${twice}'}
${template(name, image)}`;

    const { deployments, problems } = await found({
      ...chart,
      'envs/eu/config.json': '{"name": "web", "image": {"tag": 2}}',
      'envs/us/config.yaml': '# of the shop\n- {name: a, image: {tag: x}}\n- {name: b, image: {tag: z}}\n',
      'set.yaml': applicationSet(spec),
    });

    const expectedImage = (text: string): string => (option === '' ? text : text.toUpperCase());
    expect(problems).toEqual([]);
    expect(named(deployments)).toEqual([
      { name: 'web-2-config.json', place: lines('envs/eu/config.json', 1), values: [expectedImage('webweb')] },
      { name: 'a-x-config.yaml', place: lines('envs/us/config.yaml', 1), values: [expectedImage('aa')] },
      { name: 'b-z-config.yaml', place: lines('envs/us/config.yaml', 1), values: [expectedImage('bb')] },
    ]);
    expect(deployments[0]?.declaredIn).toEqual(['envs/eu/config.json', 'set.yaml']);
  });
});

describe('generators in generators', () => {
  const list = (...names: readonly string[]): string =>
    `{list: {elements: [${names.map((name) => `{${name}}`).join(', ')}]}}`;

  test('a matrix is every pair, the second knowing the first', async () => {
    const spec = `  generators:
    - matrix:
        generators:
          - ${list('env: eu', 'env: us')}
          - git: {repoURL: ${repoURL}, files: [{path: 'envs/{{env}}.yaml'}]}
${template('{{env}}', '{{tag}}')}`;

    const { deployments } = await found({
      ...chart,
      'envs/eu.yaml': 'tag: a\n',
      'envs/us.yaml': 'tag: b\n',
      'set.yaml': applicationSet(spec),
    });

    expect(named(deployments)).toEqual([
      { name: 'eu', place: lines('envs/eu.yaml', 1), values: ['a'] },
      { name: 'us', place: lines('envs/us.yaml', 1), values: ['b'] },
    ]);
  });

  test('a merge overrides the elements that have the same keys', async () => {
    const spec = `  generators:
    - merge:
        mergeKeys: [env]
        generators:
          - ${list('env: eu, tag: a', 'env: us, tag: a')}
          - ${list('env: us, tag: b', 'env: asia, tag: c')}
${template('{{env}}', '{{tag}}')}`;

    const { deployments } = await found({ ...chart, 'set.yaml': applicationSet(spec) });

    expect(named(deployments)).toEqual([
      { name: 'eu', place: lines('set.yaml', 9), values: ['a'] },
      { name: 'us', place: lines('set.yaml', 9), values: ['b'] },
    ]);
  });

  test('a selector leaves elements out', async () => {
    const selector = '{matchExpressions: [{key: env, operator: NotIn, values: [us]}]}';
    const spec = `  generators:
    - list: {elements: [{env: eu}, {env: us}]}
      selector: ${selector}
${template('{{env}}')}`;

    const { deployments } = await found({ ...chart, 'set.yaml': applicationSet(spec) });

    expect(deployments.map(({ name }) => name)).toEqual(['eu']);
  });
});

describe('Go templates', () => {
  const made = async (name: string): Promise<string | undefined> => {
    const spec = `  goTemplate: true
  generators: [{list: {elements: [{env: eu-West, tags: [a, b], empty: ""}]}}]
${template('X').replace("'X'", JSON.stringify(name))}`;
    const { deployments } = await found({ ...chart, 'set.yaml': applicationSet(spec) });
    const [first] = deployments;
    return first?.unknown[0]?.why ?? first?.name;
  };

  test.each([
    ['a{{ .env }}b', 'aeu-Westb'],
    ['{{ .env | lower }}', 'eu-west'],
    ['{{ index .tags 1 }}', 'b'],
    ['{{ .empty | default "x" }}', 'x'],
    ['{{ default "x" .nothing }}', 'x'],
    ['{{ (index .tags 0) | upper }}-{{ $.env | trimPrefix "eu-" | normalize }}', 'A-west'],
    ['{{ printf "%s-%s" .env (join "." .tags) }}', 'eu-West-a.b'],
    ['a {{- " b " -}} c', 'a b c'],
    ['{{/* nothing */}}x', 'x'],
    ['{{ "}}" }}', '}}'],
    ['{{ .nothing }}', '{{ .nothing }}: it is no text.'],
    ['{{ if .env }}x{{ end }}', '{{ if .env }}: the function if is not among those that are read.'],
    ['{{ $x := .env }}', '{{ $x := .env }}: it is not among the expressions that are read.'],
    ['{{ .env', 'a {{ has no end.'],
    ['{{ index .tags 7 }}', '{{ index .tags 7 }}: index does not take what it is given.'],
  ])('%s is %s', async (text, expected) => {
    expect(await made(text)).toBe(expected);
  });
});

describe('what cannot be seen', () => {
  test('of one generator is said once, and the others still make theirs', async () => {
    const spec = `  generators:
    - clusters: {}
    - scmProvider: {}
    - git: {repoURL: https://github.com/acme/other, directories: [{path: "*"}]}
    - list: {elements: [{env: eu}]}
${template('{{env}}')}`;

    const { deployments } = await found({ ...chart, 'set.yaml': applicationSet(spec) });

    expect(deployments.map(({ name }) => name)).toEqual(['eu', 'shops']);
    expect(deployments[1]).toEqual({
      name: 'shops',
      declaredBy: 'argocd-applicationset',
      target: 'default',
      namespace: null,
      place: lines('set.yaml', 1),
      declaredIn: ['set.yaml'],
      parts: [],
      createsNamespace: null,
      unknown: [
        {
          what: 'applications',
          why: 'what the generator clusters gives is known only to the cluster.',
          place: lines('set.yaml', 6),
        },
        {
          what: 'applications',
          why: 'what the generator scmProvider gives is known only to the cluster.',
          place: lines('set.yaml', 7),
        },
        {
          what: 'applications',
          why: 'https://github.com/acme/other is another repository.',
          place: lines('set.yaml', 8),
        },
      ],
    });
  });

  test.each([
    ['a parameter that nobody gives', '', template('{{env}}-{{what}}'), 'no generator gives what.'],
    [
      'a patch',
      '  templatePatch: x\n',
      template('{{env}}'),
      'What templatePatch makes of the applications is not followed.',
    ],
  ])('%s makes the set unknown', async (_, option, text, why) => {
    const spec = `${option}  generators: [{list: {elements: [{env: eu}, {env: us}]}}]\n${text}`;

    const { deployments } = await found({ ...chart, 'set.yaml': applicationSet(spec) });

    expect(deployments.map(({ name, parts, unknown }) => [name, parts, unknown.map((one) => one.why)])).toEqual([
      ['shops', [], [why]],
    ]);
  });
});

test('of more than a thousand applications the first thousand are looked at, and that is said', async () => {
  const numbers = Array.from({ length: 101 }, (_, index) => `{one: "${index}"}`).join(', ');
  const list = `{list: {elements: [${numbers}]}}`;
  const spec = `  generators:
    - matrix: {generators: [${list}, ${list.replaceAll('one:', 'two:')}]}
${template('{{one}}-{{two}}')}`;

  const { deployments, problems } = await found({ ...chart, 'set.yaml': applicationSet(spec) });

  expect(deployments.length).toBe(1000);
  expect(problems).toEqual([
    {
      stage: 'discover',
      code: 'too-large',
      subject: 'set.yaml',
      message: 'set.yaml:6: spec.generators.0: it makes more than 1000 applications; the first 1000 are looked at.',
      place: lines('set.yaml', 6),
    },
  ]);
});
