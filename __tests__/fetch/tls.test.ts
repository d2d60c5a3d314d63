import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartReference } from '../../src/fetch/chart-reference.ts';
import { fetcher, hasty } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-tls-'));

/** A certificate that nobody signed; null without openssl. */
function certificate(): { key: Buffer; cert: Buffer } | null {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
  try {
    execFileSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return null;
  }
}

const made = certificate();

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function refusal(port: number): Promise<unknown> {
  const host = `127.0.0.1:${port}`;
  const { chart } = fetcher([host], { limits: hasty });
  const refused = await chart(chartReference(`https://${host}`, 'web', '1.2.3'));
  return refused.ok ? refused : [refused.code, refused.message.replace(/^.*?: /, '').replace(host, 'HOST')];
}

describe.skipIf(made === null)('a server whose certificate nobody signed', () => {
  let server: Server | null = null;
  let asked = 0;

  beforeAll(async () => {
    server = createServer({ ...made }, () => (asked += 1));
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('is told nothing', async () => {
    const { port } = server?.address() as AddressInfo;

    expect(await refusal(port)).toEqual(['unreachable', 'HOST cannot be reached (self-signed certificate).']);
    expect(asked).toBe(0);
  });
});

it('a server that takes a connection and shows no certificate is left in time', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;

  expect(await refusal(port)).toEqual(['timed-out', 'HOST did not connect within 0.2 s.']);

  server.close();
});
