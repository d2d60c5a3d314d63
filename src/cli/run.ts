import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { cwd } from 'node:process';
import { type Outcome } from '../conclude.ts';
import { type ChartFlags } from '../discover/options.ts';
import { mayReachCluster } from '../discover/unread.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { fix } from '../fix.ts';
import { audit } from '../audit.ts';
import { review } from '../review.ts';
import { defaultFetching } from '../open-charts.ts';
import { assets, openWorld } from '../open-world.ts';
import { type CommonOptions } from '../options.ts';
import { loadPack } from '../policies/load-pack.ts';
import { runCases } from '../policies/run-cases.ts';
import { faultReport, problemReport } from './problem-report.ts';
import { assertPlainWay, writeAsked } from '../replace-file.ts';
import { count } from '../report/labels.ts';
import { show } from '../show.ts';
import { git, workTreeAt } from '../snapshot/run-git.ts';
import { uncommitted } from '../snapshot/uncommitted.ts';
import { type World } from '../world.ts';
import {
  type AuditFlags,
  type ChartFlagsGiven,
  type CommonFlags,
  type FetchFlags,
  type FixFlags,
  type RenderFlags,
  type ReviewFlags,
  type TestFlags,
} from './flags.ts';
import { say } from './say.ts';
import { sayCases } from './say-cases.ts';
import { sayFixed } from './say-fixed.ts';
import { sayShown } from './say-shown.ts';
import { complain, print, progress, wantsColors } from './streams.ts';

export async function runReview(flags: ReviewFlags): Promise<void> {
  await reporting(flags, async (world) => {
    const outcome = await review(
      { ...(await commonOptions(flags)), base: flags.base ?? null, head: flags.head },
      world,
    );
    if (flags.head === 'HEAD') await hintUncommitted();
    return outcome;
  });
}

/** Who has just edited a file expects it to be looked at. */
async function hintUncommitted(): Promise<void> {
  const left = await uncommitted(cwd(), mayReachCluster).catch(() => null);
  if (left === null || left === 0) return;
  const files = `${count(left, 'file')} of the work tree ${left === 1 ? 'has' : 'have'} changes that are not committed`;
  complain(`only commits are compared; ${files}. --head WORKTREE looks at the work tree.`);
}

export async function runAudit(paths: readonly string[], flags: AuditFlags): Promise<void> {
  await reporting(flags, async (world) =>
    audit({ ...(await commonOptions(flags)), paths, chart: chartFlags(flags) }, world),
  );
}

export async function runFix(paths: readonly string[], flags: FixFlags): Promise<void> {
  await inWorld(flags, async (world) => {
    const { unsafe, dryRun } = flags;
    const fixed = await fix({ ...(await commonOptions(flags)), paths, unsafe, dryRun }, world);
    await write(flags.output, sayFixed(fixed, flags.format, dryRun));
    return fixed.outcome.exitCode;
  });
}

export async function runRender(source: string | undefined, flags: RenderFlags): Promise<void> {
  await inWorld(flags, async (world) => {
    const { origins, showSecrets } = flags;
    const { shown, problems, sources } = await show(
      { ...(await commonOptions(flags)), source: source ?? null, chart: chartFlags(flags), origins, showSecrets },
      world,
    );
    await write(flags.output, sayShown(shown, flags));
    for (const { message } of problems) complain(message);
    if (sources === 0) complain(`${source ?? cwd()} has no manifests, chart or kustomization.`);
    return sources === 0 ? 4 : problems.length > 0 ? 3 : 0;
  });
}

export async function runTest({ policies }: TestFlags): Promise<void> {
  await inWorld({ format: 'text', ...(policies === undefined ? {} : { policies }) }, async ({ packs }) => {
    const directory = policies ?? join(assets(), '../policies');
    const results = await runCases(directory, packs);
    print(sayCases(results));
    return results.length === 0 ? 4 : results.every(({ passed }) => passed) ? 0 : 1;
  });
}

export async function runRules(): Promise<void> {
  const { rules } = await loadPack(assets());
  for (const { id, severity, title } of rules) print(`${id.padEnd(44)} ${severity.padEnd(8)} ${title}\n`);
}

/** Runs a command that ends in a report, and says it. */
async function reporting(flags: CommonFlags, run: (world: World) => Promise<Outcome>): Promise<void> {
  await inWorld(flags, async (world) => {
    const outcome = await run(world);
    const colored = flags.output === undefined && flags.format === 'text' && wantsColors();
    const said = say(flags.format, outcome, colored);
    await write(flags.output, said.text, colored);
    return said.outcome.exitCode;
  });
}

/** Sets the exit code of the contract: the command's own, or 2 for what users can mend. */
async function inWorld(
  flags: Partial<FetchFlags> & { readonly format: string; readonly output?: string; readonly policies?: string },
  run: (world: World) => Promise<number>,
): Promise<void> {
  try {
    const { offline = false, cache = null } = flags;
    await assertOwnCache(cache);
    const world = await openWorld(progress, flags.policies ?? null, { ...defaultFetching, offline, cache });
    try {
      process.exitCode = await run(world);
    } finally {
      await world.engines.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) {
      if (flags.format === 'json') await write(flags.output, faultReport(thrown)).catch(() => undefined);
      throw thrown;
    }
    process.exitCode = 2;
    complain(thrown.message);
    if (flags.format === 'json')
      await write(thrown.subject === '--output' ? undefined : flags.output, problemReport(thrown));
  }
}

async function commonOptions(
  flags: { readonly config?: string; readonly kubernetesVersion?: string } & Partial<
    Pick<CommonFlags, 'failOn' | 'allowEmpty' | 'deadline'>
  >,
): Promise<CommonOptions> {
  return {
    directory: cwd(),
    config: flags.config === undefined ? null : { file: flags.config, text: await readGiven('--config', flags.config) },
    kubernetesVersion: flags.kubernetesVersion ?? null,
    failOn: flags.failOn ?? null,
    allowEmpty: flags.allowEmpty ?? false,
    ...(flags.deadline === undefined ? {} : { deadline: flags.deadline }),
    today: new Date().toISOString().slice(0, 10),
  };
}

/** Null when no flag says anything about charts: then the repository does. */
function chartFlags({ values, set, releaseName, namespace, skipSchemaValidation }: ChartFlagsGiven): ChartFlags | null {
  const said =
    values.length > 0 ||
    set.length > 0 ||
    releaseName !== 'release-name' ||
    namespace !== 'default' ||
    skipSchemaValidation;
  if (!said) return null;
  return {
    values: values.map((file) => relative(cwd(), resolve(file))),
    set,
    release: { name: releaseName, namespace },
    skipSchemaValidation,
  };
}

async function readGiven(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new ConfigurationError(flag, `${flag} ${file} can't be read: ${messageOf(thrown)}`);
  }
}

async function write(file: string | undefined, text: string, colored = false): Promise<void> {
  if (file === undefined) {
    print(text, colored);
    return;
  }
  try {
    await writeAsked(checkout(), resolve(file), text);
  } catch (thrown) {
    throw new ConfigurationError('--output', `--output ${file} can't be written: ${messageOf(thrown)}`, 'usage');
  }
}

/** The work tree around the working directory, else that directory: what others may have put links into. */
function checkout(): string {
  return workTreeAt(cwd()) ?? cwd();
}

/**
 * What a cache holds is believed, so nobody may bring it along.
 *
 * @throws {ConfigurationError} for one that a link of the checkout leads to, or of which the repository has files.
 */
async function assertOwnCache(cache: string | null): Promise<void> {
  if (cache === null) return;
  const folder = resolve(cache);
  const refuse = (why: string): never => {
    throw new ConfigurationError('--cache', `--cache ${cache} can't be used: ${why}`, 'usage');
  };
  try {
    assertPlainWay(checkout(), resolve(folder, 'charts'));
  } catch (thrown) {
    refuse(messageOf(thrown));
  }
  if (await hasTracked(folder))
    refuse('the repository has files in it, and a cache is believed; name a folder that git does not track');
}

/** Whether git has files in a folder of the work tree. */
async function hasTracked(folder: string): Promise<boolean> {
  const top = workTreeAt(cwd());
  const inside = top === null ? '..' : relative(top, folder);
  if (top === null || inside.startsWith('..') || isAbsolute(inside)) return false;
  return (await git(top, ['ls-files', '-z', '--', `:(top,literal)${inside}`])) !== '';
}
