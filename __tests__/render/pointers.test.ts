import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { reviewed } = reviewer();

const spec = 'version https://git-lfs.github.com/spec/v1';
const oid = 'sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';
const pointer = `${spec}\noid ${oid}\nsize 4096\n`;
const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {a: b}\n';

const chart: Texts = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'a: b\n',
  'shop/templates/c.yaml': object,
};
const asking: Texts = { ...chart, 'shop/templates/f.yaml': '{{ .Files.Get "files/more.yaml" }}\n' };
const build: Texts = {
  'app/kustomization.yaml':
    'resources: [c.yaml]\nconfigMapGenerator: [{name: notes, files: [notes.txt]}]\npatches: [{path: p.json, target: {kind: ConfigMap}}]\n',
  'app/c.yaml': object,
  'app/notes.txt': 'hi\n',
  'app/p.json': '[{"op": "add", "path": "/data/c", "value": "d"}]',
};

/** The files of which a review says that only a pointer is here. */
async function pointers(base: Texts, head: Texts): Promise<string[]> {
  const { report } = await reviewed(base, head);
  return report.problems.filter(({ code }) => code === 'lfs-pointer').map(({ subject }) => subject);
}

describe('a pointer of Git LFS is a problem', () => {
  test.each([
    ['as a template', chart, 'shop/templates/p.yaml'],
    ['as a template with any ending', chart, 'shop/templates/p.png'],
    ['in the place of a template', chart, 'shop/templates/c.yaml'],
    ['as values', chart, 'shop/values.yaml'],
    ['as values of a test of the chart', chart, 'shop/ci/small-values.yaml'],
    ['as Chart.yaml', chart, 'shop/Chart.yaml'],
    ['as a packed subchart', chart, 'shop/charts/sub-1.0.0.tgz'],
    ['as a definition of custom resources', chart, 'shop/crds/c.yaml'],
    ['as a file that a template asks for', asking, 'shop/files/more.yaml'],
    ['as a resource', build, 'app/c.yaml'],
    ['as a patch', build, 'app/p.json'],
    ['as what a generator takes', build, 'app/notes.txt'],
    ['as a kustomization', build, 'app/kustomization.yaml'],
    ['as a manifest', { 'c.yaml': object }, 'd.yaml'],
  ])('%s', async (_, base, file) => {
    expect(await pointers(base, { ...base, [file]: pointer })).toContain(file);
  });

  test.each([
    ['with Windows line ends', pointer.replaceAll('\n', '\r\n')],
    ['with more blanks', `\n ${pointer.replace(' ', '   ')}`],
    ['with an extension', `${spec}\next-0-pack ${oid}\noid ${oid}\nsize 1\n`],
    ['of an older form', pointer.replace('git-lfs.github.com', 'hawser.github.com')],
  ])('%s', async (_, text) => {
    const file = 'shop/templates/p.yaml';

    expect(await pointers(chart, { ...chart, [file]: text })).toEqual([file]);
  });
});

test('a pointer that nothing renders is none: a picture, a text for people, a file that no template asks for', async () => {
  const others = ['shop/logo.png', 'shop/README.md', 'shop/files/more.bin', 'app/model.bin'];
  const base = { ...chart, ...build };
  const { report } = await reviewed(base, { ...base, ...Object.fromEntries(others.map((file) => [file, pointer])) });

  expect(report.problems).toEqual([]);
});
