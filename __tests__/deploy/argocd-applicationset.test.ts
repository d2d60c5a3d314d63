import { failed } from '../../src/engine/outcome.ts';
import { type Fill } from '../../src/engine/filling.ts';
import { describe, expect, test } from 'vitest';
import { type Deployment } from '../../src/sources/deployments/deployment.ts';
import { chartYaml, fill, found, lines } from './found.ts';

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
    ['{{ .nothing }}', 'no generator provides a part of its name, which would be <no value>.'],
    ['{{ if .env }}x{{ end }}', 'x'],
    ['{{ $x := .env }}{{ $x }}', 'eu-West'],
    ['{{ range $i, $tag := .tags }}{{ if $i }}-{{ end }}{{ $tag }}{{ end }}', 'a-b'],
    ['{{ define "name" }}{{ . | slugify }}{{ end }}{{ template "name" .env }}', 'eu-west'],
    ['{{ (dict "a" (list .env "b")) | toJson | fromJson | dig "a" "" | last }}', 'b'],
    ['{{ .tags | toYaml | sha256sum | trunc 8 }}', '4e11985d'],
    ['{{ .env', 'its template fails in line 1: unclosed action.'],
    [
      '{{ index .tags 7 }}',
      'its template fails in line 1: <index .tags 7>: error calling index: index out of range: 7.',
    ],
    ['{{ env "HOME" }}', 'its template fails in line 1: function "env" not defined.'],
    ['{{ now | date "2006" }}', 'now depends on the time.'],
    ['{{ randAlpha 5 | lower }}', 'randAlpha depends on chance.'],
  ])('%s is %s', async (text, expected) => {
    expect(await made(text)).toBe(expected);
  });
});

describe('Go templates of a set', () => {
  const set = (option: string, generators: string, text = template('{{ .env }}', '{{ .values.tier }}')): string =>
    applicationSet(`  goTemplate: true\n${option}  generators:\n${generators}${text}`);
  const counted = () => {
    const calls: number[] = [];
    const by: Fill = async (request) => {
      calls.push(request.elements.length);
      return fill(request);
    };
    return { calls, by };
  };

  test('name what is wrong by the line of the field, whatever the element', async () => {
    const text = template('{{ .env }}', '{{ index .tags 7 }}');
    const { deployments, problems } = await found({
      ...chart,
      'set.yaml': set('', '    - list: {elements: [{env: a, tags: []}, {env: b, tags: [x]}]}\n', text),
    });

    expect(problems).toEqual([]);
    expect(deployments.map(({ name, unknown }) => [name, unknown])).toEqual([
      [
        'shops',
        [
          {
            what: 'applications',
            why: 'its template fails in line 1: <index .tags 7>: error calling index: index out of range: 7.',
            place: lines('set.yaml', 11),
          },
        ],
      ],
    ]);
  });

  test('of which one fails for an element make the applications of the others', async () => {
    const { deployments } = await found({
      ...chart,
      'set.yaml': set(
        '  goTemplateOptions: [missingkey=error]\n',
        '    - list: {elements: [{env: a}, {env: b, values: {tier: gold}}]}\n',
      ),
    });

    expect(deployments.map(({ name, unknown }) => [name, unknown.map(({ why }) => why)])).toEqual([
      ['b', []],
      ['shops', ['its template fails in line 1: <.values.tier>: map has no entry for key "values".']],
    ]);
  });

  test.each([
    ['Go', '  goTemplate: true\n', '{{ .path.basename }}', '{{ .env }}', '{{ .values.tier }}', 'web'],
    ['flat', '', '{{env}}-{{path.basename}}', '{{env}}', '{{values.tier}}', 'eu-web'],
  ])('leave in the values of a generator what it gives itself: %s', async (_, option, tier, name, value, expected) => {
    const spec = `${option}  generators:
    - matrix:
        generators:
          - list: {elements: [{env: eu}]}
          - git: {repoURL: ${repoURL}, directories: [{path: 'charts/*'}], values: {tier: '${tier}'}}
${template(name, value)}`;

    const { deployments, problems } = await found({ ...chart, 'set.yaml': applicationSet(spec) });

    expect(problems).toEqual([]);
    expect(named(deployments).map((each) => [each.name, each.values])).toEqual([['eu', [expected]]]);
  });

  test('are filled by few calls of the engine, and only where there are any', async () => {
    const { calls, by } = counted();
    const elements = Array.from({ length: 200 }, (_, index) => `{env: e${index}, values: {tier: gold}}`).join(', ');
    await found({ ...chart, 'set.yaml': set('', `    - list: {elements: [${elements}]}\n`) }, undefined, by);
    const flat = `  generators: [{list: {elements: [{env: a}]}}]\n${template('{{env}}')}`;
    await found({ ...chart, 'set.yaml': applicationSet(flat) }, undefined, by);
    await found({ ...chart, 'set.yaml': set('', '    - list: {elements: []}\n') }, undefined, by);

    expect(calls).toEqual([200]);
  });

  test('that the engine cannot fill are a problem of the set', async () => {
    const by: Fill = () => Promise.resolve(failed('engine-timeout', 'it took longer than 60 seconds'));
    const text = set('', '    - list: {elements: [{env: a}, {env: b}]}\n');

    const { deployments, problems } = await found({ ...chart, 'set.yaml': text }, undefined, by);

    expect(deployments).toEqual([]);
    expect(problems).toEqual([
      {
        stage: 'discover',
        code: 'engine-timeout',
        subject: 'set.yaml',
        message: "set.yaml:8: spec.template: its templates can't be filled: it took longer than 60 seconds.",
        place: lines('set.yaml', 8),
      },
    ]);
  });
});

describe('templatePatch', () => {
  const patched = async (patch: string, goTemplate = true) => {
    const block = patch.replace(/^/gm, '    ');
    const list = '{list: {elements: [{env: eu, prune: true}, {env: us, prune: false}]}}';
    const spec = `  goTemplate: ${goTemplate}\n  generators: [${list}]\n  templatePatch: |\n${block}\n`;
    return found({ ...chart, 'set.yaml': applicationSet(spec + template(goTemplate ? '{{ .env }}' : '{{env}}')) });
  };

  test('is laid over each application, and is what its fields are written in', async () => {
    const { deployments, problems } = await patched(
      '{{- if .prune }}\nspec:\n  source:\n    helm: {valuesObject: {image: "{{ .env }}", more: {a: b}}}\n{{- end }}',
    );

    expect(problems).toEqual([]);
    expect(deployments.flatMap(({ parts }) => parts.map((part) => (part.kind === 'helm' ? part.layers : [])))).toEqual([
      [
        {
          kind: 'inline',
          file: 'set.yaml',
          document: -1,
          path: ['spec', 'templatePatch'],
          value: { image: 'eu', more: { a: 'b' } },
        },
      ],
      [
        {
          kind: 'inline',
          file: 'set.yaml',
          document: 0,
          path: ['spec', 'template', 'spec', 'source', 'helm', 'valuesObject'],
          value: { image: 'x' },
        },
      ],
    ]);
  });

  test.each([
    ['spec: {source: {path: nowhere}}', ['eu', 'us'], []],
    ['spec: {$patch: delete}', ['shops'], ['the patch directive $patch is not supported.']],
    ['{spec: {}}', ['shops'], ["Argo CD can't apply the patch: it begins with { but is not JSON."]],
    ['a: [', ['shops'], [expect.stringMatching(/^Argo CD can't apply the patch: line \d/)]],
    ['{{ if .prune }}x{{ end }}', ['us', 'shops'], ["Argo CD can't apply the patch: it is not a map."]],
    ['{{ fail "no" }}', ['shops'], ['its template fails in line 1: <fail "no">: error calling fail: no.']],
  ])('%s', async (patch, names, whys) => {
    const { deployments } = await patched(patch);

    expect(deployments.map(({ name }) => name)).toEqual(names);
    expect(
      deployments.filter(({ name }) => name === 'shops').flatMap(({ unknown }) => unknown.map(({ why }) => why)),
    ).toEqual(whys);
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
          why: 'the elements of the generator clusters are known only to the cluster.',
          place: lines('set.yaml', 6),
        },
        {
          what: 'applications',
          why: 'the elements of the generator scmProvider are known only to the cluster.',
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
    ['a parameter that nobody gives', '', template('{{env}}-{{what}}'), 'no generator provides what.'],
    ['a patch', '  templatePatch: x\n', template('{{env}}'), "Argo CD can't apply the patch: it is not a map."],
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
      message:
        'set.yaml:6: spec.generators.0: it generates more than 1000 applications; only the first 1000 are reviewed.',
      place: lines('set.yaml', 6),
    },
  ]);
});
