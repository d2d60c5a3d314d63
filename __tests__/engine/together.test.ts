import { afterAll, describe, expect, test } from 'vitest';
import { type HelmRendering, type HelmRequest } from '../../src/engine/helm-request.ts';
import { failed, type Answer } from '../../src/engine/outcome.ts';
import { renderingTogether } from '../../src/engine/together.ts';
import { chart, openEngines } from './open-engines.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const shop = {
  'values.yaml': 'replicas: 2\nreader: {enabled: true}\n',
  'templates/_name.tpl': '{{ define "name" }}{{ .Release.Name }}{{ end }}',
  'templates/a.yaml':
    'name: {{ include "name" . }}\nreplicas: {{ .Values.replicas }}\ndrawn: {{ randAlphaNum 8 }}\n{{ $_ := set .Values "late" 1 }}',
  'templates/b.yaml': 'late: {{ .Values.late }}\n{{ if .Values.stop }}{{ fail .Values.stop }}{{ end }}',
};
const given = (text: string): HelmRequest => ({
  ...chart(shop),
  values: [{ name: 'given.yaml', bytes: new TextEncoder().encode(text) }],
});
const texts = [
  '{}',
  'replicas: 3',
  'stop: here',
  'late: 7',
  'replicas: [',
  'replicas: {deep: [1]}',
  '{}',
  'stop: there',
];

describe('renders that wait together', () => {
  test('are what each is alone, those that fail too', async () => {
    const alone: Answer<HelmRendering>[] = [];
    for (const text of texts) alone.push(await engines.helm.render(given(text)));

    expect(await Promise.all([...texts, ...texts].map((text) => engines.helm.render(given(text))))).toEqual([
      ...alone,
      ...alone,
    ]);
    expect(alone.map(({ ok }) => ok)).toEqual([true, true, false, true, false, true, true, false]);
  });

  test('are what each is alone where they are traced, or of some templates only', async () => {
    const requests = texts.flatMap((text): HelmRequest[] => [
      { ...given(text), provenance: 'alone' },
      { ...given(text), provenance: 'alone', include: ['shop/templates/a.yaml'] },
      { ...given(text), include: ['shop/templates/b.yaml'] },
    ]);
    const alone: Answer<HelmRendering>[] = [];
    for (const request of requests) alone.push(await engines.helm.render(request));

    expect(await Promise.all(requests.map((request) => engines.helm.render(request)))).toEqual(alone);
    const lines = alone.flatMap((each) => (each.ok ? each.value.files.map((file) => file.lines?.length ?? 0) : []));
    expect(lines).toEqual(expect.arrayContaining([0, 2, 4]));
  });

  const rendering: HelmRendering = {
    files: [],
    warnings: [],
    sources: [],
    reads: [],
    asks: [],
    compared: false,
    apart: [],
    variants: [],
  };
  const answering = (calls: string[], breaks: boolean): ReturnType<typeof renderingTogether> =>
    renderingTogether(
      {
        one: async (request) => {
          calls.push(`one of ${request.files.length} files`);
          await Promise.resolve();
          return { ok: true, value: rendering };
        },
        each: async ({ files }, sets) => {
          calls.push(`${sets.length} of ${files.length} files`);
          await Promise.resolve();
          return breaks
            ? failed('engine-memory', 'it exceeded its memory limit')
            : { ok: true, value: sets.map(() => ({ ok: true, value: rendering })) };
        },
      },
      1,
    );

  test('are at most sixteen of one chart and one way of rendering', async () => {
    const calls: string[] = [];
    const render = answering(calls, false);
    const other = { ...given('{}'), files: [] };
    const traced = { ...given('{}'), provenance: true };
    const named = { ...given('{}'), release: { name: 'other', namespace: 'other' } };
    await Promise.all(
      [...Array.from({ length: 19 }, () => given('{}')), other, traced, named].map((one) => render(one)),
    );

    expect(calls).toEqual([
      'one of 5 files',
      '16 of 5 files',
      '2 of 5 files',
      'one of 0 files',
      'one of 5 files',
      'one of 5 files',
    ]);
  });

  test('are fewer where the chart is large', async () => {
    const calls: string[] = [];
    const render = answering(calls, false);
    const large = { ...given('{}'), files: [{ name: 'notes.txt', bytes: new Uint8Array(1_500_000) }] };
    await Promise.all(Array.from({ length: 4 }, () => large).map((one) => render(one)));

    expect(calls).toEqual(['one of 1 files', '2 of 1 files', 'one of 1 files']);
  });

  test('are asked for one by one where the engine breaks over them', async () => {
    const calls: string[] = [];
    const render = answering(calls, true);

    expect((await Promise.all(texts.map(given).map((one) => render(one)))).map(({ ok }) => ok)).toEqual(
      texts.map(() => true),
    );
    expect(calls).toEqual(['one of 5 files', '7 of 5 files', ...Array.from({ length: 7 }, () => 'one of 5 files')]);
  });

  test('hear of what goes wrong', async () => {
    const broken = (): Promise<never> => Promise.reject(new RangeError('lost'));
    const render = renderingTogether({ one: broken, each: broken }, 1);
    const heard = await Promise.allSettled(texts.map(given).map((one) => render(one)));

    expect(heard.map(({ status }) => status)).toEqual(texts.map(() => 'rejected'));
  });
});
