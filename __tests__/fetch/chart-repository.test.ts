import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ChartReference } from '../../src/fetch/chart-reference.ts';
import { credentialsOf } from '../../src/fetch/credentials/credential.ts';
import { contentDigest } from '../../src/fetch/digest.ts';
import { chartArchive } from './archives.ts';
import { type Answer, type StandIn } from './stand-in.ts';
import { fetcher, hasty, limits, serve } from './world.ts';

const archive = chartArchive('web', '1.2.3');
const digest = contentDigest(archive);

interface Row {
  readonly version: string;
  readonly url: string;
  readonly digest?: string;
}

function indexOf(rows: readonly Row[], chart = 'web'): string {
  const entries = rows.map(
    (row) =>
      `  - version: ${row.version}\n${row.digest === undefined ? '' : `    digest: ${row.digest}\n`}    urls:\n    - ${row.url}\n`,
  );
  return `apiVersion: v1\nentries:\n  ${chart}:\n${entries.join('')}generated: "2024-01-01T00:00:00Z"\n`;
}

const rows: Row[] = ['1.2.3', '1.1.0', '0.9.0'].map((version) => ({
  version,
  url: `web-${version}.tgz`,
  digest: digest.slice(7),
}));

/** A repository at /charts with one archive under all its names. */
async function repository(more: Record<string, Answer> = {}): Promise<StandIn> {
  const packed: Answer = { status: 200, body: archive };
  return serve(() => ({
    '/charts/index.yaml': { status: 200, body: indexOf(rows) },
    '/charts/web-1.2.3.tgz': packed,
    '/charts/web-1.1.0.tgz': packed,
    '/charts/web-0.9.0.tgz': packed,
    ...more,
  }));
}

const web = (server: StandIn, version: string, name = 'web'): ChartReference => ({
  kind: 'http',
  repository: `${server.origin}/charts`,
  name,
  version,
});

describe('a chart of a repository', () => {
  it.each([
    ['1.1.0', '1.1.0'],
    ['^1', '1.2.3'],
    ['', '1.2.3'],
  ])('is fetched for the version "%s"', async (wanted, version) => {
    const server = await repository();

    const fetched = await fetcher([server.origin]).chart(web(server, wanted));

    const from = `${server.origin}/charts/web-${version}.tgz`;
    expect(fetched).toEqual({ ok: true, version, digest, archive, from });
  });

  it('is fetched from where the index says, if that is allowed too', async () => {
    const elsewhere = await serve(() => ({ '/web.tgz': { status: 200, body: archive } }));
    const index = indexOf([{ version: '1.2.3', url: `${elsewhere.origin}/web.tgz` }]);
    const server = await repository({ '/charts/index.yaml': { status: 200, body: index } });

    const fetched = await fetcher([server.origin, elsewhere.origin]).chart(web(server, '1.2.3'));
    const refused = await fetcher([server.origin]).chart(web(server, '1.2.3'));

    expect(fetched).toMatchObject({ ok: true, from: `${elsewhere.origin}/web.tgz` });
    expect(refused).toEqual({
      ok: false,
      code: 'host-not-allowed',
      chart: 'web 1.2.3',
      host: server.host,
      message: `web 1.2.3 was not fetched from ${server.host}: http://${elsewhere.host} is not on the list of allowed hosts; list it with its scheme to allow it.`,
    });
  });

  it('is found in an index that is compressed, JSON, or behind a redirect', async () => {
    const json = { entries: { web: [{ version: '1.2.3', urls: ['web-1.2.3.tgz'] }] } };
    const headers = { 'content-encoding': 'gzip' };
    for (const index of [
      { status: 200, headers, body: gzipSync(indexOf(rows)) },
      { status: 200, body: JSON.stringify(json) },
      { status: 301, headers: { location: '/elsewhere/index.yaml' } },
    ]) {
      const other: Answer = { status: 200, body: indexOf(rows) };
      const server = await repository({ '/charts/index.yaml': index, '/elsewhere/index.yaml': other });

      expect(await fetcher([server.origin]).chart(web(server, '1.2.3'))).toMatchObject({ ok: true, digest });
    }
  });

  it('is downloaded once for all who ask, and so is the index', async () => {
    const server = await repository();
    const { chart } = fetcher([server.origin]);

    const all = await Promise.all([1, 2, 3].flatMap(() => [chart(web(server, '1.2.3')), chart(web(server, '1.1.0'))]));

    expect(all.every(({ ok }) => ok)).toBe(true);
    expect(server.seen.map(({ path }) => path).sort()).toEqual([
      '/charts/index.yaml',
      '/charts/web-1.1.0.tgz',
      '/charts/web-1.2.3.tgz',
    ]);
  });

  it('is asked for again when the server is overloaded, or breaks off', async () => {
    const broken: Answer[] = [
      { status: 503 },
      (response) => void response.writeHead(200, { 'content-length': '1000' }).write('half', () => response.destroy()),
    ];
    const server = await serve(() => ({
      '/charts/index.yaml': { status: 200, body: indexOf(rows) },
      '/charts/web-1.2.3.tgz': broken.shift() ?? { status: 200, body: archive },
    }));

    expect(await fetcher([server.origin]).chart(web(server, '1.2.3'))).toMatchObject({ ok: true, digest });
  });
});

describe('credentials', () => {
  const credential = { kind: 'basic', user: 'me', password: 'secret' } as const;
  const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;

  it('go to the repository, and to no other host that it names or redirects to', async () => {
    const elsewhere = await serve(() => ({ '/a.tgz': { status: 200, body: archive } }));
    const rowsElsewhere = [
      { version: '1.2.3', url: `${elsewhere.origin}/a.tgz` },
      { version: '1.1.0', url: 'redirected.tgz' },
    ];
    const server = await repository({
      '/charts/index.yaml': { status: 200, body: indexOf(rowsElsewhere) },
      '/charts/redirected.tgz': { status: 302, headers: { location: `${elsewhere.origin}/a.tgz` } },
    });
    const credentials = credentialsOf([server.host, elsewhere.host].map((host) => ({ host, path: '', credential })));
    const { chart } = fetcher([server.origin, elsewhere.origin], { credentials });

    expect(await chart(web(server, '1.2.3'))).toMatchObject({ ok: true });
    expect(await chart(web(server, '1.1.0'))).toMatchObject({ ok: true });

    expect(new Set(server.seen.map(({ authorization }) => authorization))).toEqual(new Set([basic]));
    expect(elsewhere.seen.map(({ authorization }) => authorization)).toEqual([null, null]);
  });

  it('that are wanted and not known are said, and so is a program that has them', async () => {
    const server = await repository({ '/charts/index.yaml': { status: 401 } });
    const why = 'docker-credential-desktop is a program, which is not run';
    const credentials = credentialsOf([{ host: server.host, path: '', credential: { kind: 'unusable', why } }]);
    const message = `web 1.2.3 was not fetched from ${server.host}: ${server.host} requires a login, and none is known or it was not accepted`;

    const unknown = await fetcher([server.origin]).chart(web(server, '1.2.3'));
    const program = await fetcher([server.origin], { credentials }).chart(web(server, '1.2.3'));

    expect(unknown).toMatchObject({ code: 'unauthorised', message: `${message}.` });
    expect(program).toMatchObject({ code: 'unauthorised', message: `${message}: ${why}.` });
  });

  it('in an address are refused, and not repeated', async () => {
    const server = await repository();
    const withPassword = `http://me:secret@${server.host}/charts`;

    const refused = await fetcher([server.origin]).chart({
      ...web(server, '1.2.3'),
      repository: withPassword,
    } as ChartReference);

    expect(refused).toMatchObject({ code: 'reference-invalid' });
    expect(JSON.stringify(refused)).not.toContain('secret');
    expect(server.seen).toEqual([]);
  });
});

describe('a chart is refused', () => {
  const refusal = async (server: StandIn, reference: ChartReference) => {
    const refused = await fetcher([server.origin]).chart(reference);
    return refused.ok ? refused : [refused.code, refused.message.split(`from ${server.host}: `)[1]];
  };

  it('that the index does not have, with the versions that it has', async () => {
    const server = await repository();

    expect(await refusal(server, web(server, '1.2.3', 'wed'))).toEqual(['not-found', 'the index has no chart "wed".']);
    expect(await refusal(server, web(server, '1.1.9'))).toEqual([
      'not-found',
      'no version matches; it has 1.1.0, 1.2.3, 0.9.0.',
    ]);
  });

  it.each<[string, Record<string, Answer>, string, string]>([
    ['has no index', { '/charts/index.yaml': { status: 404 } }, 'not-found', 'there is no index.yaml.'],
    [
      'has an index that is none',
      { '/charts/index.yaml': { status: 200, body: '<html>' } },
      'answer-invalid',
      'its index.yaml has no entries.',
    ],
    [
      'has an index that is not YAML',
      { '/charts/index.yaml': { status: 200, body: 'entries: [' } },
      'answer-invalid',
      'its index.yaml is not valid YAML.',
    ],
    [
      'gives another archive than it says',
      { '/charts/web-1.2.3.tgz': { status: 200, body: chartArchive('web', '6.6.6') } },
      'digest-mismatch',
      `the archive of version 1.2.3 does not have the digest in the index, ${digest}.`,
    ],
    [
      'redirects for ever',
      { '/charts/web-1.2.3.tgz': { status: 302, headers: { location: 'web-1.2.3.tgz?again' } } },
      'answer-invalid',
      'HOST redirects more than 5 times.',
    ],
    [
      'redirects to a private address',
      { '/charts/web-1.2.3.tgz': { status: 302, headers: { location: 'https://169.254.169.254/latest/meta-data' } } },
      'host-not-allowed',
      '169.254.169.254 is not on the list of allowed hosts.',
    ],
    [
      'redirects to a file',
      { '/charts/web-1.2.3.tgz': { status: 302, headers: { location: 'file:///etc/passwd' } } },
      'host-not-allowed',
      'file: URLs are not fetched.',
    ],
    ['breaks down', { '/charts/web-1.2.3.tgz': { status: 500 } }, 'answer-invalid', 'HOST answers with status 500.'],
  ])('when the repository %s', async (_, answers, code, message) => {
    const server = await repository(answers);

    expect(await refusal(server, web(server, '1.2.3'))).toEqual([code, message.replace('HOST', server.host)]);
  });

  it('when what it gives is too large, said before or not', async () => {
    const endless: Answer = (response) => {
      const more = (): void => void response.write(Buffer.alloc(100_000), () => setImmediate(more));
      more();
    };
    const small = { ...limits, archiveBytes: 10_000, indexBytes: 10_000 };
    for (const large of [endless, { status: 200, body: Buffer.alloc(10_001) }]) {
      const server = await repository({ '/charts/web-1.2.3.tgz': large });

      const refused = await fetcher([server.origin], { limits: small }).chart(web(server, '1.2.3'));

      const why = 'the archive of version 1.2.3 is larger than 10000 bytes';
      expect(refused).toMatchObject({ code: 'too-large', message: expect.stringContaining(why) as unknown });
    }
    const bomb: Answer = {
      status: 200,
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(1_000_000)),
    };
    const server = await repository({ '/charts/index.yaml': bomb });
    const refused = await fetcher([server.origin], { limits: small }).chart(web(server, '1.2.3'));
    expect(refused).toMatchObject({ code: 'too-large' });
  });

  it.each<[string, Answer, string]>([
    ['says nothing', () => undefined, 'was silent for 0.3 s'],
    ['stops in the midst', (response) => void response.writeHead(200).write('x'), 'was silent for 0.3 s'],
    [
      'sends a byte now and then',
      (response) => {
        const timer = setInterval(() => response.write('x'), 50);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
      'took longer than 1 s',
    ],
  ])('when the repository %s, and the next one does not wait for it again', async (_, answer, why) => {
    const server = await repository({ '/charts/index.yaml': answer });
    const { chart } = fetcher([server.origin], { limits: hasty });
    const started = Date.now();

    const [first, second] = [await chart(web(server, '1.2.3')), await chart(web(server, '1.1.0'))];

    const message = (version: string) => `web ${version} was not fetched from ${server.host}: ${server.host} ${why}.`;
    expect(first).toMatchObject({ code: 'timed-out', message: message('1.2.3') });
    expect(second).toMatchObject({ code: 'timed-out', message: message('1.1.0') });
    expect(Date.now() - started).toBeLessThan(2000);
    expect(server.seen).toHaveLength(1);
  });

  it('when the time of the run is over, at once and without another request', async () => {
    const server = await repository({ '/charts/index.yaml': () => undefined });
    const { chart } = fetcher([server.origin], { limits, signal: AbortSignal.timeout(200) });
    const started = Date.now();

    const [first, second] = [await chart(web(server, '1.2.3')), await chart(web(server, '1.1.0'))];

    const message = (version: string) =>
      `web ${version} was not fetched from ${server.host}: the time of the run was over.`;
    expect(first).toMatchObject({ code: 'timed-out', message: message('1.2.3') });
    expect(second).toMatchObject({ code: 'timed-out', message: message('1.1.0') });
    expect(Date.now() - started).toBeLessThan(5000);
    expect(server.seen).toHaveLength(1);
  });

  it('when nobody is there', async () => {
    const server = await repository();
    await server.close();

    expect(await refusal(server, web(server, '1.2.3'))).toEqual([
      'unreachable',
      `${server.host} cannot be reached (connect ECONNREFUSED ${server.host}).`,
    ]);
  });
});
