/** The file that a required workflow hands in: no pull request can have written it. */
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { organisationConfig } from '../../src/action/organisation-config.ts';
import { git, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const text = 'failOn: high\n';

/** A checkout, and another one of the policies below it. */
function workspace(tracked: Readonly<Record<string, string>> = { 'a.yaml': 'x' }): string {
  const top = temporaryRepository(tracked);
  const policies = temporaryRepository({ 'plimsoll.yaml': text });
  git(top, 'clone', '--quiet', policies, join(top, '.policies'));
  return top;
}

const read = (input: string, top: string) => organisationConfig(input, { GITHUB_WORKSPACE: top });

describe('the organisation’s rules are handed in', () => {
  test('by a file outside of the workspace', async () => {
    const file = join(temporaryFolder({ 'plimsoll.yaml': text }), 'plimsoll.yaml');

    expect(await read(file, workspace())).toEqual({ file, text, origin: 'the organisation' });
  });

  test('by a file that is committed in a checkout of its own', async () => {
    expect(await read('.policies/plimsoll.yaml', workspace())).toMatchObject({ text });
  });

  test('by nothing where the input is empty', async () => {
    expect(await organisationConfig(null, { GITHUB_WORKSPACE: workspace() })).toBeNull();
  });
});

describe('a file is refused', () => {
  const refused = 'it is in the checkout, where a pull request could put it';

  test('that the reviewed repository has', async () => {
    await expect(read('plimsoll.yaml', workspace({ 'plimsoll.yaml': text }))).rejects.toThrow(refused);
  });

  test('that lies untracked in the checkout', async () => {
    const top = workspace();
    writeFileSync(join(top, 'made.yaml'), text);

    await expect(read('made.yaml', top)).rejects.toThrow(refused);
  });

  test('that was changed or added in the checkout of the policies', async () => {
    const top = workspace();
    writeFileSync(join(top, '.policies/plimsoll.yaml'), 'failOn: never\n');
    writeFileSync(join(top, '.policies/new.yaml'), 'failOn: never\n');

    await expect(read('.policies/plimsoll.yaml', top)).rejects.toThrow(refused);
    await expect(read('.policies/new.yaml', top)).rejects.toThrow(refused);
  });

  test('of a submodule, whose commit a pull request chooses', async () => {
    const top = temporaryRepository({ 'a.yaml': 'x' });
    const policies = temporaryRepository({ 'plimsoll.yaml': text });
    git(top, 'submodule', '--quiet', 'add', policies, '.policies');
    git(top, 'commit', '--quiet', '--message', 'a submodule');

    await expect(read('.policies/plimsoll.yaml', top)).rejects.toThrow(refused);
  });

  test('to which a link of the checkout leads', async () => {
    const top = workspace({ 'lax.yaml': 'failOn: never\n' });
    mkdirSync(join(top, 'links'));
    symlinkSync('../lax.yaml', join(top, 'links/plimsoll.yaml'));
    renameSync(join(top, '.policies'), join(top, 'moved'));
    symlinkSync('.', join(top, '.policies'));

    await expect(read('links/plimsoll.yaml', top)).rejects.toThrow(refused);
    await expect(read('.policies/lax.yaml', top)).rejects.toThrow(refused);
  });

  test('that does not exist', async () => {
    await expect(read('gone.yaml', workspace())).rejects.toThrow(
      "Input organisation-config: gone.yaml can't be used: it does not exist.",
    );
  });
});
