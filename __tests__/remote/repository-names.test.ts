import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryNames } from '../../src/sources/remote/repository-names.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

describe('the names that Helm was told', () => {
  it('are those of its repositories.yaml', async () => {
    const text = 'apiVersion: ""\nrepositories:\n- name: ours\n  url: https://charts.example.test\n  username: me\n';
    const folder = temporaryFolder({ 'repositories.yaml': text });

    expect(await repositoryNames(join(folder, 'repositories.yaml'))).toEqual(
      new Map([['ours', 'https://charts.example.test']]),
    );
  });

  it.each(['repositories: 7', '{', '- a'])('are none in a file that says %s', async (text) => {
    const folder = temporaryFolder({ 'repositories.yaml': text });

    expect(await repositoryNames(join(folder, 'repositories.yaml'))).toEqual(new Map());
  });

  it('are none without the file', async () => {
    expect(await repositoryNames('/not/there')).toEqual(new Map());
  });
});
