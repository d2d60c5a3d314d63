import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chartReference } from '../../src/fetch/chart-reference.ts';
import { credentialsOf } from '../../src/fetch/credentials/credential.ts';
import { contentDigest } from '../../src/fetch/digest.ts';
import { chartArchive } from './archives.ts';
import { registry } from './registry-stand-in.ts';
import { type StandIn } from './stand-in.ts';
import { fetcher, limits, serve } from './world.ts';

const archive = chartArchive('web', '1.2.3');
const digest = contentDigest(archive);
let cache = '';

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'plimsoll-cache-'));
});
afterEach(async () => {
  await rm(cache, { recursive: true });
});

/** A repository whose index has a mark, and does not come again to who has it. */
function repository(): Promise<StandIn> {
  const index = 'entries:\n  web:\n  - version: 1.2.3\n    urls: [ web.tgz ]\n';
  return serve(({ headers }) => ({
    '/index.yaml':
      headers['if-none-match'] === '"1"' ? { status: 304 } : { status: 200, headers: { etag: '"1"' }, body: index },
    '/web.tgz': { status: 200, body: archive },
  }));
}

const pathsOf = ({ seen }: StandIn) => seen.splice(0).map(({ path }) => path);

describe('the cache', () => {
  it('has an exact version of a repository without asking, and without a network', async () => {
    const server = await repository();
    const reference = chartReference(server.origin, 'web', '1.2.3');
    const first = await fetcher([server.origin], { cache }).chart(reference);
    expect(pathsOf(server)).toEqual(['/index.yaml', '/web.tgz']);

    for (const offline of [false, true]) {
      const again = await fetcher([server.origin], { cache, offline }).chart(reference);

      expect(first).toMatchObject({ ok: true, version: '1.2.3', digest, archive });
      expect(again).toEqual({ ...first, from: `${server.origin}/` });
    }
    expect(pathsOf(server)).toEqual([]);
  });

  it('has an exact version and a digest of a registry, and no other tag', async () => {
    const server = await registry({ charts: { '1.2.3': { archive }, latest: { archive } } });
    const asked = async (version: string) => {
      const reference = chartReference(`oci://${server.host}/org/charts`, 'web', version);
      expect(await fetcher([server.origin], { cache }).chart(reference)).toMatchObject({ ok: true, digest });
      return pathsOf(server).length;
    };

    expect([await asked('1.2.3'), await asked('1.2.3')]).toEqual([2, 0]);
    expect([await asked('latest'), await asked('latest')]).toEqual([3, 3]);
  });

  it('has an index that did not change', async () => {
    const server = await repository();
    const range = chartReference(server.origin, 'web', '^1');
    await fetcher([server.origin], { cache }).chart(range);

    const again = await fetcher([server.origin], { cache }).chart(range);

    expect(again).toMatchObject({ ok: true, version: '1.2.3' });
    expect(pathsOf(server)).toEqual(['/index.yaml', '/web.tgz', '/index.yaml', '/web.tgz']);
  });

  it('is not believed when a content is not what its name says', async () => {
    const server = await repository();
    const reference = chartReference(server.origin, 'web', '1.2.3');
    await fetcher([server.origin], { cache }).chart(reference);
    const blob = join(cache, 'sha256', digest.slice(7));
    for (const poison of [chartArchive('web', '6.6.6'), Buffer.alloc(limits.archiveBytes + 1)]) {
      await writeFile(blob, poison);
      pathsOf(server);

      const again = await fetcher([server.origin], { cache }).chart(reference);

      expect(again).toMatchObject({ ok: true, digest, archive });
      expect(pathsOf(server)).toEqual(['/index.yaml', '/web.tgz']);
      expect(contentDigest(await readFile(blob))).toBe(digest);
    }
  });

  it('is not believed when a name is not what was written', async () => {
    const server = await repository();
    const reference = chartReference(server.origin, 'web', '1.2.3');
    await fetcher([server.origin], { cache }).chart(reference);
    const names = await readdir(join(cache, 'names'));
    for (const text of ['', '{', 'null', '{"digest":"sha256:../../etc/passwd","version":"1","etag":null}']) {
      for (const name of names) await writeFile(join(cache, 'names', name), text);

      expect(await fetcher([server.origin], { cache }).chart(reference)).toMatchObject({ ok: true, digest });
    }
  });

  it('holds nothing secret, and nothing but contents and names', async () => {
    const credential = { kind: 'basic', user: 'me', password: 's3cret' } as const;
    const server = await repository();
    const credentials = credentialsOf([{ host: server.host, path: '', credential }]);
    await fetcher([server.origin], { cache, credentials }).chart(chartReference(server.origin, 'web', '1.2.3'));

    const files = await readdir(cache, { recursive: true, withFileTypes: true });

    expect(
      files
        .filter((file) => file.isDirectory())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['names', 'sha256']);
    for (const file of files.filter((each) => each.isFile())) {
      expect(file.name).toMatch(/^[0-9a-f]{64}$/);
      const text = await readFile(join(file.parentPath, file.name), 'latin1');
      expect(text).not.toMatch(/s3cret|bWU6czNjcmV0/);
    }
  });

  it('that cannot be written costs nothing but time', async () => {
    const file = join(cache, 'a-file');
    await writeFile(file, '');
    const server = await repository();

    const fetched = await fetcher([server.origin], { cache: file }).chart(
      chartReference(server.origin, 'web', '1.2.3'),
    );

    expect(fetched).toMatchObject({ ok: true, digest });
  });
});

describe('offline', () => {
  it('is a refusal that names chart and host', async () => {
    const server = await repository();
    const { chart } = fetcher([server.origin], { cache, offline: true });

    const message = (version: string) =>
      `web ${version} was not fetched from ${server.host}: it is not in the cache, and nothing is fetched offline.`;
    for (const version of ['1.2.3', '^1']) {
      expect(await chart(chartReference(server.origin, 'web', version))).toEqual({
        ok: false,
        code: 'offline',
        chart: `web ${version}`,
        host: server.host,
        message: message(version),
      });
    }
    expect(server.seen).toEqual([]);
  });
});
