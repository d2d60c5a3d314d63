import { describe, expect, test } from 'vitest';
import { substituteIn } from '../../src/sources/deployments/flux/substitute.ts';
import { deployment, found, lines, part } from './found.ts';

/** A Kustomization whose spec is given, from line 5 on. */
const kustomization = (spec: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec:\n${spec}`;

const source = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: shop, namespace: flux-system}
spec: {url: 'ssh://git@github.com/acme/shop', ref: {branch: main}}
`;
const from = '  path: ./apps/prod\n  sourceRef: {kind: GitRepository, name: shop}\n';
const folder = { 'apps/prod/kustomization.yaml': 'resources: []\n', 'clusters/eu/shop.yaml': source };

const variables = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: flux-system}
data: {region: eu, tier: gold}
`;

describe('a Kustomization', () => {
  test('is a build of its folder with its fields set, for the cluster whose folder it lies in', async () => {
    const spec = `${from}  targetNamespace: shop
  namePrefix: eu-
  nameSuffix: -x
  images: [{name: web, newTag: "2"}]
  patches: [{patch: "a: 1", target: {kind: Deployment}}]
  components: [../tls, ../none]
  ignoreMissingComponents: true
  commonMetadata: {labels: {team: a}, annotations: {b: c}}
  postBuild:
    substitute: {tier: silver}
    substituteFrom: [{kind: ConfigMap, name: settings}]
`;

    expect(
      await deployment({
        ...folder,
        'apps/tls/kustomization.yaml': '',
        'clusters/eu/apps.yaml': kustomization(spec),
        'clusters/eu/settings.yaml': variables,
      }),
    ).toEqual({
      name: 'apps',
      declaredBy: 'flux-kustomization',
      target: 'eu',
      namespace: 'shop',
      place: lines('clusters/eu/apps.yaml', 1),
      declaredIn: ['clusters/eu/apps.yaml', 'clusters/eu/settings.yaml', 'clusters/eu/shop.yaml'],
      parts: [
        {
          kind: 'kustomize',
          folder: 'apps/prod',
          generated: false,
          overrides: {
            namePrefix: 'eu-',
            nameSuffix: '-x',
            namespace: 'shop',
            images: [{ name: 'web', newTag: '2' }],
            patches: [{ patch: 'a: 1', target: { kind: 'Deployment' } }],
            components: ['../tls'],
          },
          patchesAt: [{ file: 'clusters/eu/apps.yaml', document: 0, path: ['spec', 'patches', 0] }],
          substitute: { variables: { region: 'eu', tier: 'silver' }, complete: true },
          commonMetadata: { labels: { team: 'a' }, annotations: { b: 'c' } },
        },
      ],
      createsNamespace: null,
      unknown: [],
    });
  });

  test('of a repository into which others are laid does not show all that is there', async () => {
    const more = `${source.trimEnd().slice(0, -1)}, include: [{repository: {name: a}}, {repository: {name: b}, toPath: apps/prod}]}\n`;
    const { unknown, parts } = await deployment({
      ...folder,
      'clusters/eu/shop.yaml': more,
      'apps.yaml': kustomization(from),
    });

    expect(parts).toHaveLength(1);
    expect(unknown.map(({ what, why }) => [what, why])).toEqual([
      ['manifests', 'GitRepository/shop copies files of GitRepository/a into a, which are not known here.'],
      ['manifests', 'GitRepository/shop copies files of GitRepository/b into apps/prod, which are not known here.'],
    ]);
  });

  test('of a folder without a kustomization is made of every manifest below it', async () => {
    const contents = {
      'apps/prod/a/b.yaml': 'kind: ConfigMap\n',
      'shop.yaml': source,
      'apps.yaml': kustomization(from),
    };

    expect(await part(contents)).toMatchObject({ generated: true, substitute: null });
  });

  test('from flux-system, which bootstrap writes, is of this repository', async () => {
    const spec = from.replace('name: shop', 'name: flux-system');

    const { parts, unknown } = await deployment({ ...folder, 'apps.yaml': kustomization(spec) });

    expect([parts.length, unknown]).toEqual([1, []]);
  });

  const supposed = 'it is assumed to be this repository, which has the folder apps/prod.';

  test.each([
    [
      'a GitRepository that is not declared',
      'GitRepository',
      `GitRepository/other is not in this repository; ${supposed}`,
    ],
    ['an OCIRepository', 'OCIRepository', `The content of OCIRepository/other is not read; ${supposed}`],
    ['a Bucket', 'Bucket', `The content of Bucket/other is not read; ${supposed}`],
  ])('from %s is built of the folder by its path, and that is said', async (_, kind, why) => {
    const spec = from.replace('name: shop', 'name: other').replace('GitRepository', kind);

    const { parts, unknown } = await deployment({ ...folder, 'apps.yaml': kustomization(spec) });

    expect(parts).toMatchObject([{ kind: 'kustomize', folder: 'apps/prod' }]);
    expect(unknown).toEqual([{ what: 'manifests', why, place: lines('apps.yaml', 6) }]);
  });

  test.each([
    ['a folder that is not here', '  path: ./apps/none\n'],
    ['all of what is fetched', '  path: ./\n'],
    ['all of what is fetched, by no path', ''],
  ])('from a source that is not declared, of %s, is unknown', async (_, path) => {
    const spec = `${path}  sourceRef: {kind: GitRepository, name: other}\n`;

    const { parts, unknown } = await deployment({ ...folder, 'apps.yaml': kustomization(spec) });

    expect([parts.length, unknown.map((one) => one.why)]).toEqual([
      0,
      ['GitRepository/other is not in this repository.'],
    ]);
  });

  test('from another repository is unknown', async () => {
    const other = { 'clusters/eu/shop.yaml': source.replace('acme/shop', 'acme/other') };

    expect((await deployment({ ...folder, ...other, 'apps.yaml': kustomization(from) })).unknown).toEqual([
      {
        what: 'manifests',
        why: 'ssh://github.com/acme/other is another repository.',
        place: lines('apps.yaml', 6),
      },
    ]);
  });

  test('with variables from a Secret says that it does not know them all', async () => {
    const spec = `${from}  postBuild: {substitute: {a: "1"}, substituteFrom: [{kind: Secret, name: keys}]}\n`;

    expect(await deployment({ ...folder, 'apps.yaml': kustomization(spec) })).toMatchObject({
      parts: [{ substitute: { variables: { a: '1' }, complete: false } }],
      unknown: [{ what: 'variables', why: 'Secret/keys is known only to the cluster.', place: lines('apps.yaml', 7) }],
    });
  });

  test('of a folder outside of the repository, or that is not there, is a problem', async () => {
    const outside = kustomization(from.replace('./apps/prod', '../x'));
    const missing = kustomization(from.replace('./apps/prod', './apps/dev'));

    expect((await found({ ...folder, 'a.yaml': outside })).problems.map(({ message }) => message)).toEqual([
      'a.yaml:5: spec.path: "../x" leaves the repository; expected a path inside it.',
    ]);
    expect((await found({ ...folder, 'a.yaml': missing })).problems.map(({ message }) => message)).toEqual([
      'a.yaml:5: spec.path: there is no folder apps/dev; expected one in this repository.',
    ]);
  });
});

describe('variables', () => {
  const substitution = { variables: { n: '3', name: 'web', empty: '' }, complete: true };

  test.each([
    ['${name}-${n}', 'web-3'],
    ['${n}', 3],
    ['a${none}b', 'ab'],
    ['${none:=x}', 'x'],
    ['${empty:-x}', 'x'],
    ['${empty:-x${n}y}', 'x3y'],
    ['${name:1:-1}', 'e'],
    ['${name//e/${n}}', 'w3b'],
    ['${name/#w/$$}', '$eb'],
    ['${#name}', 3],
    ['${name^}', 'Web'],
    ['${none^^}', null],
    ['v${name#we}', 'vb'],
    ["${none:-it's: #1}", "it's: #1"],
    ['- ${none:=&}', '- &'],
    ['$${name} $name', '${name} $name'],
  ])('%s becomes %s', (text, value) => {
    expect(substituteIn({ a: text }, substitution)).toMatchObject({ object: { a: value }, unknown: [], refused: null });
  });

  test('that are not known, and functions of them, stay and are named', () => {
    const object = { a: '${none:=x}', b: '${name##*e}', c: '${name}' };

    expect(substituteIn(object, { ...substitution, complete: false })).toMatchObject({
      object: { ...object, c: 'web' },
      unknown: ['${none:=x}', '${name##*e}'],
    });
  });

  test('stay in an object that switches them off', () => {
    const object = { metadata: { labels: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } }, a: '${name}' };

    expect(substituteIn(object, substitution)).toMatchObject({ object, unknown: [], refused: null });
  });

  test('stay where there are none to put in', () => {
    const object = { a: '${name:-x} ${1' };

    expect(substituteIn(object, { variables: {}, complete: true })).toMatchObject({ object, refused: null });
  });

  test.each([
    ['${name-x}', 'missing closing brace.'],
    ['${name', 'missing closing brace.'],
    ['${}', 'unable to parse variable name.'],
    ['${name:}', 'unable to parse substitution within function.'],
    ['${name#a${n}}', 'bad substitution.'],
    ['${n}: ${n}', 'the result is not an object: mapping values are not allowed in this context.'],
  ])('%s is refused as Flux refuses it, and the object stays', (text, why) => {
    const object = { '${none}a': text };
    const shown = text === '${n}: ${n}' ? { a: '${colon}' } : object;
    const variables = { ...substitution.variables, colon: '1: 2: 3' };

    expect(substituteIn(shown, { variables, complete: true })).toMatchObject({
      object: shown,
      refused: { code: 'refused', why: expect.stringContaining(why.split(':')[0] ?? '') as string },
    });
  });

  test('are refused where a name is none that Flux takes', () => {
    expect(substituteIn({ a: '1' }, { variables: { 'app.yaml': '' }, complete: true }).refused).toEqual({
      code: 'refused',
      why: '"app.yaml" is not a variable name.',
    });
  });

  test('that together give too much, or nest too deep, are not put in', () => {
    const long = { variables: { a: 'x'.repeat(10_000) }, complete: true };
    const nested = '${none:-'.repeat(200_000) + '}'.repeat(200_000);

    expect(substituteIn({ a: '${a}'.repeat(10_000) }, long).refused?.code).toBe('too-large');
    expect(substituteIn({ a: '${a//x/${a}}' }, long).refused?.code).toBe('too-large');
    expect(substituteIn({ a: nested }, long).refused?.code).toBe('too-large');
  });
});
