/** Reviews the demo's pull request, and gives one of its comments with the lines of the diff. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openWorld } from '../../src/run/open/open-world.ts';
import { review } from '../../src/run/review.ts';
import { hunksOf } from '../../src/publish/diff.ts';
import { planComments, wholeText } from '../../src/publish/plan.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { gitHubLinks } from '../../src/report/links.ts';
import { rulePages } from '../../src/report/rule-pages.ts';
import { run } from '../command.ts';

export interface Shown {
  /** Lines of the unified diff, each with its sign. */
  readonly lines: readonly string[];
  readonly markdown: string;
}

/** Number of lines that GitHub shows above a comment. */
const mostLines = 4;
const refs = { base: 'main', head: 'slow-checkout' };
/** Any address: the picture does not show where links lead. */
const gitHub = { server: 'https://github.example', repository: 'shop/deploy' };

/** @throws {Error} if the review has no comment on a line of the file. */
export async function commentOn(file: string, folder: string): Promise<Shown> {
  const directory = join(folder, 'shop');
  await mkdir(directory);
  const { makeRepository } = demo.parse(await import(new URL('../demo.mjs', import.meta.url).href));
  makeRepository(directory);
  const patch = await patchOf(file, directory);
  const comment = (await comments(directory, new Map([[file, hunksOf(patch)]]))).find(
    ({ anchor }) => anchor.file === file,
  );
  if (comment?.anchor.kind !== 'inline') throw new Error(`the demo has no comment on a line of ${file}`);
  return { lines: linesUpTo(comment.anchor.last, patch), markdown: wholeText(comment) };
}

const demo = z.object({
  makeRepository: z.custom<(directory: string) => void>((value) => typeof value === 'function'),
});

async function comments(directory: string, diff: Parameters<typeof planComments>[1]) {
  const world = await openWorld(() => undefined, null);
  try {
    const options = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-05' };
    const { report, rules, sources } = await review({ ...options, ...refs, directory }, world);
    const pages = rulePages({ ...gitHub, ref: 'main' }, rules);
    return planComments(report, diff, {
      rule: ruleOf(rules),
      lines: linesOf(sources),
      links: gitHubLinks({ ...gitHub, commit: report.head ?? 'HEAD' }, pages),
      deployments: deploymentsOf(report),
    }).comments;
  } finally {
    await world.engines.close();
  }
}

async function patchOf(file: string, cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run('git', ['diff', `${refs.base}...${refs.head}`, '--', file], { cwd });
  if (code !== 0) throw new Error(`git diff: ${stderr}`);
  return stdout;
}

/** The last lines of the diff up to a line of the new file, including removed lines. */
function linesUpTo(last: number, patch: string): readonly string[] {
  const lines = patch.split('\n');
  const start = lines.findIndex((line) => line.startsWith('@@'));
  let number = Number(/\+(\d+)/.exec(lines[start] ?? '')?.[1] ?? 1) - 1;
  const end = lines.findIndex((line, index) => {
    if (index > start && /^[ +]/.test(line)) number += 1;
    return index > start && number === last;
  });
  return lines.slice(Math.max(start + 1, end + 1 - mostLines), end + 1);
}
