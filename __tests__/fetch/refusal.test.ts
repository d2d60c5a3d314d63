import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { chartReference, labelOf } from '../../src/fetch/chart-reference.ts';
import { createGate } from '../../src/fetch/gate.ts';
import { problemCodeOf, Refused, refusalOf } from '../../src/fetch/refusal.ts';

describe('a refusal', () => {
  it('is one sentence that names chart and host', () => {
    const refused = new Refused('not-found', 'there is no such chart');

    expect(refusalOf(refused, 'web 1.2.3', 'charts.example')).toEqual({
      ok: false,
      code: 'not-found',
      chart: 'web 1.2.3',
      host: 'charts.example',
      message: 'web 1.2.3 was not fetched from charts.example: there is no such chart.',
    });
    expect(refusalOf(refused, 'web', '').message).toBe('web was not fetched: there is no such chart.');
  });

  it('is not what a fault of ours becomes', () => {
    expect(() => refusalOf(new TypeError('ours'), 'web', 'charts.example')).toThrow('ours');
  });

  it('is a problem: not wanted, not possible, or not to be trusted', () => {
    expect([problemCodeOf('offline'), problemCodeOf('timed-out'), problemCodeOf('digest-mismatch')]).toEqual([
      'remote-refused',
      'fetch-failed',
      'archive-refused',
    ]);
  });
});

it.each([
  [chartReference('https://charts.example', 'web', '1.x'), 'web 1.x'],
  [chartReference('oci://ghcr.io/org/charts/', 'web', ''), 'web'],
  [{ kind: 'oci', reference: 'oci://ghcr.io/org/web:stable@sha256:00', version: '' } as const, 'web:stable'],
  [{ kind: 'oci', reference: 'oci://me:secret@ghcr.io', version: '1' } as const, 'a chart 1'],
])('a chart is spoken of by name and version: %j', (reference, label) => {
  expect(labelOf(reference)).toBe(label);
});

it('a gate lets in as many as there is room for, in order, whatever becomes of them', async () => {
  const gate = createGate(2);
  const log: string[] = [];
  const work = (name: number, fails: boolean) =>
    gate(async () => {
      log.push(`+${name}`);
      await sleep(5);
      log.push(`-${name}`);
      if (fails) throw new Error('no');
    });

  await Promise.allSettled([work(1, true), work(2, false), work(3, true), work(4, false)]);

  expect(log).toEqual(['+1', '+2', '-1', '+3', '-2', '+4', '-3', '-4']);
});
