import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/policy/config/config.ts';
import { initText } from '../../src/setup/init-text.ts';
import { commit, git, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';
import { action, commands } from './worlds.ts';

const { init } = commands();

const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: cert, namespace: argocd}
spec:
  source: {repoURL: https://charts.jetstack.io, chart: cert-manager, targetRevision: v1.15.0}
  destination: {namespace: cm, server: https://kubernetes.default.svc}
`;
const workflow = '.github/workflows/plimsoll.yml';
const configuration = '.github/plimsoll.yaml';

const textIn = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');
const example = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../docs/workflows', name), 'utf8').replace(
    'OWNER/plimsoll@COMMIT # a commit that you have reviewed',
    action,
  );

describe('init', () => {
  test('writes the workflow for pull requests and a configuration that is valid', async () => {
    const folder = temporaryRepository({ 'a.yaml': map });

    const plan = await init(folder);

    expect(plan.write.map(({ file }) => file)).toEqual([workflow, configuration]);
    expect(textIn(folder, workflow)).toBe(example('pull-request.yml'));
    expect(parseConfig(configuration, textIn(folder, configuration)).sets).toEqual(['default']);
    expect(plan.found[0]).toBe('Sources: 1 file of manifests.');
  });

  test('writes nothing the second time, also after its files were committed', async () => {
    const folder = temporaryRepository({ 'a.yaml': map });
    await init(folder);
    commit(folder, {});

    const again = await init(folder);

    expect(again.write).toEqual([]);
    expect(again.kept.map(({ file, why }) => `${file} ${why}`)).toEqual([
      `${workflow} is as it would be written`,
      `${configuration} is as it would be written`,
    ]);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test('leaves files as they are, also a link that leads nowhere', async () => {
    const folder = temporaryRepository({
      [workflow]: 'name: own\non: push\njobs: {}\n',
      [configuration]: { link: 'nowhere.yaml' },
    });

    const plan = await init(folder);

    expect(plan.write).toEqual([]);
    expect(plan.kept.map(({ why }) => why)).toEqual([
      'exists, does not review pull requests with Plimsoll, and is left as it is',
      'is a link or folder, and left as it is',
    ]);
    expect(textIn(folder, workflow)).toBe('name: own\non: push\njobs: {}\n');
    expect(readdirSync(join(folder, '.github')).sort()).toEqual(['plimsoll.yaml', 'workflows']);
  });

  test('writes through no link of the checkout', async () => {
    const elsewhere = temporaryFolder();
    const folder = temporaryRepository({ 'a.yaml': map, '.github': { link: elsewhere } });

    await expect(init(folder)).rejects.toThrow('.github is a link');

    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('writes no second workflow beside one of another name that reviews', async () => {
    const other = example('pull-request.yml').replace('name: plimsoll\n', 'name: checks\n');
    const folder = temporaryRepository({ '.github/workflows/checks.yaml': other });

    const plan = await init(folder);

    expect(plan.write.map(({ file }) => file)).toEqual([configuration]);
    expect(plan.kept[0]).toEqual({
      file: '.github/workflows/checks.yaml',
      why: 'already reviews pull requests with Plimsoll',
    });
  });

  test.each([
    ['target', ['plimsoll.yml'], ['fork-target.yml']],
    ['run', ['plimsoll-comment.yml', 'plimsoll.yml'], ['fork-comment.yml', 'fork-review.yml']],
  ] as const)('writes the workflows for forks by %s, once', async (forks, files, examples) => {
    const folder = temporaryRepository({ 'a.yaml': map });

    await init(folder, { forks });
    const again = await init(folder, { forks });

    const written = readdirSync(join(folder, '.github/workflows')).sort();
    expect(written).toEqual(files);
    expect(written.map((file) => textIn(folder, `.github/workflows/${file}`))).toEqual(examples.map(example));
    expect(again.write).toEqual([]);
  });

  test('names hosts of charts and folders of tests as comments, and changes nothing by them', async () => {
    const folder = temporaryRepository({ 'apps/cert.yaml': application, 'web/testdata/a.yaml': map });

    await init(folder);

    const text = textIn(folder, configuration);
    expect(text).toContain('#     - charts.jetstack.io # cert-manager\n');
    expect(text).toContain('#   - web/testdata/**\n');
    expect(parseConfig(configuration, text)).toMatchObject({ fetch: { hosts: [] }, exclude: [] });
    const taken = text.replaceAll(/^# (?=(?:rules|fetch|exclude):| )/gm, '');
    expect(parseConfig(configuration, taken)).toMatchObject({
      fetch: { hosts: ['charts.jetstack.io'] },
      exclude: ['web/testdata/**'],
    });
  });

  test('says again what is left to do: the placeholder, and a file in the place of the workflow', async () => {
    const fresh = temporaryRepository({});
    await init(fresh, { action: 'OWNER/plimsoll@COMMIT' });
    const idle = temporaryRepository({ [workflow]: 'name: own\non: push\njobs: {}\n' });

    expect((await init(fresh)).next[0]).toContain('Replace OWNER/plimsoll@COMMIT');
    expect((await init(idle)).next[0]).toContain(`Rename or delete ${workflow}, and run plimsoll init again`);
  });

  test('names the hosts of dependencies that a chart does not contain', async () => {
    const dependencies =
      '[{name: redis, version: 1.0.0, repository: "https://charts.example/stable"}, {name: own, version: 1.0.0}]';
    const chart = `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: ${dependencies}\n`;
    const folder = temporaryRepository({
      'web/Chart.yaml': chart,
      'web/charts/own/Chart.yaml': 'name: own\nversion: 1.0.0\n',
    });

    const { next } = await init(folder);

    expect(textIn(folder, configuration)).toContain('#     - charts.example # redis\n');
    expect(next).toContain(`Decide in ${configuration} whether charts may be fetched from charts.example.`);
  });

  test('lets no name of a chart leave its comment', async () => {
    const hostile = application.replace('chart: cert-manager', String.raw`chart: "a\nfailOn: never\n# b"`);
    const folder = temporaryRepository({ 'apps/cert.yaml': hostile });

    await init(folder);

    expect(parseConfig(configuration, textIn(folder, configuration)).failOn).toBeUndefined();
    expect(textIn(folder, configuration)).toContain('failOn');
  });

  test('asks for code owners only where there are none', async () => {
    const owned = '.github/plimsoll.yaml @octo-org/security\n/.github/workflows/ @octo-org/security\n';
    const [without, within] = [temporaryRepository(), temporaryRepository({ CODEOWNERS: owned })];

    const [first, second] = [await init(without), await init(within)];

    const asks = ({ next }: typeof first): string[] => next.filter((step) => step.includes('code owners'));
    expect(asks(first)).toEqual([
      `Add code owners to .github/CODEOWNERS: /${configuration} @OWNER, /${workflow} @OWNER.`,
    ]);
    expect(asks(second)).toEqual([]);
  });

  test('writes nothing in a dry run, and prints what it would write', async () => {
    const folder = temporaryRepository({ 'a.yaml': map });

    const plan = await init(folder, { isDryRun: true });

    expect(existsSync(join(folder, '.github'))).toBe(false);
    expect(initText(plan, true)).toContain(`would write  ${workflow}\n`);
    expect(initText(plan, true)).toContain(`--- ${workflow}\n${example('pull-request.yml')}`);
  });

  test('writes at the top of the repository when it is started below', async () => {
    const folder = temporaryRepository({ 'deploy/a.yaml': map });

    await init(join(folder, 'deploy'));

    expect(existsSync(join(folder, workflow))).toBe(true);
    expect(existsSync(join(folder, 'deploy/.github'))).toBe(false);
  });

  test('refuses a folder that is no repository', async () => {
    await expect(init(temporaryFolder({ 'a.yaml': map }))).rejects.toThrow('is not in a git repository');
  });
});
