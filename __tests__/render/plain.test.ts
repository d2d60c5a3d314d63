import { describe, expect, test } from 'vitest';
import { type Rendering } from '../../src/model/manifest.ts';
import { renderPlain } from '../../src/sources/plain/render.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

async function rendered(text: string, path = 'x.yaml'): Promise<Rendering> {
  const tree = await folderTree(temporaryFolder({ [path]: text }), { tracked: false, digests: 'stat' });
  return renderPlain(
    {
      kind: 'plain',
      id: path,
      path,
      target: 'default',
      namespace: 'default',
      deployment: null,
      finishing: null,
      makes: null,
      reads: [path],
    },
    textsOf(tree),
  );
}

/** Name and way of each object. */
async function outline(text: string, path = 'x.yaml'): Promise<unknown[]> {
  const { manifests } = await rendered(text, path);
  return manifests.map(({ object: { kind, metadata }, origin }) => ({
    kind,
    metadata,
    ...(origin.kind === 'plain' ? { document: origin.document, item: origin.item } : {}),
  }));
}

describe('the objects of a file', () => {
  test('are those of its documents, empty ones and those that are no objects left out', async () => {
    const text =
      '---\n# nothing\n---\nkind: Pod\napiVersion: v1\n---\njust: text\n---\nkind: Job\napiVersion: batch/v1\n';

    const { status, manifests, problems } = await rendered(text);

    expect({ status, problems, kinds: manifests.map(({ object }) => object.kind) }).toEqual({
      status: 'rendered',
      problems: [],
      kinds: ['Pod', 'Job'],
    });
  });

  test('are the members of a List, a list in a list too, each with the way to it', async () => {
    const text = `{"apiVersion": "v1", "kind": "List", "items": [
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}},
      {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}]}
    ]}`;

    expect(await outline(text, 'x.json')).toEqual([
      { kind: 'Pod', metadata: { name: 'a' }, document: 0, item: ['items', 0] },
      { kind: 'Pod', metadata: { name: 'b' }, document: 0, item: ['items', 1, 'items', 0] },
    ]);
  });

  test('are the members of whatever has items, as kubectl, Helm, Argo CD and Flux have it', async () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\nitems:\n- null\n- {apiVersion: v1, kind: Pod, metadata: {name: p}}\n- metadata: {name: d}\n- {kind: Pod}\n';

    expect(await outline(text)).toEqual([
      { kind: 'ConfigMap', metadata: undefined, document: 0, item: ['items', 0] },
      { kind: 'Pod', metadata: { name: 'p' }, document: 0, item: ['items', 1] },
      { kind: 'ConfigMap', metadata: { name: 'd' }, document: 0, item: ['items', 2] },
    ]);
  });

  test('are the object itself too where its items are no objects', async () => {
    const text = 'apiVersion: example.com/v1\nkind: Menu\nmetadata: {name: m}\nitems: [tea, coffee]\n';

    expect(await outline(text)).toEqual([{ kind: 'Menu', metadata: { name: 'm' }, document: 0, item: [] }]);
  });

  test('are those of JSON objects one behind the other, and of YAML behind one of them', async () => {
    const json = (name: string): string => `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "${name}"}}`;

    expect(await outline(`${json('a')}${json('\\ud83d\\ude00')}\n`)).toEqual([
      { kind: 'Pod', metadata: { name: 'a' }, document: 0, item: [] },
      { kind: 'Pod', metadata: { name: '😀' }, document: 1, item: [] },
    ]);
    expect(await outline(`${json('a')}\n---\nkind: Pod\napiVersion: v1\n`)).toEqual([
      { kind: 'Pod', metadata: { name: 'a' }, document: 0, item: [] },
      { kind: 'Pod', metadata: undefined, document: 1, item: [] },
    ]);
  });

  test('take what members of a typed list leave out from the list', async () => {
    const text = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n  - metadata: {name: r}\n';

    expect(await outline(text)).toEqual([{ kind: 'Role', metadata: { name: 'r' }, document: 0, item: ['items', 0] }]);
  });

  test('have the values that the API server would get', async () => {
    const { manifests } = await rendered(
      'apiVersion: v1\nkind: Pod\nspec: {hostNetwork: on, mode: 0644, at: 2020-01-01}\n',
    );

    expect(manifests[0]?.object['spec']).toEqual({ hostNetwork: true, mode: 420, at: '2020-01-01' });
  });
});

describe('what is wrong is a problem with its line, and the rest is rendered', () => {
  test('a document with only one of the two keys', async () => {
    const { status, manifests, problems } = await rendered(
      'kind: Pod\napiVersion: v1\n---\nkind: Pod\nmetadata: {name: x}\n',
    );

    expect({ status, objects: manifests.length }).toEqual({ status: 'rendered', objects: 1 });
    expect(problems).toEqual([
      {
        stage: 'render',
        code: 'not-a-manifest',
        subject: 'x.yaml',
        message: 'x.yaml:4: expected both apiVersion and kind; this document has only one of them.',
        place: { kind: 'lines', file: 'x.yaml', first: 4, last: 4 },
      },
    ]);
  });

  test.each([
    ['broken YAML', 'kind: Pod\napiVersion: v1\nspec: [\n---\nkind: Job\napiVersion: batch/v1\n', 'yaml-syntax', 1],
    ['broken YAML alone', 'kind: Pod\napiVersion: v1\nspec: [\n', 'yaml-syntax', 0],
  ])('%s', async (_, text, code, objects) => {
    const { status, manifests, problems } = await rendered(text);

    expect({ codes: problems.map((problem) => problem.code), objects: manifests.length, status }).toEqual({
      codes: [code],
      objects,
      status: objects === 0 ? 'failed' : 'rendered',
    });
    expect(problems[0]?.message).toMatch(/^x\.yaml:[34]: /);
  });
});
