import { describe, expect, it } from 'vitest';
import { ask, query } from './asking.ts';
import type { Fault } from './hub/faults.ts';
import { hub, clock, pull, PULL, BOT, review } from './shop.ts';

describe('faults', () => {
  const say = (body = 'Hello') => ask(hub, BOT, 'POST', '/repos/shop/deploy/issues/7/comments', { body });
  const count = () => pull.conversation.length;

  it.each<[string, Fault, number, number]>([
    ['502 without effect', { kind: 'error', status: 502 }, 502, 0],
    ['502 with effect', { kind: 'error', status: 502, effect: 'whole' }, 502, 1],
    ...([401, 403, 404, 410, 422] as const).map((status): [string, Fault, number, number] => [
      String(status),
      { kind: 'error', status },
      status,
      0,
    ]),
    ['a page with 200', { kind: 'html', status: 200 }, 200, 0],
    ['a page with 503', { kind: 'html', status: 503 }, 503, 0],
  ])('%s at the second request, and none at the third', async (_, fault, status, effects) => {
    hub.inject({ request: 2 }, fault);
    await ask(hub, BOT, 'GET', PULL);
    const faulty = await say();

    expect(faulty.status).toBe(status);
    expect(faulty.headers.get('content-type')).toMatch(fault.kind === 'html' ? /^text\/html/ : /^application\/json/);
    expect(count()).toBe(effects);
    expect((await say()).status).toBe(201);
  });

  it('502 with half of a review: the first half of its comments is there', async () => {
    hub.inject(
      { matches: ({ pattern }) => pattern?.endsWith('/reviews') === true },
      { kind: 'error', status: 502, effect: 'half' },
    );
    const { status } = await review(
      [2, 3, 4].map((line) => ({ path: 'a.txt', line, side: 'RIGHT', body: `At ${line}` })),
    );

    expect(status).toBe(502);
    expect(pull.threads.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('a reset ends the connection, before or after the effect; the second request that matches is chosen', async () => {
    hub.inject({ matches: ({ isWrite }) => isWrite, occurrence: 2 }, { kind: 'reset' });
    hub.inject({ matches: ({ isWrite }) => isWrite, occurrence: 3 }, { kind: 'reset', effect: 'whole' });

    expect((await say()).status).toBe(201);
    await expect(say()).rejects.toThrow('fetch failed');
    expect(count()).toBe(1);
    await expect(say()).rejects.toThrow('fetch failed');
    expect(count()).toBe(2);
  });

  it('a secondary limit refuses writes until its time is over, and reads are served', async () => {
    hub.inject({ request: 1 }, { kind: 'secondary limit', status: 403, retryAfter: 3600 });
    const refused = await say();
    const again = await say();
    const read = await ask(hub, BOT, 'GET', PULL);
    clock.sleep(3600);

    expect([refused.status, again.status, read.status]).toEqual([403, 403, 200]);
    expect(refused.headers.get('retry-after')).toBe('3600');
    expect((await say()).status).toBe(201);
  });

  it('a secondary limit without a time says none, and lasts a minute', async () => {
    hub.inject({ request: 1 }, { kind: 'secondary limit', status: 429, retryAfter: null });
    const refused = await say();
    clock.sleep(30);
    const early = await say();
    clock.sleep(31);

    expect([refused.status, refused.headers.get('retry-after'), early.status]).toEqual([429, null, 429]);
    expect((await say()).status).toBe(201);
  });

  it('a primary limit refuses all until its reset, and GraphQL with a status of 200', async () => {
    hub.inject({ request: 1 }, { kind: 'primary limit', reset: 20 });
    const read = await ask(hub, BOT, 'GET', PULL);
    const asked = await query(hub, BOT, '{ viewer { login } }');
    clock.sleep(20);

    expect(read.status).toBe(403);
    expect(read.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(read.headers.get('x-ratelimit-reset')) - clock.now() / 1000).toBeLessThanOrEqual(1);
    expect(asked.errors).toMatchObject([{ type: 'RATE_LIMITED' }]);
    expect((await ask(hub, BOT, 'GET', PULL)).status).toBe(200);
  });

  it('a server that is gone stays gone, until all is cleared', async () => {
    hub.inject({ request: 2 }, { kind: 'gone for good' });

    expect((await say()).status).toBe(201);
    await expect(say()).rejects.toThrow('fetch failed');
    await expect(ask(hub, BOT, 'GET', PULL)).rejects.toThrow('fetch failed');
    hub.faults.clear();
    expect((await say()).status).toBe(201);
    expect(count()).toBe(2);
  });

  it('a slow server never answers, and an answer takes its latency', async () => {
    hub.inject({ request: 1 }, { kind: 'slow' });
    const never = fetch(`${hub.url}${PULL}`, { signal: AbortSignal.timeout(200) });
    await expect(never).rejects.toThrow('timeout');
    hub.latency = 50;
    const began = performance.now();
    await ask(hub, BOT, 'GET', PULL);

    expect(performance.now() - began).toBeGreaterThanOrEqual(49);
  });
});
