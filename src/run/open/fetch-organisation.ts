/** Fetches the organisation's rules: one file at one commit of a repository on the same server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../../foundation/errors.ts';
import { type PolicyReference } from '../../policy/config/policy-reference.ts';
import { organisationFile } from '../../policy/layers/organisation.ts';
import { type GivenOrganisation } from '../../policy/trusted-config.ts';
import { authorizationFor } from '../../snapshot/authorization.ts';
import { fetchWithoutHistoryArgs, whyGitFailed } from '../../snapshot/fetching.ts';
import { git, gitOnline } from '../../snapshot/run-git.ts';

/** The git server that has the organisation's repositories. */
export interface PolicyServer {
  /** `https://github.com`. */
  readonly address: string;
  /** Shown to this server only; null: only what everybody may read is fetched. */
  readonly token: string | null;
}

/** The server of the workflow, else github.com; the token is that of the environment. */
export function policyServerOf({
  GITHUB_SERVER_URL: address = '',
  GITHUB_TOKEN: token = '',
}: Readonly<Record<string, string | undefined>>): PolicyServer {
  return { address: address === '' ? 'https://github.com' : address, token: token === '' ? null : token };
}

/** Maximum size of the file. Bytes. */
const mostBytes = 1_000_000;

/**
 * Fetches the commit alone, into a folder that is removed afterwards.
 *
 * @param offline true: nothing may be fetched.
 * @throws {ConfigurationError} that says why it can't be had.
 */
export async function fetchOrganisation(
  { owner, repository, commit }: PolicyReference,
  { address, token }: PolicyServer,
  offline: boolean,
): Promise<GivenOrganisation> {
  const url = `${address}/${owner}/${repository}`;
  const origin = `${owner}/${repository}@${commit.slice(0, 10)}`;
  if (offline) refuse(`${origin} can't be fetched offline. Name the file with --organisation.`);
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-policies-'));
  try {
    await git(folder, ['init', '--quiet', '--bare', folder]);
    await gitOnline(folder, fetchWithoutHistoryArgs(url, [commit]), authorizationFor(url, token)).catch(
      (thrown: unknown) => refuse(`commit ${commit} of ${url} can't be fetched: ${whyGit(thrown)}.`),
    );
    const size = await git(folder, ['cat-file', '-s', `${commit}:${organisationFile}`]).catch(() =>
      refuse(`${origin} has no file ${organisationFile}.`),
    );
    if (Number(size) > mostBytes) refuse(`${organisationFile} of ${origin} is larger than ${mostBytes} bytes.`);
    const text = await git(folder, ['cat-file', 'blob', `${commit}:${organisationFile}`]);
    return { file: organisationFile, text, origin };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refuse(message: string): never {
  throw new ConfigurationError('extends', message);
}

/** The end of a sentence. */
function whyGit(thrown: unknown): string {
  return whyGitFailed(thrown).replace(/[.\s]+$/, '');
}
