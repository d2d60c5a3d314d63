import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { blocks, page, pages, root } from './pages.ts';

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

  test('of the README ask for the permissions that a review needs, and no others', () => {
    const [workflow = ''] = blocks(page('README.md'), 'yaml');

    expect(Workflow.parse(load(workflow)).permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
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

  test('takes the package by the name that npm gives it', () => {
    const { name } = z.object({ name: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    const named = [...text.matchAll(/\S*-\*\.tgz/g)].map(([pattern]) => pattern.replace('package/', ''));

    expect(new Set(named)).toEqual(new Set([`${name}-*.tgz`]));
  });
});
