/** Servers that only a proxy reaches: no machine knows these hosts. */
import { afterEach, describe, expect, vi } from 'vitest';
import type { History, Run } from './history.ts';
import { deployment } from './manifests.ts';
import { openThreads } from './oracle.ts';
import { history, shareEngines } from './play.ts';
import { openProxy } from './proxy.ts';

shareEngines();
afterEach(() => {
  vi.unstubAllEnvs();
});

const SAFE = { 'web.yaml': deployment('web') };
const RISKY = { 'web.yaml': deployment('web', { privileged: true }) };
const SERVER = 'http://github.example';
const API = 'http://api.github.example';

interface Through {
  readonly run: Run;
  /** The hosts of the API that the proxy was asked for, each once for each connection. */
  readonly api: readonly string[];
  /** The requests of git that the proxy saw. */
  readonly git: readonly string[];
}

/** A run whose environment names the proxy; `at`: where its servers are. */
async function runThroughProxy(h: History, at: { server: string; api: string }, noProxy: string): Promise<Through> {
  const proxy = await openProxy(h.hub);
  try {
    const proxies = { http_proxy: proxy.url, https_proxy: proxy.url, no_proxy: noProxy };
    h.commit(RISKY);
    for (const [name, value] of Object.entries(proxies)) vi.stubEnv(name, value);
    const { server: GITHUB_SERVER_URL, api: GITHUB_API_URL } = at;
    const run = await h.run({ env: { GITHUB_SERVER_URL, GITHUB_API_URL, ...proxies } });
    vi.unstubAllEnvs();
    return {
      run,
      api: proxy.asked.filter((line) => line.startsWith('CONNECT ')),
      git: proxy.asked.filter((line) => !line.startsWith('CONNECT ')),
    };
  } finally {
    proxy.close();
  }
}

function posted(h: History, { exitCode, outputs }: Run): void {
  expect([exitCode, outputs['verdict'], outputs['posted']]).toEqual([1, 'fail', 'all']);
  expect(openThreads(h)).toHaveLength(1);
}

describe('a proxy', () => {
  history(
    'is used for the API and for git',
    async (h) => {
      const { run, api, git } = await runThroughProxy(h, { server: SERVER, api: API }, '');

      posted(h, run);
      expect(new Set(api)).toEqual(new Set(['CONNECT api.github.example']));
      expect(git.length).toBeGreaterThan(1);
      expect(git.every((line) => line.includes(' github.example/shop/deploy/'))).toBe(true);
    },
    { base: SAFE },
  );

  history(
    'is used for git alone where no_proxy names the API',
    async (h) => {
      const { run, api, git } = await runThroughProxy(h, { server: SERVER, api: h.hub.url }, '127.0.0.1');

      posted(h, run);
      expect(api).toEqual([]);
      expect(git.length).toBeGreaterThan(1);
    },
    { base: SAFE },
  );

  history(
    'is used for the API alone where no_proxy names the git server',
    async (h) => {
      const { run, api, git } = await runThroughProxy(h, { server: h.hub.url, api: API }, 'localhost,127.0.0.1');

      posted(h, run);
      expect(new Set(api)).toEqual(new Set(['CONNECT api.github.example']));
      expect(git).toEqual([]);
    },
    { base: SAFE },
  );

  history(
    'is used for nothing where no_proxy names both',
    async (h) => {
      const { run, api, git } = await runThroughProxy(h, { server: h.hub.url, api: h.hub.url }, '127.0.0.1');

      posted(h, run);
      expect([api, git]).toEqual([[], []]);
    },
    { base: SAFE },
  );
});
