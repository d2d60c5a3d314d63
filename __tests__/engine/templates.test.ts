import { afterAll, describe, expect, test } from 'vitest';
import { type FillAll, fillingTogether } from '../../src/engine/filling.ts';
import { failed } from '../../src/engine/outcome.ts';
import { type FillRequest } from '../../src/engine/templates.ts';
import { openEngines, valueOf } from './open-engines.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const asking = (text: string, parameters = { a: 'b' }, options: readonly string[] = []): FillRequest => ({
  texts: [{ text, strict: false, last: false }],
  options,
  elements: [{ parameters, texts: [] }],
  most: 1000,
});

describe('the engine', () => {
  test('fills every text for every element', async () => {
    const texts = ['{{ .a }}', '{{ .a | upper }}'].map((text) => ({ text, strict: false, last: false }));
    const elements = ['x', 'y'].map((a) => ({ parameters: { a }, texts: [] }));

    expect(valueOf(await engines.helm.fill({ texts, elements, options: [], most: 1000 }))).toEqual([
      [
        { ok: true, text: 'x' },
        { ok: true, text: 'X' },
      ],
      [
        { ok: true, text: 'y' },
        { ok: true, text: 'Y' },
      ],
    ]);
  });

  test('says what fails, why and in which line', async () => {
    expect(valueOf(await engines.helm.fill(asking('\n{{ fail "no" }}')))).toEqual([
      [{ ok: false, kind: 'refused', line: 2, message: '<fail "no">: error calling fail: no' }],
    ]);
    expect(valueOf(await engines.helm.fill(asking('{{ .b }}', { a: 'b' }, ['missingkey=error'])))).toEqual([
      [{ ok: false, kind: 'missing', line: 1, message: '<.b>: map has no entry for key "b"' }],
    ]);
  });

  test('makes no more than it may', async () => {
    expect(valueOf(await engines.helm.fill(asking('{{ repeat 1001 "x" }}')))).toBeNull();
  });

  test("tells Helm's order of kinds", async () => {
    const kinds = valueOf(await engines.helm.installOrder());

    expect(kinds.slice(0, 2)).toEqual(['PriorityClass', 'Namespace']);
    expect(kinds.indexOf('Service')).toBeLessThan(kinds.indexOf('Deployment'));
  });
});

describe('requests', () => {
  /** An engine that repeats the first text of each, and breaks over one that says so. */
  function counting(): { readonly all: FillAll; readonly calls: number[] } {
    const calls: number[] = [];
    const all: FillAll = (requests) => {
      calls.push(requests.length);
      const texts = requests.map((request) => request.texts[0]?.text ?? '');
      if (texts.includes('break')) return Promise.resolve(failed('engine-timeout', 'too long'));
      return Promise.resolve({ ok: true, value: texts.map((text) => [[{ ok: true, text }]]) });
    };
    return { all, calls };
  }

  test('that are made at the same time are one call, and the same one is asked once', async () => {
    const { all, calls } = counting();
    const fill = fillingTogether(all);

    const answers = await Promise.all(['a', 'b', 'a'].map(async (text) => fill(asking(text))));
    const later = await fill(asking('b'));

    expect(answers.map(valueOf)).toEqual(['a', 'b', 'a'].map((text) => [[{ ok: true, text }]]));
    expect(valueOf(later)).toEqual([[{ ok: true, text: 'b' }]]);
    expect(calls).toEqual([2]);
  });

  test('beside one that breaks the engine are answered, and that one is tried again another time', async () => {
    const { all, calls } = counting();
    const fill = fillingTogether(all);

    const [broken, whole] = await Promise.all(['break', 'b'].map(async (text) => fill(asking(text))));
    await fill(asking('break'));

    expect(broken).toMatchObject({ ok: false, error: { code: 'engine-timeout' } });
    expect(whole).toMatchObject({ ok: true });
    expect(calls).toEqual([2, 1, 1, 1]);
  });
});
