import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Octokit, openGitHub } from '../../src/publish/client.ts';
import { Hub } from '../github/hub/hub.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function hubWithToken(): Promise<Hub> {
  const hub = await Hub.open();
  onTestFinished(() => hub.close());
  hub.addRepository('shop/deploy');
  hub.addToken('token', { metadata: 'read', contents: 'read' });
  return hub;
}

/** A proxy that leads every connection to the hub. */
async function proxyTo(hub: Hub): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    asked.push(request.url ?? '');
    const upstream = connect(Number(new URL(hub.url).port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function ask(octokit: Octokit): Promise<string> {
  return octokit.rest.repos.get({ owner: 'shop', repo: 'deploy' }).then(({ data }) => data.full_name);
}

it('an answer of success that is a page is no answer: what became of the request is not known', async () => {
  const hub = await hubWithToken();
  hub.inject({ request: 1 }, { kind: 'html', status: 200 });
  const octokit = openGitHub({ token: 'token', api: hub.url });

  await expect(ask(octokit)).rejects.toThrow('GitHub answered with a page, and not with JSON');
  expect(await ask(octokit)).toBe('shop/deploy');
});

describe('the client', () => {
  it('asks through the proxy of the environment', async () => {
    const hub = await hubWithToken();
    const proxy = await proxyTo(hub);
    vi.stubEnv('http_proxy', proxy.url);

    expect(await ask(openGitHub({ token: 'token', api: 'http://github.test' }))).toBe('shop/deploy');
    expect(proxy.asked).toEqual(['github.test:80']);
  });

  it('asks without it what no_proxy names', async () => {
    const hub = await hubWithToken();
    const proxy = await proxyTo(hub);
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('no_proxy', '127.0.0.1');

    expect(await ask(openGitHub({ token: 'token', api: hub.url }))).toBe('shop/deploy');
    expect(proxy.asked).toEqual([]);
  });

  it('asks again after a fault of the server, where it only reads', async () => {
    const hub = await hubWithToken();
    hub.inject({ request: 1 }, { kind: 'error', status: 502 });

    expect(await ask(openGitHub({ token: 'token', api: hub.url, second: 10 }))).toBe('shop/deploy');
    expect(hub.log.map(({ status }) => status)).toEqual([502, 200]);
  });

  it('never repeats a write', async () => {
    const hub = await hubWithToken();
    hub.inject({ request: 1 }, { kind: 'error', status: 502 });
    const octokit = openGitHub({ token: 'token', api: hub.url, second: 10 });

    const writing = octokit.rest.issues.createComment({ owner: 'shop', repo: 'deploy', issue_number: 7, body: 'x' });

    await expect(writing).rejects.toMatchObject({ status: 502 });
    expect(hub.log).toHaveLength(1);
  });

  it.each([
    ['waits for a short limit', 1, [429, 200]],
    ['does not wait for an hour', 3600, [429]],
  ])('%s', async (_, retryAfter, statuses) => {
    const hub = await hubWithToken();
    hub.inject({ request: 1 }, { kind: 'secondary limit', status: 429, retryAfter });
    // The limit of the hub ends by its own clock; the client's seconds are short.
    const asked = ask(openGitHub({ token: 'token', api: hub.url, second: 100 })).catch(() => 'given up');

    expect(await asked).toBe(statuses.includes(200) ? 'shop/deploy' : 'given up');
    expect(hub.log.map(({ status }) => status)).toEqual(statuses);
  });

  it('gives up what is not answered', async () => {
    const hub = await hubWithToken();
    hub.inject({ request: 1 }, { kind: 'slow' });
    const octokit = openGitHub({ token: 'token', api: hub.url, second: 10, limits: { request: 0.2, all: 1 } });

    expect(await ask(octokit)).toBe('shop/deploy');
  });
});
