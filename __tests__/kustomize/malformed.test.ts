/** Where it is said that a resource of a kustomization is no YAML. */
import { expect, test } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { reviewer } from '../remote/reviewed.ts';

const { audited } = reviewer();

const map = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const broken = `${map('b')} x: y\n`;

const places = ({ problems }: Report): readonly unknown[] => problems.map(({ code, place }) => [code, place]);

test('at its own line, also in a later document and another folder', async () => {
  const { report } = await audited({
    'overlay/kustomization.yaml': 'resources: [../base]\n',
    'base/kustomization.yaml': 'resources:\n  - maps/all.yaml\n',
    'base/maps/all.yaml': `${map('a')}---\n${broken}`,
  });

  expect(places(report)).toEqual([['yaml-syntax', { kind: 'lines', file: 'base/maps/all.yaml', first: 10, last: 10 }]]);
});

test('in the file that is broken, of several with its name', async () => {
  const { report } = await audited({
    'kustomization.yaml': 'resources: [one/all.yaml, other/all.yaml]\n',
    'one/all.yaml': map('a'),
    'other/all.yaml': broken,
  });

  expect(places(report)).toEqual([['yaml-syntax', { kind: 'lines', file: 'other/all.yaml', first: 5, last: 5 }]]);
});
