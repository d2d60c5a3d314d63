/** Reviews pull requests as in a repository in which `plimsoll init` was just run. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diffOfReport } from '../../src/action/diff-of-report.ts';
import { initialise } from '../../src/cli/run-setup.ts';
import { type Report } from '../../src/model/report.ts';
import { planComments } from '../../src/publish/plan.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { noLinks } from '../../src/report/links.ts';
import { failing } from '../../src/report/tally.ts';
import { type World } from '../../src/run/open/world.ts';
import { review } from '../../src/run/review.ts';
import { run } from '../command.ts';

/** What a pull request would get. */
export interface Told {
  readonly pull: string;
  readonly report: Report;
  /** The rules of each comment on lines and files, in order. */
  readonly comments: readonly { readonly rules: readonly string[]; readonly blocks: boolean }[];
}

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' } as const;
const action = `octo-org/plimsoll@${'0'.repeat(40)}`;

async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const person = ['-c', 'user.name=T', '-c', 'user.email=t@example.test', '-c', 'core.hooksPath=/dev/null'];
  const { code, stdout, stderr } = await run('git', [...person, ...args], { cwd: directory });
  if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/**
 * Checks out a commit, and makes it the default branch with what `init` writes on top of it.
 *
 * @returns the commit with these files.
 */
async function setUp(directory: string, base: string, world: World): Promise<string> {
  await git(directory, 'checkout', '--quiet', '--force', '--detach', base);
  await git(directory, 'clean', '--quiet', '-ffdx');
  const plan = await initialise({ ...common, directory }, world, { action, forks: 'none', isDryRun: false });
  if (plan.write.length > 0) {
    await git(directory, 'add', '--force', ...plan.write.map(({ file }) => file));
    await git(directory, 'commit', '--quiet', '--message', 'plimsoll init');
  }
  const tip = await git(directory, 'rev-parse', 'HEAD');
  await git(directory, 'update-ref', 'refs/remotes/origin/main', tip);
  await git(directory, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  return tip;
}

async function told(directory: string, pull: string, base: string, head: string, world: World): Promise<Told> {
  const outcome = await review({ ...common, directory, base, head }, world);
  const { report, rules, sources } = outcome;
  const plan = planComments(report, await diffOfReport(directory, report), {
    rule: ruleOf(rules),
    lines: linesOf(sources),
    links: noLinks,
    deployments: deploymentsOf(report),
  });
  const blocking = new Set(failing(report));
  const comments = plan.comments.map(({ findings }) => ({
    rules: [...new Set(findings.map(({ rule }) => rule))],
    blocks: findings.some((finding) => blocking.has(finding)),
  }));
  return { pull, report, comments };
}

/** A pull request of the history: `pr-01`. */
export async function reviewPull(directory: string, pull: string, world: World): Promise<Told> {
  const tip = await setUp(directory, `origin/${pull}/base`, world);
  return told(directory, pull, tip, `origin/${pull}/head`, world);
}

/** A pull request that changes a page for readers alone. */
export async function reviewPage(directory: string, pull: string, world: World): Promise<Told> {
  const tip = await setUp(directory, `origin/${pull}/base`, world);
  const page = join(directory, 'NOTES-OF-A-TEST.md');
  await writeFile(page, await readFile(page, 'utf8').catch(() => ''));
  await appendFile(page, 'A line.\n');
  await git(directory, 'add', '--force', page);
  await git(directory, 'commit', '--quiet', '--message', 'A page');
  return told(directory, `${pull}, a page alone`, tip, 'HEAD', world);
}
