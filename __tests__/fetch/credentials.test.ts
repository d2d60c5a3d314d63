import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { basicHeader, credentialsOf } from '../../src/fetch/credentials/credential.ts';
import { gitHubItself } from '../../src/fetch/git-hub.ts';
import { parseDockerConfig } from '../../src/fetch/credentials/docker-config.ts';
import { credentialFiles, readCredentials } from '../../src/fetch/credentials/read-credentials.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** A home with these files. */
async function home(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-home-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const basic = (user: string, password: string) => ({ kind: 'basic', user, password });
const encoded = (text: string) => Buffer.from(text).toString('base64');
const docker = (config: unknown) => ({ '.docker/config.json': JSON.stringify(config) });
const read = async (files: Readonly<Record<string, string>>, token: string | null = null) => {
  const known = await readCredentials(credentialFiles({}, await home(files), 'linux'), token, gitHubItself.api);
  return (address: string) => known(new URL(address));
};

describe("docker's configuration", () => {
  it('has a name and password by host, however that is written', async () => {
    const known = await read(
      docker({
        auths: {
          'registry.example:5000': { auth: encoded('me:pass:word') },
          'https://Quay.io/v2/': { username: 'robot', password: 'p' },
          'https://index.docker.io/v1/': { auth: encoded('hub:h') },
          'ghcr.io/org': { auth: encoded('org:o') },
        },
      }),
    );

    expect(known('https://registry.example:5000/a/b')).toEqual(basic('me', 'pass:word'));
    expect(known('https://registry.example/a/b')).toBeNull();
    expect(known('https://quay.io/a')).toEqual(basic('robot', 'p'));
    expect(known('https://registry-1.docker.io/a')).toEqual(basic('hub', 'h'));
    expect(known('https://ghcr.io/org/charts/web')).toEqual(basic('org', 'o'));
    expect(known('https://ghcr.io/organisation')).toBeNull();
  });

  it('may name programs, which are not run, and tokens that we do not know', async () => {
    const known = await read(
      docker({
        auths: { 'a.example': {}, 'b.example': { identitytoken: 'secret' } },
        credsStore: 'desktop',
        credHelpers: { 'gcr.io': 'gcloud' },
      }),
    );

    const program = (name: string) => ({
      kind: 'unusable',
      why: `docker-credential-${name} is a program, which is not run`,
    });
    expect(known('https://a.example/')).toEqual(program('desktop'));
    expect(known('https://gcr.io/x')).toEqual(program('gcloud'));
    expect(known('https://b.example/')).toMatchObject({ kind: 'unusable' });
  });

  it.each(['', '{', '[]', '{"auths": 5}', 'null'])('is not %j', (text) => {
    expect(parseDockerConfig(text)).toBeNull();
  });
});

describe("Helm's configuration", () => {
  it('has a name and password by repository, and is asked after docker', async () => {
    const repositories = [
      { name: 'a', url: 'https://charts.example/team-a/', username: 'a', password: '1' },
      { name: 'b', url: 'https://charts.example/team-b', username: 'b', password: '2' },
      { name: 'c', url: 'https://open.example' },
    ];
    const known = await read({
      ...docker({ auths: { 'x.example': { auth: encoded('docker:d') } } }),
      '.config/helm/repositories.yaml': JSON.stringify({ apiVersion: '', repositories }),
      '.config/helm/registry/config.json': JSON.stringify({
        auths: { 'x.example': { auth: encoded('helm:h') }, 'y.example': { auth: encoded('helm:y') } },
      }),
    });

    expect(known('https://charts.example/team-a')).toEqual(basic('a', '1'));
    expect(known('https://charts.example/team-b/index.yaml')).toEqual(basic('b', '2'));
    expect(known('https://charts.example/team-c')).toBeNull();
    expect(known('https://open.example')).toBeNull();
    expect(known('https://x.example/')).toEqual(basic('docker', 'd'));
    expect(known('https://y.example/')).toEqual(basic('helm', 'y'));
  });

  it('is looked for where Helm would', () => {
    const file = (env: Record<string, string>, platform: NodeJS.Platform) =>
      credentialFiles(env, '/home/me', platform).helmRepositories;

    expect(file({}, 'linux')).toBe('/home/me/.config/helm/repositories.yaml');
    expect(file({}, 'darwin')).toBe('/home/me/Library/Preferences/helm/repositories.yaml');
    expect(file({ XDG_CONFIG_HOME: '/x' }, 'linux')).toBe('/x/helm/repositories.yaml');
    expect(file({ HELM_CONFIG_HOME: '/h' }, 'linux')).toBe('/h/repositories.yaml');
    expect(file({ HELM_REPOSITORY_CONFIG: '/r.yaml' }, 'linux')).toBe('/r.yaml');
  });
});

describe("GitHub's token", () => {
  it('is for ghcr.io, where nothing else is known', async () => {
    const known = await read({}, 'ghs_x');
    const other = await read(docker({ auths: { 'ghcr.io': { auth: encoded('me:pat') } } }), 'ghs_x');

    expect(known('https://ghcr.io/org/web')).toEqual(basic('x-access-token', 'ghs_x'));
    expect(known('https://ghcr.io:8443/org/web')).toBeNull();
    expect(known('https://registry.example/')).toBeNull();
    expect(other('https://ghcr.io/org/web')).toEqual(basic('me', 'pat'));
  });
});

describe('credentials', () => {
  it('that cannot be read are an error that quotes nothing of them', async () => {
    const files = { '.docker/config.json': '{"auths": {"a": {"auth": "c2VjcmV0"' };

    const failed = await read(files).catch((thrown: unknown) => thrown);

    expect(failed).toBeInstanceOf(ConfigurationError);
    expect(String(failed)).not.toContain('c2Vj');
  });

  it('of nobody are no header', () => {
    expect(basicHeader(null)).toBeNull();
    expect(basicHeader({ kind: 'unusable', why: 'x' })).toBeNull();
    expect(basicHeader({ kind: 'basic', user: 'ü', password: 'p' })).toBe(`Basic ${encoded('ü:p')}`);
    expect(credentialsOf([])(new URL('https://a.example'))).toBeNull();
  });
});
