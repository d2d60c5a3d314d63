/**
 * `npm run end-to-end`: runs the committed bundles as users do, with each given Node, and reviews the real pull
 * requests of the fixtures: all of them with the first Node, the first one of each repository with the others.
 *
 *     npm run end-to-end [-- [--only WORD] NODE…]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './command.ts';
import { actionSteps } from './end-to-end/action.ts';
import { commandLineSteps } from './end-to-end/command-line.ts';
import { cloneBundles, pullRequestSteps } from './end-to-end/pull-requests.ts';
import { reportJudge } from './end-to-end/report-schema.ts';
import { runSteps, type Step } from './steps.ts';

async function versionOf(node: string): Promise<string> {
  const { code, stdout, stderr } = await run(node, ['--version'], { cwd: tmpdir() });
  if (code !== 0) throw new Error(`${node} does not run: ${stderr}`);
  return `node ${stdout.trim()}`;
}

async function steps(root: string, scratch: string, nodes: readonly string[]): Promise<readonly Step[]> {
  const judge = await reportJudge(root);
  const histories = await cloneBundles(resolve(root, '../shared/fixtures'), scratch);
  const firstOnly = histories.map((history) => ({ ...history, pulls: history.pulls.slice(0, 1) }));
  const all = await Promise.all(
    nodes.map(async (node, index) => {
      const stage = { root, node, version: await versionOf(node), judge };
      return [
        ...commandLineSteps(stage),
        ...actionSteps(stage, scratch),
        ...pullRequestSteps(stage, index === 0 ? histories : firstOnly),
      ];
    }),
  );
  return all.flat();
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', default: '' } },
  });
  const nodes = positionals.length === 0 ? [process.execPath] : positionals.map((node) => resolve(node));
  const scratch = await mkdtemp(join(tmpdir(), 'plimsoll-end-to-end-'));
  try {
    const all = await steps(resolve(import.meta.dirname, '..'), scratch, nodes);
    await runSteps(all.filter(({ name }) => name.includes(values.only)));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

await main();
