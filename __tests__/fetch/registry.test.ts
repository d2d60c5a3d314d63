import { describe, expect, it } from 'vitest';
import { type ChartReference, chartReference } from '../../src/fetch/chart-reference.ts';
import { credentialsOf } from '../../src/fetch/credentials/credential.ts';
import { contentDigest } from '../../src/fetch/digest.ts';
import { chartArchive } from './archives.ts';
import { manifestOf, registry, type Stored } from './registry-stand-in.ts';
import { type Answer, type StandIn } from './stand-in.ts';
import { fetcher, serve } from './world.ts';

const archive = chartArchive('web', '1.2.3');
const digest = contentDigest(archive);
const stored: Stored = { archive };
const charts = { '1.0.0': stored, '1.2.3': stored, '1.3.0_build.5': stored, '2.0.0-rc.1': stored, latest: stored };
const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;

const web = (server: StandIn, version: string): ChartReference =>
  chartReference(`oci://${server.host}/org/charts/`, 'web', version);

const login = (...servers: StandIn[]) =>
  credentialsOf(
    servers.map(({ host }) => ({ host, path: '', credential: { kind: 'basic', user: 'me', password: 'secret' } })),
  );

async function refusal(server: StandIn, reference: ChartReference): Promise<unknown> {
  const refused = await fetcher([server.origin]).chart(reference);
  return refused.ok ? refused : [refused.code, refused.message.split(`from ${server.host}: `)[1]];
}

describe('a chart of a registry', () => {
  it.each([
    ['1.0.0', '1.0.0', ['manifests/1.0.0']],
    ['1.3.0+build.5', '1.3.0+build.5', ['manifests/1.3.0_build.5']],
    ['^1.2', '1.2.3', ['tags/list?n=1000', 'manifests/1.2.3']],
    ['1.3', '1.3.0+build.5', ['tags/list?n=1000', 'manifests/1.3.0_build.5']],
    ['latest', 'latest', ['tags/list?n=1000', 'manifests/latest']],
  ])('is fetched for the version %s', async (wanted, version, asked) => {
    const server = await registry({ charts });

    const fetched = await fetcher([server.origin]).chart(web(server, wanted));

    expect(fetched).toEqual({
      ok: true,
      version,
      digest,
      archive,
      from: `oci://${server.host}/org/charts/web:${version}`,
    });
    const base = '/v2/org/charts/web/';
    expect(server.seen.map(({ path }) => path)).toEqual([...asked, `blobs/${digest}`].map((path) => base + path));
  });

  it('is fetched by digest, and by a tag in the reference; its version is what it says', async () => {
    const annotated = { archive, annotations: { 'org.opencontainers.image.version': '1.2.3' } };
    const server = await registry({ charts: { stable: annotated } });
    const reference = `oci://${server.host}/org/charts/web`;
    const byDigest = `${reference}@${contentDigest(manifestOf(annotated))}`;

    for (const each of [byDigest, `${reference}:stable`]) {
      const fetched = await fetcher([server.origin]).chart({ kind: 'oci', reference: each, version: '' });

      expect(fetched).toMatchObject({ ok: true, version: '1.2.3', digest });
    }
  });

  it('may have been pushed by an old Helm', async () => {
    const server = await registry({ charts: { '1.2.3': { archive, mediaType: 'application/tar+gzip' } } });

    expect(await fetcher([server.origin]).chart(web(server, '1.2.3'))).toMatchObject({ ok: true, digest });
  });

  it('is found among tags on many pages', async () => {
    const server = await registry({ charts, pageSize: 2 });

    expect(await fetcher([server.origin]).chart(web(server, '2.x'))).toMatchObject({ ok: true, version: '2.0.0-rc.1' });
    expect(server.seen.filter(({ path }) => path.includes('/tags/'))).toHaveLength(3);
  });

  it('is what an index of a repository by https says it is', async () => {
    const server = await registry({ charts });
    const index = (sum: string) =>
      `entries:\n  web:\n  - version: 1.2.3\n    digest: ${sum}\n    urls: [ "oci://${server.host}/org/charts/web:1.2.3" ]\n`;
    const repository = await serve(() => ({
      '/right/index.yaml': { status: 200, body: index(digest.slice(7)) },
      '/wrong/index.yaml': { status: 200, body: index('0'.repeat(64)) },
    }));
    const { chart } = fetcher([server.origin, repository.origin]);
    const at = (folder: string) => chart(chartReference(`${repository.origin}/${folder}`, 'web', '1.2.3'));

    expect(await at('right')).toMatchObject({ ok: true, digest, from: `oci://${server.host}/org/charts/web:1.2.3` });
    expect(await at('wrong')).toMatchObject({ ok: false, code: 'digest-mismatch' });
  });
});

describe('a login', () => {
  const bearer = {
    authorization: 'Bearer abc.def',
    challenge: (origin: string) => `Bearer realm="${origin}/token",service="the registry",scope="repository:x:pull"`,
  };
  const token: Answer = { status: 200, body: '{"token":"abc.def"}' };

  it('by token is asked for once, with the credentials, for what the registry says', async () => {
    const server = await registry({ charts, wants: bearer, more: () => ({ '/token': token }) });

    const fetched = await fetcher([server.origin], { credentials: login(server) }).chart(web(server, '^1'));

    expect(fetched).toMatchObject({ ok: true });
    expect(
      server.seen.map(({ path, authorization }) => [path.replace('/v2/org/charts/web/', ''), authorization]),
    ).toEqual([
      ['tags/list?n=1000', null],
      ['/token?service=the+registry&scope=repository%3Ax%3Apull', basic],
      ['tags/list?n=1000', 'Bearer abc.def'],
      ['manifests/1.3.0_build.5', 'Bearer abc.def'],
      [`blobs/${digest}`, 'Bearer abc.def'],
    ]);
  });

  it('by token works for nobody in particular', async () => {
    const server = await registry({ charts, wants: bearer, more: () => ({ '/token': token }) });

    expect(await fetcher([server.origin]).chart(web(server, '1.2.3'))).toMatchObject({ ok: true });
    expect(server.seen.find(({ path }) => path.startsWith('/token'))?.authorization).toBeNull();
  });

  it('by password works, and a wrong one is said without it', async () => {
    const wants = { authorization: basic, challenge: () => 'Basic realm="x"' };
    const server = await registry({ charts, wants });
    const wrong = credentialsOf([
      { host: server.host, path: '', credential: { kind: 'basic', user: 'me', password: 'guess' } },
    ]);

    const right = await fetcher([server.origin], { credentials: login(server) }).chart(web(server, '1.2.3'));
    const refused = await fetcher([server.origin], { credentials: wrong }).chart(web(server, '1.2.3'));

    expect(right).toMatchObject({ ok: true });
    const message = `web 1.2.3 was not fetched from ${server.host}: ${server.host} requires a login: the known login was not accepted.`;
    expect(refused).toEqual({ ok: false, code: 'unauthorised', chart: 'web 1.2.3', host: server.host, message });
  });

  it('that nobody knows, or a program has, is said', async () => {
    const server = await registry({ charts, wants: { authorization: basic, challenge: () => 'Basic realm="x"' } });
    const why = 'docker-credential-gcloud is a program, which is not run';
    const credentials = credentialsOf([{ host: server.host, path: '', credential: { kind: 'unusable', why } }]);

    const program = await fetcher([server.origin], { credentials }).chart(web(server, '1.2.3'));

    const wants = `${server.host} requires a login`;
    expect(await refusal(server, web(server, '1.2.3'))).toEqual([
      'unauthorised',
      `${wants}, and none is known for it.`,
    ]);
    expect(program).toMatchObject({ message: `web 1.2.3 was not fetched from ${server.host}: ${wants}: ${why}.` });
  });

  it('is not shown to a server of tokens that nobody allowed', async () => {
    const thief = await serve(() => ({ '/token': token }));
    const wants = { ...bearer, challenge: () => `Bearer realm="${thief.origin}/token"` };
    const server = await registry({ charts, wants });

    const refused = await fetcher([server.origin], { credentials: login(server, thief) }).chart(web(server, '1.2.3'));

    expect(refused).toMatchObject({ code: 'host-not-allowed' });
    expect(thief.seen).toEqual([]);
  });

  it('is shown to a server of tokens that is allowed, and to no storage', async () => {
    const storage = await serve(() => ({ '/blob': { status: 200, body: archive } }));
    const tokens = await serve(() => ({ '/token': token }));
    const server = await registry({
      charts,
      wants: { ...bearer, challenge: () => `Bearer realm="${tokens.origin}/token"` },
      more: ({ headers }) =>
        headers.authorization === undefined
          ? {}
          : {
              [`/v2/org/charts/web/blobs/${digest}`]: {
                status: 307,
                headers: { location: `${storage.origin}/blob?signature=s3cret` },
              },
            },
    });
    const hosts = [server.origin, tokens.origin, storage.origin];

    const fetched = await fetcher(hosts, { credentials: login(server, storage) }).chart(web(server, '1.2.3'));

    expect(fetched).toMatchObject({ ok: true, from: `oci://${server.host}/org/charts/web:1.2.3` });
    expect(tokens.seen.map(({ authorization }) => authorization)).toEqual([basic]);
    expect(storage.seen.map(({ authorization }) => authorization)).toEqual([null]);
  });
});

describe('a chart of a registry is refused', () => {
  it('when there is none, or no such version', async () => {
    const server = await registry({ charts });
    const missing = chartReference(`oci://${server.host}/org/charts`, 'wed', '1.2.3');

    expect(await refusal(server, missing)).toEqual(['not-found', 'there is no such chart.']);
    const near = 'it has 1.2.3, 1.0.0, 1.3.0+build.5, 2.0.0-rc.1.';
    expect(await refusal(server, web(server, '1.2.4'))).toEqual(['not-found', `there is no such version; ${near}`]);
    const all = 'it has 1.0.0, 1.2.3, 1.3.0+build.5, 2.0.0-rc.1.';
    expect(await refusal(server, web(server, '^3'))).toEqual(['not-found', `no version matches; ${all}`]);
  });

  it('when it is something else', async () => {
    const server = await registry({
      charts: { '1.2.3': { archive, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' } },
    });

    expect(await refusal(server, web(server, '1.2.3'))).toEqual([
      'answer-invalid',
      'it is not a chart but "application/vnd.oci.image.layer.v1.tar+gzip".',
    ]);
  });

  const base = '/v2/org/charts/web';
  it.each<[string, Record<string, Answer>, string, string]>([
    [
      'its blob is another',
      { [`${base}/blobs/${digest}`]: { status: 200, body: 'other' } },
      'digest-mismatch',
      `the archive of version 1.2.3 does not have the digest in the manifest, ${digest}.`,
    ],
    [
      'its manifest is not what the header says',
      {
        [`${base}/manifests/1.2.3`]: {
          status: 200,
          headers: { 'docker-content-digest': contentDigest('') },
          body: manifestOf(stored),
        },
      },
      'digest-mismatch',
      'the manifest 1.2.3 does not have that digest.',
    ],
    [
      'its manifest is no JSON',
      { [`${base}/manifests/1.2.3`]: { status: 200, body: '<html>' } },
      'answer-invalid',
      'the manifest is not valid.',
    ],
    [
      'its blob is gone',
      { [`${base}/blobs/${digest}`]: { status: 404 } },
      'answer-invalid',
      'the archive of version 1.2.3 is named by the manifest but does not exist.',
    ],
    [
      'its blob lies where there is no encryption',
      { [`${base}/blobs/${digest}`]: { status: 307, headers: { location: 'http://storage.example/blob' } } },
      'host-not-allowed',
      'http://storage.example is not on the list of allowed hosts; list it with its scheme to allow it.',
    ],
    [
      'its blob lies at a private address',
      { [`${base}/blobs/${digest}`]: { status: 307, headers: { location: 'https://[::ffff:10.0.0.1]/blob' } } },
      'private-address',
      '[::ffff:a00:1] is not a public address.',
    ],
  ])('when %s', async (_, answers, code, message) => {
    const server = await registry({ charts, more: () => answers });

    expect(await refusal(server, web(server, '1.2.3'))).toEqual([code, message]);
  });

  it('when its storage has a public name and a private address', async () => {
    const location = 'https://storage.example/blob';
    const server = await registry({
      charts,
      more: () => ({ [`${base}/blobs/${digest}`]: { status: 307, headers: { location } } }),
    });
    const addressesOf = () => Promise.resolve([{ address: '192.168.1.1', family: 4 }]);

    const refused = await fetcher([server.origin], { addressesOf }).chart(web(server, '1.2.3'));

    expect(refused).toMatchObject({
      code: 'private-address',
      message: `web 1.2.3 was not fetched from ${server.host}: storage.example has the address 192.168.1.1, which is not public.`,
    });
  });

  it('when its list of tags goes on elsewhere, or for ever', async () => {
    const list = `${base}/tags/list`;
    const body = '{"tags":["a"]}';
    const elsewhere = await registry({
      charts,
      more: () => ({ [list]: { status: 200, headers: { link: '<https://evil.example/>; rel="next"' }, body } }),
    });
    const endless = await registry({
      charts,
      more: () => ({ [list]: { status: 200, headers: { link: `<${list}?n=1>; rel=next` }, body } }),
    });

    const there = `${elsewhere.host} continues its list of tags on another host.`;
    expect(await refusal(elsewhere, web(elsewhere, '^1'))).toEqual(['answer-invalid', there]);
    expect(await refusal(endless, web(endless, '^1'))).toEqual([
      'too-large',
      'the list of tags has more than 200 pages.',
    ]);
  });

  it.each([
    'oci://',
    'oci://host',
    'oci://ho st/a',
    'oci://host/UPPER',
    'oci://host/a/../b',
    'oci://me:pw@host/a',
    'oci://me:pw@host',
    'oci://host/a@sha256:12',
  ])('when its reference is %s', async (reference) => {
    const refused = await fetcher([]).chart({ kind: 'oci', reference, version: '1.2.3' });

    expect(refused).toMatchObject({ ok: false, code: 'reference-invalid' });
    expect(JSON.stringify(refused)).not.toContain('pw');
  });

  it('when its host is not allowed, without asking anybody', async () => {
    const server = await registry({ charts });

    const refused = await fetcher(['registry.example']).chart(web(server, '1.2.3'));

    expect(refused).toEqual({
      ok: false,
      code: 'host-not-allowed',
      chart: 'web 1.2.3',
      host: server.host,
      message: `web 1.2.3 was not fetched from ${server.host}: ${server.host} is not on the list of allowed hosts.`,
    });
    expect(server.seen).toEqual([]);
  });
});
