import { describe, expect, it } from 'vitest';
import { chartReference } from '../../src/fetch/chart-reference.ts';
import { type AddressesOf } from '../../src/fetch/web/guarded-lookup.ts';
import { chartArchive } from './archives.ts';
import { fetcher, hasty, serve } from './world.ts';

const addresses = (...all: string[]) =>
  Promise.resolve(all.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

async function refusal(hosts: readonly string[], repository: string, addressesOf: AddressesOf) {
  const refused = await fetcher(hosts, { addressesOf, limits: hasty }).chart(
    chartReference(repository, 'web', '1.2.3'),
  );
  return refused.ok ? refused : [refused.code, refused.message.replace(/^.*?: /, '')];
}

describe('a name that is allowed', () => {
  it.each([
    ['127.0.0.1', ['127.0.0.1']],
    ['10.0.0.1', ['1.1.1.1', '10.0.0.1']],
    ['fd00:ec2::254', ['fd00:ec2::254']],
    ['::ffff:169.254.169.254', ['::ffff:169.254.169.254']],
  ])('is not connected to at %s', async (address, all) => {
    expect(await refusal(['*.example'], 'https://charts.example', () => addresses(...all))).toEqual([
      'private-address',
      `charts.example has the address ${address}, which is not public.`,
    ]);
  });

  it('is looked up once for a connection, so that a second answer is of no use', async () => {
    const answers = [addresses('192.168.0.1'), addresses('1.1.1.1')];
    let lookups = 0;
    const rebinding: AddressesOf = () => answers[lookups++]!;

    expect(await refusal(['charts.example'], 'https://charts.example', rebinding)).toEqual([
      'private-address',
      'charts.example has the address 192.168.0.1, which is not public.',
    ]);
    expect(lookups).toBe(1);
  });

  it('with a port may be at a private address', async () => {
    const archive = chartArchive('web', '1.2.3');
    const index = 'entries:\n  web:\n  - version: 1.2.3\n    urls: [ web.tgz ]\n';
    const server = await serve(() => ({
      '/index.yaml': { status: 200, body: index },
      '/web.tgz': { status: 200, body: archive },
    }));
    const origin = server.origin.replace('127.0.0.1', 'charts.corp');

    const { files } = fetcher([origin], { addressesOf: () => addresses('127.0.0.1') });

    const fetched = await files(chartReference(origin, 'web', '1.2.3'));
    expect(fetched.ok ? [...fetched.files.keys()] : fetched).toEqual(['Chart.yaml', 'values.yaml']);
  });

  it('that has no address, or is looked up for ever, is said', async () => {
    const nowhere = () => Promise.reject(new Error('getaddrinfo ENOTFOUND charts.example'));
    const never = () => new Promise<never>(() => undefined);

    expect(await refusal(['charts.example'], 'https://charts.example', nowhere)).toEqual([
      'unreachable',
      'charts.example cannot be reached (getaddrinfo ENOTFOUND charts.example).',
    ]);
    expect(await refusal(['charts.example'], 'https://charts.example', () => addresses())).toEqual([
      'unreachable',
      'charts.example cannot be reached (charts.example has no address).',
    ]);
    expect(await refusal(['charts.example'], 'https://charts.example', never)).toEqual([
      'timed-out',
      'charts.example did not connect within 0.2 s.',
    ]);
  });
});

describe('files', () => {
  it('of an archive that leads out are refused, naming chart and host', async () => {
    const index = 'entries:\n  web:\n  - version: 1.2.3\n    urls: [ web.tgz ]\n';
    const body = chartArchive('web', '1.2.3', [{ path: 'web/../../x' }]);
    const server = await serve(() => ({
      '/index.yaml': { status: 200, body: index },
      '/web.tgz': { status: 200, body },
    }));

    expect(await fetcher([server.origin]).files(chartReference(server.origin, 'web', '1.2.3'))).toEqual({
      ok: false,
      code: 'archive-invalid',
      chart: 'web 1.2.3',
      host: server.host,
      message: `web 1.2.3 was not fetched from ${server.host}: the archive is refused: it has a path that points outside of it, "web/../../x".`,
    });
  });
});
