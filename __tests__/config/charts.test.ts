import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const { audited, reviewed } = reviewer();

const chart = (folder: string): Texts => ({
  [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  [`${folder}/templates/a.yaml`]: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
});
const configured = (...entries: readonly string[]): Texts => ({
  '.github/plimsoll.yaml': `# how charts are deployed\ncharts:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`,
});
const charts: Texts = { ...chart('charts/web'), ...chart('infra/dns') };

async function said(texts: Texts): Promise<readonly string[]> {
  const { report } = await audited(texts);
  return (report.notices ?? []).map(({ code, message }) => `${code}: ${message}`);
}

describe('an entry of charts in the configuration', () => {
  test.each([
    ['charts/wbe', 'charts/wbe', 'charts/web'],
    ['chart/web/', 'chart/web', 'charts/web'],
    ['Charts/Web', 'Charts/Web', 'charts/web'],
    ['web', 'web', 'charts/web'],
    ['infra', 'infra', 'infra/dns'],
    ['infra/dns/templates', 'infra/dns/templates', 'infra/dns'],
  ])('that is for no chart is named with the nearest: %s', async (path, folder, nearest) => {
    expect(await said({ ...charts, ...configured('path: infra/dns', `path: ${path}`) })).toEqual([
      `chart-unmatched: charts[1].path at .github/plimsoll.yaml:4 names no chart: ${folder}/Chart.yaml does not exist. The nearest chart is ${nearest}. Correct the path, or remove the entry.`,
    ]);
  });

  test('that is a pattern is named as one', async () => {
    expect(await said({ ...charts, ...configured('path: charts/*') })).toEqual([
      expect.stringContaining('A path is one folder, not a pattern.'),
    ]);
  });

  test.each(['charts/web', './charts/web/', 'charts//web'])('that is for a chart needs no words: %s', async (path) => {
    expect(await said({ ...charts, ...configured(`path: ${path}`) })).toEqual([]);
  });

  test('is named in a review too, and fails none', async () => {
    const { report, exitCode } = await reviewed(
      { ...charts, ...configured('{release: x, path: charts/wbe}') },
      { 'charts/web/values.yaml': 'a: 1\n' },
    );

    expect(report.notices?.map(({ code, place }) => [code, place])).toEqual([
      ['chart-unmatched', { kind: 'lines', file: '.github/plimsoll.yaml', first: 3, last: 3 }],
    ]);
    expect(exitCode).toBe(0);
  });
});
