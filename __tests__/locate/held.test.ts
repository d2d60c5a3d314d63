import { expect, test } from 'vitest';
import { type HelmRendering } from '../../src/engine/helm-request.ts';
import { checkedAgainstHelm } from '../../src/sources/helm/trace/checked-against-helm.ts';
import { type Manifest } from '../../src/model/manifest.ts';

const name = 'web/templates/a.yaml';
const lines = [1, 2, 3, 4].map((line) => ({ source: 0, line }));
const text = '---\na: 1\nb: 2\nc: 3';
const traced: HelmRendering = {
  files: [{ name, file: 'templates/a.yaml', crd: false, text, documents: [], digest: '', lines }],
  warnings: [],
  sources: ['templates/a.yaml'],
  reads: [],
  asks: [],
  compared: false,
  apart: [],
  variants: [],
};

function printed(start: number, document: string): Manifest {
  const origin = { kind: 'helm', template: 'templates/a.yaml', name, start, text: document, item: [] } as const;
  return { source: 'web', object: { apiVersion: 'v1', kind: 'ConfigMap' }, origin };
}

test.each([
  ['is kept where Helm printed the same', printed(1, 'a: 1\nb: 2\nc: 3'), [1, 2, 3, 4]],
  ['is kept on a line that a separator begins', printed(0, '   \na: 1'), [1, 2, 3, 4]],
  ['is kept where Helm is not known to have printed anything', printed(1, 'a: 1'), [1, 2, 3, 4]],
  ['is dropped where Helm printed another text', printed(1, 'a: 1\nb: 9\nc: 3'), [1, 2, null, 4]],
  ['is dropped where Helm printed the text on another line', printed(0, 'a: 1\nb: 2'), [null, null, 3, 4]],
  ['is dropped where Helm printed more', printed(3, 'c: 3\nd: 4'), [1, 2, 3, 4, null]],
])('the source of a traced line %s', (_, manifest, expected) => {
  const [file] = checkedAgainstHelm(traced, [manifest]).files;

  expect(file?.lines?.map((line) => line?.line ?? null)).toEqual(expected);
});
