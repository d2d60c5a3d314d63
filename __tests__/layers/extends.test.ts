/** The organisation's rules that a configuration names: fetched from a real git server over HTTP. */
import { describe, expect, test } from 'vitest';
import { type PolicyServer } from '../../src/run/open/fetch-organisation.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { review } from '../../src/run/review.ts';
import { defaultFetching } from '../../src/sources/remote/open-charts.ts';
import { type Outcome } from '../../src/run/conclude/outcome.ts';
import { parseConfig } from '../../src/policy/config/config.ts';
import { history } from '../action/histories.ts';
import { type Hosted, hosted } from '../action/hosted.ts';
import { commit, git, temporaryRepository } from '../snapshot/temporary.ts';

const rule = 'pod-security-baseline/host-namespaces';
const own = '.github/plimsoll.yaml';
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: []}\n';

/** The organisation's repository is shop/deploy of the server. Resolves to the commits of these files. */
function policies({ repository }: Hosted, ...files: readonly Readonly<Record<string, string>>[]): readonly string[] {
  return history(repository, 'refs/heads/main', null, files);
}

async function reviewed(
  { url: address }: Hosted,
  configuration: string,
  { token = null, offline = false }: { readonly token?: PolicyServer['token']; readonly offline?: boolean } = {},
): Promise<Outcome> {
  const directory = temporaryRepository({ [own]: configuration });
  const base = git(directory, 'rev-parse', 'HEAD');
  commit(directory, { 'a.yaml': pod });
  const world = await openWorld(() => undefined, null, { ...defaultFetching, offline }, { address, token });
  const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-06-15' };
  try {
    return await review({ ...common, directory, base, head: 'HEAD' }, world);
  } finally {
    await world.engines.close();
  }
}

describe('rules that a configuration extends', () => {
  test('are those of the commit that it names, not of the branch', async () => {
    const here = await hosted('public');
    const [first = '', second = ''] = policies(
      here,
      { 'plimsoll.yaml': 'failOn: never\n' },
      { 'plimsoll.yaml': 'failOn: high\n' },
    );

    const lax = await reviewed(here, `extends: shop/deploy@${first}\n`);
    const strict = await reviewed(here, `extends: shop/deploy@${second}\n`);

    expect([lax.exitCode, strict.exitCode]).toEqual([0, 1]);
    expect([lax.report.failOn, strict.report.failOn]).toEqual(['never', 'high']);
  });

  test('of a private repository need the token, which only this server sees', async () => {
    const here = await hosted('private');
    const [first = ''] = policies(here, { 'plimsoll.yaml': 'failOn: never\n' });
    const configuration = `extends: shop/deploy@${first}\n`;

    expect((await reviewed(here, configuration, { token: here.token })).exitCode).toBe(0);
    await expect(reviewed(here, configuration)).rejects.toThrow(
      `${own}:1: extends: commit ${first} of ${here.url}/shop/deploy can't be fetched: `,
    );
    const other = await hosted('public');
    here.redirect = other.url;
    await expect(reviewed(here, configuration, { token: here.token })).rejects.toThrow("can't be fetched");
    expect(other.requests).toEqual([]);
  });

  test('say by file, line and key what is mandatory', async () => {
    const here = await hosted('public');
    const [first = ''] = policies(here, { 'plimsoll.yaml': `mandatory:\n  rules: {${rule}: deny}\n` });

    const run = reviewed(here, `extends: shop/deploy@${first}\nrules:\n  ${rule}: off\n`);

    await expect(run).rejects.toThrow(
      `${own}:3: rules.${rule}.enabled: it turns the rule off; mandatory.rules.${rule} at plimsoll.yaml:2 of shop/deploy@${first.slice(0, 10)} can be tightened`,
    );
  });

  test.each<[string, (commit: string) => string, string]>([
    ['is not there', () => `extends: shop/deploy@${'0'.repeat(40)}`, "can't be fetched: "],
    ['has no such file', (commit) => `extends: shop/deploy@${commit}`, 'has no file plimsoll.yaml.'],
    ['is of no repository', (commit) => `extends: shop/gone@${commit}`, "can't be fetched: "],
  ])('whose commit %s are an error, never a pass', async (_, configuration, message) => {
    const here = await hosted('public');
    const [first = ''] = policies(here, { 'README.md': 'x' });

    await expect(reviewed(here, configuration(first))).rejects.toThrow(message);
  });

  test('are not fetched offline', async () => {
    const here = await hosted('public');
    const [first = ''] = policies(here, { 'plimsoll.yaml': '' });

    await expect(reviewed(here, `extends: shop/deploy@${first}`, { offline: true })).rejects.toThrow(
      `${own}:1: extends: shop/deploy@${first.slice(0, 10)} can't be fetched offline. Name the file with --organisation.`,
    );
    expect(here.requests).toEqual([]);
  });
});

test.each([
  ['a branch', 'acme/policies@main'],
  ['a tag', 'acme/policies@v1.0.0'],
  ['a short commit', 'acme/policies@3f78685'],
  ['no commit', 'acme/policies'],
  ['an address', 'https://github.com/acme/policies@3f786850e387550fdab836ed7e6dc881de23001b'],
  ['a way out', 'acme/..@3f786850e387550fdab836ed7e6dc881de23001b'],
  ['an option', '--upload-pack=x/y@3f786850e387550fdab836ed7e6dc881de23001b'],
])('%s is refused by file, line and key', (_, reference) => {
  expect(() => parseConfig(own, `# ours\nextends: ${reference}\n`)).toThrow(
    `${own}:2: extends: an organisation's rules are named owner/repository@<the 40 hex digits of a commit>; got `,
  );
});
