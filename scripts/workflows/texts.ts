/** All workflows of this repository, and of those that use it: its own, the examples, those of pages, those of `init`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { unpinnedAction, workflowTexts } from '../../src/setup/workflow-texts.ts';

/** A workflow to look at. */
export interface NamedWorkflow {
  /** Where it is from: a file, with the number of the block in a page. */
  readonly name: string;
  readonly text: string;
}

/** Stands for the commit that a user chooses. */
const someCommit = '0123456789abcdef0123456789abcdef01234567';

/** An address and commit, as a user would write them: a placeholder is no valid pin. */
export function withCommit(text: string): string {
  return text.replaceAll(unpinnedAction, `octo-org/plimsoll@${someCommit}`);
}

async function filesIn(root: string, folder: string): Promise<readonly NamedWorkflow[]> {
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.yml')).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: `${folder}/${name}`,
      text: await readFile(join(root, folder, name), 'utf8'),
    })),
  );
}

const Steps = z.array(z.looseObject({ uses: z.string() })).min(1);

/** The workflows in a page: whole ones, and lists of steps in a workflow around them. */
function blocksOf(page: string, text: string): readonly NamedWorkflow[] {
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block, index) => {
    const value: unknown = load(block);
    const name = `${page}, block ${index + 1}`;
    if (z.looseObject({ jobs: z.unknown() }).safeParse(value).success) return [{ name, text: block }];
    return Steps.safeParse(value).success ? [{ name, text: aroundSteps(block) }] : [];
  });
}

function aroundSteps(steps: string): string {
  return `name: steps
on:
  workflow_dispatch:
permissions: {}
concurrency:
  group: steps
  cancel-in-progress: true
jobs:
  steps:
    name: steps
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # the files
    steps:
${steps.replaceAll(/^(?=.)/gm, '      ')}`;
}

/** @param root the repository. */
export async function allWorkflows(root: string): Promise<readonly NamedWorkflow[]> {
  const own = await filesIn(root, '.github/workflows');
  const examples = await filesIn(root, 'docs/workflows');
  const docs = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).sort();
  const pages = ['README.md', ...docs.map((name) => `docs/${name}`)];
  const inPages = await Promise.all(
    pages.map(async (page) => blocksOf(page, await readFile(join(root, page), 'utf8'))),
  );
  const written = Object.entries(workflowTexts).flatMap(([way, texts]) =>
    texts.map(({ file, text }) => ({
      name: `init --fork-workflow ${way}: ${file}`,
      text: text(`octo-org/plimsoll@${someCommit}`),
    })),
  );
  return [...own, ...examples, ...inPages.flat(), ...written].map(({ name, text }) => ({
    name,
    text: withCommit(text),
  }));
}
