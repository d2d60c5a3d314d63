/** Reads the input `organisation-config`: a file that no pull request can have written. */
import { readFile, realpath } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { leadsInto } from '../foundation/replace-file.ts';
import { type GivenOrganisation } from '../policy/trusted-config.ts';
import { git, workTreeAt } from '../snapshot/run-git.ts';

/**
 * The file that the input names, relative to the workspace. It is outside of the workspace, or in another checkout below it, at a
 * place where the reviewed repository tracks nothing, and unchanged there.
 *
 * @throws {ConfigurationError} for any other file: a pull request could bring it.
 */
export async function organisationConfig(
  input: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<GivenOrganisation | null> {
  if (input === null) return null;
  const workspace = env['GITHUB_WORKSPACE'] ?? '.';
  const refuse = (why: string): never => {
    throw new ConfigurationError('organisation-config', `Input organisation-config: ${input} can't be used: ${why}.`);
  };
  const file = await realpath(resolve(workspace, input)).catch(() => refuse('it does not exist'));
  if (leadsInto(workspace, file) && !(await isOfAnotherCheckout(workspace, file)))
    refuse(
      'it is in the checkout, where a pull request could put it. Check the policies out into a folder of their own',
    );
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => refuse(messageOf(thrown)));
  return { file: input, text, origin: 'the organisation' };
}

/** Whether a file is committed as it is in a repository of its own, of which the repository around it tracks nothing. */
async function isOfAnotherCheckout(workspace: string, file: string): Promise<boolean> {
  const own = workTreeAt(dirname(file));
  const top = await realpath(workspace);
  if (own === null || own === top || !leadsInto(top, own)) return false;
  const tracked = await printed(own, ['ls-files', '-z', '--error-unmatch', '--', relative(own, file)]);
  const changed = await printed(own, ['status', '--porcelain', '--ignored', '--', relative(own, file)]);
  if (tracked === null || changed !== '') return false;
  // A submodule, too, is a repository of its own, and a pull request chooses its commit.
  const around = workTreeAt(dirname(own));
  return (
    around === null ||
    (await printed(around, ['ls-files', '-z', '--', `:(top,literal)${relative(around, own)}`])) === ''
  );
}

/** Null where git fails. */
function printed(repository: string, args: readonly string[]): Promise<string | null> {
  return git(repository, args).catch(() => null);
}
