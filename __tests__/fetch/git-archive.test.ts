import { describe, expect, it } from 'vitest';
import { type RepositoryReference } from '../../src/fetch/base-reference.ts';
import { credentialsOf, type KnownCredential } from '../../src/fetch/credentials/credential.ts';
import { apiArchive, type GitHub, gitHubItself, gitHubOf } from '../../src/fetch/git-hub.ts';
import { tgzOf } from './archives.ts';
import { type StandIn } from './stand-in.ts';
import { fetcher, serve } from './world.ts';

const body = tgzOf([{ path: 'charts-v1/Chart.yaml', text: 'name: web\n' }]);
const token = { kind: 'basic', user: 'x-access-token', password: 'secret' } as const;

const repository = ({ origin }: StandIn, ref = 'v1'): RepositoryReference => ({
  origin,
  repository: 'org/charts',
  ref,
});

/** A GitHub of one's own whose repositories are private, and the storage that it sends to. */
async function gitHub(): Promise<{ server: StandIn; storage: StandIn; github: GitHub; known: KnownCredential[] }> {
  const storage = await serve(() => ({ '/org/charts/v1': { status: 200, body } }));
  const moved = { status: 302, headers: { location: `${storage.origin}/org/charts/v1?token=t` } };
  const server = await serve(({ headers }) =>
    headers.authorization === 'Bearer secret' ? { '/api/v3/repos/org/charts/tarball/v1': moved } : {},
  );
  const api = new URL(`${server.origin}/api/v3`);
  const known = [{ host: server.host, path: '/api/v3', credential: token }];
  return { server, storage, github: { origin: server.origin, api }, known };
}

describe('the archive of a private repository of GitHub', () => {
  it('is asked for by its API with the token, which goes no further', async () => {
    const { server, storage, github, known } = await gitHub();
    const { repository: fetch } = fetcher([server.origin, storage.origin], {
      gitHub: github,
      // Even if somebody knew a login for where it is sent to, that one was not asked for.
      credentials: credentialsOf([...known, { host: storage.host, path: '', credential: token }]),
    });

    const answer = await fetch(repository(server));

    expect(answer).toMatchObject({ ok: true, version: 'v1' });
    expect(server.seen).toEqual([{ path: '/api/v3/repos/org/charts/tarball/v1', authorization: 'Bearer secret' }]);
    expect(storage.seen).toEqual([{ path: '/org/charts/v1?token=t', authorization: null }]);
  });

  it('is had from no host that is not allowed, though GitHub sends there', async () => {
    const { server, storage, github, known } = await gitHub();
    const { repository: fetch } = fetcher([server.origin], { gitHub: github, credentials: credentialsOf(known) });

    expect(await fetch(repository(server))).toMatchObject({ ok: false, code: 'host-not-allowed' });
    expect(storage.seen).toEqual([]);
  });

  it('is asked for without a token where the API is not allowed, or no token is known', async () => {
    const { server, github, known } = await gitHub();
    const elsewhere = { ...github, api: new URL('https://api.github.example') };
    const all = [...known, { host: 'api.github.example', path: '', credential: token }];

    const notAllowed = await fetcher([server.origin], {
      gitHub: elsewhere,
      credentials: credentialsOf(all.slice(1)),
    }).repository(repository(server));
    const unknown = await fetcher([server.origin], { gitHub: github }).repository(repository(server));

    expect([notAllowed, unknown]).toMatchObject([{ code: 'not-found' }, { code: 'not-found' }]);
    expect(server.seen).toEqual([
      { path: '/org/charts/archive/v1.tar.gz', authorization: null },
      { path: '/org/charts/archive/v1.tar.gz', authorization: null },
    ]);
  });

  it('is not asked for by an address of the API that is another', async () => {
    const { server, github, known } = await gitHub();
    const { repository: fetch } = fetcher([server.origin], { gitHub: github, credentials: credentialsOf(known) });

    await fetch({ ...repository(server), repository: 'org/charts/contents' });

    expect(server.seen).toEqual([{ path: '/org/charts/contents/archive/v1.tar.gz', authorization: null }]);
  });

  it('is not what the token is for on another host', async () => {
    const { github, known } = await gitHub();
    const other = await serve(() => ({ '/org/charts/archive/v1.tar.gz': { status: 200, body } }));
    const { repository: fetch } = fetcher([other.origin, github.origin], {
      gitHub: github,
      credentials: credentialsOf(known),
    });

    expect(await fetch(repository(other))).toMatchObject({ ok: true });
    expect(other.seen).toEqual([{ path: '/org/charts/archive/v1.tar.gz', authorization: null }]);
  });
});

describe('the archive of another git host', () => {
  it('is asked for with the login that is known for that host', async () => {
    const server = await serve(({ headers }) =>
      headers.authorization === undefined
        ? { '/org/charts/archive/v1.tar.gz': { status: 401 } }
        : { '/org/charts/archive/v1.tar.gz': { status: 200, body } },
    );
    const credential = { kind: 'basic', user: 'me', password: 'secret' } as const;
    const credentials = credentialsOf([{ host: server.host, path: '', credential }]);

    const known = await fetcher([server.origin], { credentials }).repository(repository(server));
    const unknown = await fetcher([server.origin]).repository(repository(server));

    expect(known).toMatchObject({ ok: true });
    expect(unknown).toMatchObject({
      code: 'unauthorised',
      message: `org/charts v1 was not fetched from ${server.host}: ${server.host} requires a login, and none is known or it was not accepted.`,
    });
    const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([basic, null]);
  });

  it('is no file: of that nothing but the address is sent', async () => {
    const server = await serve(() => ({ '/a.yaml': { status: 200, body: 'a: 1\n' } }));
    const credentials = credentialsOf([{ host: server.host, path: '', credential: token }]);

    await fetcher([server.origin], { credentials }).file(`${server.origin}/a.yaml`);

    expect(server.seen).toEqual([{ path: '/a.yaml', authorization: null }]);
  });
});

describe('GitHub', () => {
  it('is github.com, or what the runner says', () => {
    expect(gitHubOf({})).toEqual(gitHubItself);
    expect(gitHubOf({ GITHUB_SERVER_URL: 'https://git.example', GITHUB_API_URL: 'no address' })).toEqual(gitHubItself);
    expect(
      gitHubOf({ GITHUB_SERVER_URL: 'https://git.example/', GITHUB_API_URL: 'https://git.example/api/v3' }),
    ).toEqual({ origin: 'https://git.example', api: new URL('https://git.example/api/v3') });
  });

  it('has archives of a branch, of the default branch, and of no other path', () => {
    const at = (ref: string, name = 'org/charts'): string =>
      apiArchive({ origin: gitHubItself.origin, repository: name, ref }, gitHubItself.api).href;

    expect(at('release/1')).toBe('https://api.github.com/repos/org/charts/tarball/release/1');
    expect(at('HEAD')).toBe('https://api.github.com/repos/org/charts/tarball');
    expect(at('v1?x#y', 'org/a b')).toBe('https://api.github.com/repos/org/a%20b/tarball/v1%3Fx%23y');
  });
});
