/** Reads the logins of docker, Helm and GitHub on this machine. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { ConfigurationError } from '../../foundation/errors.ts';
import { type Credentials, credentialsOf, type KnownCredential } from './credential.ts';
import { parseDockerConfig } from './docker-config.ts';
import { parseHelmRepositories } from './helm-repositories.ts';

/** The files in which docker and Helm store logins. A missing file has none. */
export interface CredentialFiles {
  readonly docker: string;
  readonly helmRegistry: string;
  readonly helmRepositories: string;
}

/** The paths at which docker and Helm look; Helm's as in `helm help` and its `helmpath` package. */
export function credentialFiles(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  platform: NodeJS.Platform,
): CredentialFiles {
  const helm = env['HELM_CONFIG_HOME'] ?? join(env['XDG_CONFIG_HOME'] ?? configHome(env, home, platform), 'helm');
  return {
    docker: join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'),
    helmRegistry: env['HELM_REGISTRY_CONFIG'] ?? join(helm, 'registry', 'config.json'),
    helmRepositories: env['HELM_REPOSITORY_CONFIG'] ?? join(helm, 'repositories.yaml'),
  };
}

function configHome(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  platform: NodeJS.Platform,
): string {
  if (platform === 'win32') return env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
  return platform === 'darwin' ? join(home, 'Library', 'Preferences') : join(home, '.config');
}

/**
 * The logins of docker and Helm, docker's first; `gitHubToken` is for ghcr.io where they have none, and for GitHub's
 * API.
 *
 * @throws {ConfigurationError} for a file that is not valid; the message does not quote it.
 */
export async function readCredentials(
  files: CredentialFiles,
  gitHubToken: string | null,
  api: URL,
): Promise<Credentials> {
  const known = [
    ...(await knownIn(files.docker, parseDockerConfig)),
    ...(await knownIn(files.helmRegistry, parseDockerConfig)),
    ...(await knownIn(files.helmRepositories, parseHelmRepositories)),
  ];
  if (gitHubToken !== null && gitHubToken !== '') known.push(...forGitHub(gitHubToken, api));
  return credentialsOf(known);
}

/** ghcr.io accepts any user name with a token (docs.github.com, working with the container registry). */
function forGitHub(password: string, { host, pathname }: URL): KnownCredential[] {
  const credential = { kind: 'basic', user: 'x-access-token', password } as const;
  return [
    { host: 'ghcr.io', path: '', credential },
    { host, path: withoutSlashes(pathname), credential },
  ];
}

async function knownIn(file: string, parse: (text: string) => KnownCredential[] | null): Promise<KnownCredential[]> {
  const text = await textOf(file);
  if (text === null) return [];
  const known = parse(text);
  if (known === null)
    throw new ConfigurationError(file, `${file} does not have the format that docker or Helm writes.`);
  return known;
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR'))
      return null;
    throw new ConfigurationError(file, `${file} cannot be read.`);
  }
}
