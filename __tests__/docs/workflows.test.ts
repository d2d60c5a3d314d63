import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { blocks, page, pages, root } from './pages.ts';
import { contentWriters, formFaults } from './workflow-form.ts';

function filesOf(folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.yml'));
  return names.map((name) => `${folder}/${name}`);
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

const examples = filesOf('docs/workflows');

const { inputs } = z
  .object({ inputs: z.record(z.string(), z.unknown()) })
  .parse(load(readFileSync(join(root, 'action.yml'), 'utf8')));

const Step = z.object({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).default({}) });
const Steps = z.array(Step);
const Workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), z.object({ steps: Steps })),
});

/** The steps of a block, whether it is a whole workflow or steps alone; none where it is neither. */
function stepsIn(block: string): readonly z.infer<typeof Step>[] {
  const value: unknown = load(block);
  const workflow = Workflow.safeParse(value).data;
  if (workflow !== undefined) return Object.values(workflow.jobs).flatMap(({ steps }) => steps);
  return Steps.safeParse(value).data ?? [];
}

describe('workflows', () => {
  test.each(pages)('in $path give the action only inputs that it has', (each) => {
    const steps = blocks(each, 'yaml').flatMap(stepsIn);
    const given = steps
      .filter(({ uses }) => uses?.startsWith('OWNER/plimsoll@') === true)
      .flatMap(({ with: named }) => Object.keys(named));

    expect(given.filter((name) => !Object.hasOwn(inputs, name))).toEqual([]);
  });

  test.each(examples)('%s gives the action only inputs that it has', (file) => {
    const steps = stepsIn(textOf(file)).filter(({ uses }) => uses?.startsWith('OWNER/plimsoll@') === true);

    expect(steps).not.toEqual([]);
    expect(
      steps.flatMap(({ with: named }) => Object.keys(named)).filter((name) => !Object.hasOwn(inputs, name)),
    ).toEqual([]);
  });

  test.each([...examples, ...filesOf('.github/workflows')])('%s has the form of all', (file) => {
    expect(formFaults(textOf(file))).toEqual([]);
  });

  test('let nobody write the content of a repository, but for the one job that publishes a release', () => {
    const writers = [...examples, ...filesOf('.github/workflows')].flatMap((file) =>
      contentWriters(textOf(file)).map((job) => `${file}: ${job}`),
    );

    expect(writers).toEqual(['.github/workflows/release.yml: release']);
  });

  test('of the README is the one for pull requests', () => {
    expect(blocks(page('README.md'), 'yaml')[0]).toBe(textOf('docs/workflows/pull-request.yml'));
  });

  test('are all in the table of docs/workflows', () => {
    const linked = [...page('docs/workflows/README.md').text.matchAll(/\]\(([\w-]+\.yml)\)/g)].map(([, name]) => name);

    expect([...new Set(linked)].sort()).toEqual(examples.map((file) => file.split('/').at(-1)).sort());
  });

  const checkout = `      - uses: actions/checkout@${'a'.repeat(40)} # v7.0.1\n        with:\n          persist-credentials: false\n`;

  test.each([
    ['permissions: {}', 'permissions: read-all', 'permissions at the top are not {}'],
    [', edited', '', 'pull_request_target lacks edited'],
    ['    types:', "    paths: ['**.yaml']\n    types:", 'pull_request_target has paths'],
    ['  merge_group:\n', '', 'no merge_group'],
    [/ {4}permissions:\n( {6}.*\n)+/, '', 'a job without permissions'],
    ['    timeout-minutes: 15\n', '', 'a job without timeout-minutes'],
    ['    runs-on:', '    continue-on-error: true\n    runs-on:', 'a job that continues on errors'],
    ['    steps:\n', `    steps:\n${checkout.replace('false', 'true')}`, 'a kept credential'],
    [
      '    steps:\n',
      `    steps:\n${checkout}          ref: refs/pull/1/head\n`,
      'a checkout of something else than the default branch',
    ],
    ['actions/cache/restore@', 'actions/cache@', 'a cache that is saved'],
    [/@0057\w+ # v4.3.0/, '@v4', 'not pinned: actions/cache/restore@v4'],
    [/concurrency:\n( {2}.*\n)+/, '', 'no concurrency'],
    [/cancel-in-progress: .*/, 'cancel-in-progress: true', 'runs of the merge queue are cancelled'],
    ['github.event.pull_request.number || ', '', 'one group for all'],
  ])('with %s as %s are refused: %#', (part, by, fault) => {
    const text = textOf('docs/workflows/fork-target.yml');
    const changed = text.replace(part, by);

    expect(changed).not.toBe(text);
    expect(formFaults(changed)).toContain(fault);
  });
});

describe('the release', () => {
  const text = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
  const { permissions, jobs } = z
    .object({
      permissions: z.record(z.string(), z.string()),
      jobs: z.record(z.string(), z.object({ permissions: z.record(z.string(), z.string()), steps: Steps })),
    })
    .parse(load(text));

  test('names every action by its commit', () => {
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));

    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });

  test('gives no permission to write to the job that runs the code of the repository', () => {
    const running = Object.values(jobs).filter(({ steps }) => steps.some(({ uses }) => uses?.includes('/checkout@')));

    expect(permissions).toEqual({});
    expect(running.map((job) => job.permissions)).toEqual([{ contents: 'read' }]);
  });

  test('attests the package and its SBOM, and publishes only after everything is uploaded', () => {
    const order = [
      'sbom.ts',
      'SHA256SUMS',
      'actions/attest@',
      'sbom-path:',
      '--draft ',
      'gh release upload',
      '--draft=false',
    ];
    const places = order.map((part) => text.indexOf(part));

    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text.match(/gh release (?:create|edit)/g)).toEqual(['gh release create', 'gh release edit']);
  });

  test('takes the package by the name that npm gives it', () => {
    const { name } = z.object({ name: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    const named = [...text.matchAll(/\S*-\*\.tgz/g)].map(([pattern]) => pattern.replace('package/', ''));

    expect(new Set(named)).toEqual(new Set([`${name}-*.tgz`]));
  });
});
