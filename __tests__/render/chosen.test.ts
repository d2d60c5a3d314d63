import { describe, expect, test } from 'vitest';
import { shower } from '../kustomize/shower.ts';

const show = shower();

const chart = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'mode: plain\n',
  'web/templates/config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  mode: {{ .Values.mode }}\n',
  'web/ci/a-values.yaml': 'mode: a\n',
  'web/ci/b-values.yaml': 'mode: b\n',
};

describe('a chart with value files of its own is rendered', () => {
  test.each([
    ['with its defaults where its folder is named', 'web', ['web plain']],
    ['with one of them where that is named', 'web#web/ci/b-values.yaml', ['web#web/ci/b-values.yaml b']],
    [
      'with each of them where the folder above is named',
      '.',
      ['web plain', 'web#web/ci/a-values.yaml a', 'web#web/ci/b-values.yaml b'],
    ],
  ])('%s', async (_, source, expected) => {
    const { shown, problems } = await show(chart, source);

    expect(problems).toEqual([]);
    expect(shown.map(({ source: id, manifest }) => `${id} ${modeOf(manifest['data'])}`)).toEqual(expected);
  });
});

function modeOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'mode' in data ? String(data.mode) : '';
}
