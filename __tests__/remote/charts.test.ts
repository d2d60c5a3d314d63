import { describe, expect, it } from 'vitest';
import { contentDigest } from '../../src/fetch/digest.ts';
import { type FetchedFiles, type Fetcher } from '../../src/fetch/fetcher.ts';
import { type Tree } from '../../src/model/tree.ts';
import { noBases } from '../../src/sources/kustomize/remote/bases.ts';
import { openCharts } from '../../src/sources/remote/charts.ts';
import { type FetchBudget } from '../../src/sources/remote/fetch-budget.ts';
import { mount } from '../../src/sources/remote/mount.ts';
import { folderOf, isFetched } from '../../src/sources/remote/names.ts';

const repository = 'https://charts.example.test/stable';

/** A chart whose only file says where it comes from. */
function chart(version: string, text: string): FetchedFiles {
  const bytes = new TextEncoder().encode(text);
  const files = new Map([['Chart.yaml', bytes]]);
  return { ok: true, version, digest: contentDigest(bytes), from: repository, files };
}

function charts(answer: (version: string) => FetchedFiles, budget: Partial<FetchBudget> = {}, now = () => 0) {
  const asked: string[] = [];
  const fetcher: Fetcher = {
    chart: () => Promise.reject(new Error('the archive is not wanted')),
    files: ({ version }) => {
      asked.push(version);
      return Promise.resolve(answer(version));
    },
  };
  const opened = openCharts({
    fetcher,
    budget: { bytes: 1000, seconds: 10, ...budget },
    now,
    repositoryNamed: () => null,
    bases: noBases,
    resolveRange: () => Promise.resolve(null),
  });
  return { asked, get: (version: string) => opened.chart({ kind: 'http', repository, name: 'web', version }) };
}

describe('charts from elsewhere', () => {
  it('are had once', async () => {
    const { asked, get } = charts((version) => chart(version, version));

    await Promise.all([get('1.0.0'), get('1.0.0'), get('1.1.0')]);

    expect(asked).toEqual(['1.0.0', '1.1.0']);
  });

  it('never share a folder, whatever a server calls its versions', async () => {
    const { get } = charts((version) => chart(version, version));

    const folders = [await get('1 0'), await get('1_0')].map((answer) => (answer.ok ? answer.folder : ''));

    const digest = contentDigest('1_0').slice('sha256:'.length);
    expect(folders).toEqual([`${repository}/web@1_0/`, `${repository}/web@1_0~${digest}/`]);
  });

  it('are refused when all of them are too much', async () => {
    const { get } = charts((version) => chart(version, 'x'.repeat(600)));

    const answers = [await get('1.0.0'), await get('1.1.0'), await get('1.2.0')];

    expect(answers.map((answer) => (answer.ok ? 'had' : [answer.code, answer.message]))).toEqual([
      'had',
      'had',
      ['too-large', 'web 1.2.0 was not fetched: other charts already have more than 1000 bytes.'],
    ]);
  });

  it('are refused when the time for all of them is over', async () => {
    let time = 0;
    const { get } = charts(
      (version) => chart(version, version),
      {},
      () => time,
    );
    await get('1.0.0');
    time = 10_001;

    expect(await get('1.1.0')).toEqual({
      ok: false,
      code: 'timed-out',
      chart: 'web 1.1.0',
      host: '',
      message: 'web 1.1.0 was not fetched: the limit of 10 s for fetching charts has passed.',
    });
  });
});

describe('the name of a fetched chart', () => {
  it.each([
    [
      { kind: 'http', repository: 'https://user:secret@h.test/stable/?token=x', name: 'web', version: '1' },
      'https://h.test/stable/web@1.0.0/',
    ],
    [{ kind: 'oci', reference: 'oci://h.test:5000/org/web', version: '^1' }, 'oci://h.test:5000/org/web@1.0.0/'],
    [{ kind: 'oci', reference: 'oci://h.test:5000/org/web:1.0.0', version: '' }, 'oci://h.test:5000/org/web@1.0.0/'],
    [
      { kind: 'oci', reference: `oci://h.test/org/web@sha256:${'0'.repeat(64)}`, version: '' },
      'oci://h.test/org/web@1.0.0/',
    ],
  ] as const)('of %j is its address without secrets', (reference, folder) => {
    expect(folderOf(reference, '1.0.0')).toBe(folder);
    expect(isFetched(folder)).toBe(true);
  });
});

describe('a tree with fetched charts', () => {
  it('has their files beside its own, sorted, with digests of the archive', async () => {
    const own = { path: 'web.yaml', digest: 'own', size: 3 };
    const tree: Tree = {
      name: 'a tree',
      files: new Map([[own.path, own]]),
      problems: [],
      read: () => Promise.resolve(new TextEncoder().encode('own')),
    };
    const { files, digest, version } = chart('1.0.0', 'chart');
    const folder = `${repository}/web@1.0.0/`;

    const mounted = mount(tree, [{ ok: true, folder, label: 'web 1.0.0', version, digest, files }]);

    const path = `${folder}Chart.yaml`;
    expect([...mounted.files.values()]).toEqual([{ path, digest: `${digest} Chart.yaml`, size: 5 }, own]);
    expect(new TextDecoder().decode(await mounted.read(path))).toBe('chart');
    expect(new TextDecoder().decode(await mounted.read('web.yaml'))).toBe('own');
  });
});
