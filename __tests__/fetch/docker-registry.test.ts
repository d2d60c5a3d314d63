import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartReference } from '../../src/fetch/chart-reference.ts';
import { credentialsOf } from '../../src/fetch/credentials/credential.ts';
import { contentDigest } from '../../src/fetch/digest.ts';
import { chartArchive } from './archives.ts';
import { MANIFEST, manifestOf } from './registry-stand-in.ts';
import { fetcher } from './world.ts';

/** Debian's `docker-registry`: what others run. */
const PROGRAM = '/usr/bin/docker-registry';

/** A test vector of crypt_blowfish: the password is `U*U`. */
const HTPASSWD = 'me:$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n';
const basic = `Basic ${Buffer.from('me:U*U').toString('base64')}`;

describe.skipIf(!existsSync(PROGRAM))('a registry that others wrote', () => {
  const archive = chartArchive('web', '1.2.3');
  const versions = ['1.0.0', '1.2.3', '1.3.0+build.5'];
  let folder = '';
  let host = '';
  let program: ChildProcess | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-registry-'));
    host = `127.0.0.1:${await freePort()}`;
    await writeFile(join(folder, 'htpasswd'), HTPASSWD);
    await writeFile(join(folder, 'config.json'), JSON.stringify(configuration(host, folder)));
    program = spawn(PROGRAM, ['serve', join(folder, 'config.json')], { stdio: 'ignore' });
    await ready();
    for (const version of versions) await push(version);
  });
  afterAll(async () => {
    program?.kill();
    await rm(folder, { recursive: true });
  });

  const call = (path: string, init: Pick<RequestInit, 'method' | 'body'> = {}, type = 'application/octet-stream') =>
    fetch(new URL(path, `http://${host}/v2/org/web/`), {
      ...init,
      headers: { authorization: basic, 'content-type': type },
    });

  async function ready(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await call('/v2/').catch(() => null))?.status === 200) return;
      await sleep(50);
    }
    throw new Error('the registry does not start');
  }

  /** As `helm push` does it: contents first, then the manifest under the tag. */
  async function push(version: string): Promise<void> {
    for (const content of [Buffer.from('{}'), archive]) {
      const begun = await call('blobs/uploads/', { method: 'POST' });
      const upload = new URL(begun.headers.get('location') ?? '');
      upload.searchParams.set('digest', contentDigest(content));
      expect((await call(upload.href, { method: 'PUT', body: new Uint8Array(content) })).status).toBe(201);
    }
    const manifest = { method: 'PUT', body: manifestOf({ archive }) };
    const pushed = await call(`manifests/${version.replace('+', '_')}`, manifest, MANIFEST);
    expect(pushed.status).toBe(201);
  }

  const known = (password: string) =>
    credentialsOf([{ host, path: '', credential: { kind: 'basic', user: 'me', password } }]);
  const web = (version: string) => chartReference(`oci://${host}/org`, 'web', version);

  it.each([
    ['1.2.3', '1.2.3'],
    ['1.3.0+build.5', '1.3.0+build.5'],
    ['^1.0', '1.0.0'],
    ['', '1.3.0+build.5'],
  ])('gives back what was pushed, for the version "%s"', async (wanted, version) => {
    const fetched = await fetcher([`http://${host}`], { credentials: known('U*U') }).chart(web(wanted));

    const from = `oci://${host}/org/web:${version}`;
    expect(fetched).toEqual({ ok: true, version, digest: contentDigest(archive), archive, from });
  });

  it('gives back what a digest means', async () => {
    const reference = `oci://${host}/org/web@${contentDigest(manifestOf({ archive }))}`;

    const fetched = await fetcher([`http://${host}`], { credentials: known('U*U') }).chart({
      kind: 'oci',
      reference,
      version: '',
    });

    expect(fetched).toMatchObject({ ok: true, digest: contentDigest(archive) });
  });

  it('refuses whoever it does not know, and what it does not have', async () => {
    const asked = async (password: string, version: string) => {
      const answer = await fetcher([`http://${host}`], { credentials: known(password) }).chart(web(version));
      return answer.ok ? answer : [answer.code, answer.message.split(': ').slice(1).join(': ')];
    };

    const login = `${host} requires a login: the known login was not accepted.`;
    expect(await asked('guess', '1.2.3')).toEqual(['unauthorised', login]);
    const near = 'it has 1.2.3, 1.0.0, 1.3.0+build.5.';
    expect(await asked('U*U', '1.2.4')).toEqual(['not-found', `there is no such version; ${near}`]);
  });
});

function configuration(addr: string, folder: string): unknown {
  return {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { inmemory: {} },
    http: { addr },
    auth: { htpasswd: { realm: 'registry', path: join(folder, 'htpasswd') } },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
