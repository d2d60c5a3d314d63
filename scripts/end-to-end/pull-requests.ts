/** Reviews the real pull requests of the fixtures with the bundled command line. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../command.ts';
import type { Step } from '../steps.ts';
import { wrongCode, type Stage } from './command-line.ts';

/** A clone of a bundle of real pull requests, and their numbers. */
export interface History {
  readonly name: string;
  readonly directory: string;
  readonly pulls: readonly string[];
}

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('git', args, { cwd });
  if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Clones every bundle of the fixtures into `scratch`. Empty if there are no fixtures. */
export async function cloneBundles(fixtures: string, scratch: string): Promise<readonly History[]> {
  const folder = join(fixtures, 'prs');
  if (!existsSync(folder)) return [];
  const bundles = (await readdir(folder)).filter((file) => file.endsWith('.bundle')).sort();
  return Promise.all(
    bundles.map(async (bundle) => {
      const directory = join(scratch, bundle);
      await git(scratch, 'clone', '--quiet', '--no-checkout', join(folder, bundle), directory);
      const refs = await git(directory, 'for-each-ref', '--format=%(refname:lstrip=3)', 'refs/remotes/origin/*/head');
      const pulls = refs
        .split('\n')
        .filter((ref) => ref !== '')
        .map((ref) => ref.slice(0, -'/head'.length));
      return { name: bundle, directory, pulls };
    }),
  );
}

/** Each pull request is reviewed, or the report says what could not be checked; none crashes. */
export function pullRequestSteps(
  { root, node, version, judge }: Stage,
  histories: readonly History[],
): readonly Step[] {
  return histories.flatMap(({ name, directory, pulls }) =>
    pulls.map((pull) => ({
      name: `${version}: review of ${name} ${pull}`,
      run: async () => {
        const refs = ['--base', `origin/${pull}/base`, '--head', `origin/${pull}/head`];
        const cli = join(root, 'dist/cli.js');
        const outcome = await run(node, [cli, 'review', ...refs, '--format', 'json'], { cwd: directory, seconds: 120 });
        // Also 4: one of them deletes the only chart, so there is nothing to check at head.
        return [...wrongCode(outcome, [0, 1, 3, 4]), ...judge(outcome.stdout)];
      },
    })),
  );
}
