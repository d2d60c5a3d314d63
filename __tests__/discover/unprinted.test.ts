import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const pod = (name: string, before = '', after = ''): string =>
  `${before}apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: 'a:1'}]}\n${after}`;
const chart: Texts = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'more: false\n',
  'chart/templates/a.yaml': pod('a'),
};
const nothing = 'It prints nothing in the reviewed renders of its chart.';
const applied =
  'It prints nothing in the renders of its chart, but it is a manifest that kubectl would apply as it is.';

describe('a changed template', () => {
  const { reviewed } = reviewer();
  const unread = async (base: Texts, head: Texts): Promise<unknown> => {
    const { report } = await reviewed(base, head);
    return [report.problems, Object.fromEntries((report.unread ?? []).map(({ file, why }) => [file, why]))];
  };

  test('of which no render prints anything is named', async () => {
    const head = {
      'chart/.helmignore': 'templates/ignored.yaml\n',
      'chart/templates/a.yaml': pod('b'),
      'chart/templates/_part.yaml': pod('p'),
      'chart/templates/NOTES.txt': 'Notes.',
      'chart/templates/ignored.yaml': pod('i'),
      'chart/templates/never.yaml': pod('n', '# {{ if false }}\n', '# {{ end }}\n'),
      'chart/templates/off.yaml': pod('o', '{{ if .Values.more }}\n', '{{ end }}\n'),
      'chart/templates/upgrade.yaml': pod('u', '{{ if .Release.IsUpgrade }}\n', '{{ end }}\n'),
    };

    expect(await unread(chart, head)).toEqual([
      [],
      {
        'chart/templates/ignored.yaml': applied,
        'chart/templates/never.yaml': applied,
        'chart/templates/off.yaml': nothing,
      },
    ]);
  });

  test('that some values of the repository have printed is not', async () => {
    const head = {
      'chart/ci/more-values.yaml': 'more: true\n',
      'chart/templates/off.yaml': pod('o', '{{ if .Values.more }}\n', '{{ end }}\n'),
    };

    expect(await unread(chart, head)).toEqual([[], {}]);
  });

  test('of a chart that a kustomization renders is named where its object does not come out', async () => {
    const base = Object.fromEntries(Object.entries(chart).map(([file, text]) => [`k/charts/${file}`, text]));
    const kustomization = 'helmCharts: [{name: chart, releaseName: web}]\n';
    const head = {
      'k/charts/chart/templates/a.yaml': pod('b'),
      'k/charts/chart/templates/never.yaml': pod('n', '# {{ if false }}\n', '# {{ end }}\n'),
    };

    expect(await unread({ ...base, 'k/kustomization.yaml': kustomization }, head)).toEqual([
      [],
      { 'k/charts/chart/templates/never.yaml': applied },
    ]);
  });
});
