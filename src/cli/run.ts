/** Runs the commands: opens engines and rules, prints the result, sets the exit code. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { cwd, env } from 'node:process';
import picocolors from 'picocolors';
import { type Outcome } from '../run/conclude/outcome.ts';
import { type ChartFlags } from '../sources/discover/options.ts';
import { mayReachCluster } from '../sources/discover/unread.ts';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { fix } from '../run/fix.ts';
import { explainConfig } from '../run/explain/explain-config.ts';
import { audit } from '../run/audit.ts';
import { writeBaseline } from '../run/baseline.ts';
import { review } from '../run/review.ts';
import { defaultFetching } from '../sources/remote/open-charts.ts';
import { assets, openWorld } from '../run/open/open-world.ts';
import { type CommonOptions } from '../run/options.ts';
import { type GivenOrganisation } from '../policy/trusted-config.ts';
import { runCases } from '../rules/cases/run-cases.ts';
import { faultReport, problemReport } from './problem-report.ts';
import { assertPlainWay } from '../foundation/replace-file.ts';
import { count } from '../report/labels.ts';
import { publishedIn, rulePages } from '../report/rule-pages.ts';
import { repository, version } from '../foundation/version.ts';
import { show } from '../run/render.ts';
import { initText } from '../setup/init-text.ts';
import { git, workTreeAt } from '../snapshot/run-git.ts';
import { uncommitted } from '../snapshot/uncommitted.ts';
import { type World } from '../run/open/world.ts';
import {
  type AuditFlags,
  type BaselineFlags,
  type ChartFlagsGiven,
  type CommonFlags,
  type DoctorFlags,
  type ConfigExplainFlags,
  type FetchFlags,
  type FixFlags,
  type InitFlags,
  type RenderFlags,
  type ReviewFlags,
  type RulesFlags,
  type TestFlags,
} from './flags.ts';
import { wantsColors } from './colors.ts';
import { checkout, requireOutput, write } from './output.ts';
import { rulesText } from './run-rules.ts';
import { doctorSaid, examine, initialise } from './run-setup.ts';
import { say } from './say.ts';
import { baselineExitCode, sayBaseline } from './say-baseline.ts';
import { configJson, configText } from './say-config.ts';
import { sayCases } from './say-cases.ts';
import { sayFixed } from './say-fixed.ts';
import { sayShown } from './say-shown.ts';
import { statusLine } from './status-line.ts';
import { complain, isTerminal, print, watchedErrors } from './streams.ts';

export async function runReview(flags: ReviewFlags): Promise<void> {
  await reporting(
    flags,
    async (world) => review({ ...(await commonOptions(flags)), base: flags.base ?? null, head: flags.head }, world),
    async () => {
      if (flags.head === 'HEAD') await hintUncommitted();
    },
  );
}

/** Tells users who have just edited a file that uncommitted changes are not reviewed. */
async function hintUncommitted(): Promise<void> {
  const left = await uncommitted(cwd(), mayReachCluster).catch(() => null);
  if (left === null || left === 0) return;
  const files = `${count(left, 'file')} in the working tree ${left === 1 ? 'has' : 'have'} uncommitted changes`;
  complain(`only commits are compared; ${files}. To review the working tree, use --head WORKTREE.`);
}

export async function runAudit(paths: readonly string[], flags: AuditFlags): Promise<void> {
  await reporting(flags, async (world) =>
    audit({ ...(await commonOptions(flags)), paths, chart: chartFlags(flags) }, world),
  );
}

export async function runFix(paths: readonly string[], flags: FixFlags): Promise<void> {
  await inWorld(flags, async (world) => {
    const { unsafe, dryRun } = flags;
    const base = flags.base ?? null;
    const fixed = await fix({ ...(await commonOptions(flags)), paths, unsafe, dryRun, base }, world);
    return async () => {
      await write(flags.output, sayFixed(fixed, flags.format, dryRun, flags.quiet));
      return fixed.outcome.exitCode;
    };
  });
}

export async function runBaseline(flags: BaselineFlags): Promise<void> {
  await inWorld({ ...flags, format: 'text' }, async (world) => {
    const { grow, update, dryRun } = flags;
    const result = await writeBaseline({ ...(await commonOptions(flags)), grow, update, dryRun }, world);
    return () => {
      print(sayBaseline(result, dryRun));
      for (const { message } of result.problems) complain(message);
      if (result.sources === 0) complain(`${cwd()} has no manifests, chart or kustomization.`);
      return Promise.resolve(baselineExitCode(result));
    };
  });
}

export async function runRender(source: string | undefined, flags: RenderFlags): Promise<void> {
  await inWorld(flags, async (world) => {
    const { origins, showSecrets } = flags;
    if (origins && flags.format !== 'json') refuseOrigins();
    const { shown, problems, sources } = await show(
      { ...(await commonOptions(flags)), source: source ?? null, chart: chartFlags(flags), origins, showSecrets },
      world,
    );
    return async () => {
      await write(flags.output, sayShown(shown, flags));
      for (const { message } of problems) complain(message);
      if (sources === 0) complain(`${source ?? cwd()} has no manifests, chart or kustomization.`);
      return sources === 0 ? 4 : problems.length > 0 ? 3 : 0;
    };
  });
}

export async function runTest({ policies }: TestFlags): Promise<void> {
  await inWorld({ format: 'text', ...(policies === undefined ? {} : { policies }) }, async ({ packs }) => {
    const directory = policies ?? builtInCases();
    const results = await runCases(directory, packs);
    return () => {
      print(sayCases(results));
      return Promise.resolve(results.length === 0 ? 4 : results.every(({ passed }) => passed) ? 0 : 1);
    };
  });
}

function refuseOrigins(): never {
  throw new ConfigurationError('--origins', '--origins needs --format json: YAML output cannot show origins.', 'usage');
}

/** @throws {ConfigurationError} in an installed package, which does not contain the cases. */
function builtInCases(): string {
  const directory = join(assets(), '../policies');
  if (existsSync(directory)) return directory;
  const message =
    "the cases of the built-in rules are not in the package, only in Plimsoll's repository. To test your own rules: plimsoll test --policies DIR";
  throw new ConfigurationError('test', message, 'usage');
}

export async function runRules(id: string | undefined, flags: RulesFlags): Promise<void> {
  await inWorld(flags, async (world) => {
    const text = await rulesText(world, id ?? null, flags);
    return async () => {
      await write(flags.output, text);
      return 0;
    };
  });
}

export async function runInit({ action, forkWorkflow: forks, dryRun: isDryRun, quiet }: InitFlags): Promise<void> {
  await inWorld({ format: 'text', quiet }, async (world) => {
    const request = { action: action ?? null, forks, isDryRun };
    const plan = await initialise(await commonOptions({}), world, request);
    return () => {
      print(initText(plan, isDryRun));
      return Promise.resolve(0);
    };
  });
}

export async function runDoctor(flags: DoctorFlags): Promise<void> {
  await inWorld(flags, async (world) => {
    const diagnosis = await examine(await commonOptions({}), world, flags.github ? env : null);
    return async () => {
      const isColored = flags.output === undefined && flags.format === 'text' && wantsColors(env, isTerminal());
      await write(flags.output, doctorSaid(diagnosis, flags, isColored), isColored);
      return diagnosis.verdict === 'good' ? 0 : 1;
    };
  });
}

export async function runConfigExplain(target: string | undefined, flags: ConfigExplainFlags): Promise<void> {
  await inWorld(flags, async (world) => {
    const explained = await explainConfig(target ?? null, await commonOptions(flags), world);
    return async () => {
      const colored = flags.output === undefined && flags.format === 'text' && wantsColors(env, isTerminal());
      const colors = picocolors.createColors(colored);
      await write(
        flags.output,
        flags.format === 'json' ? configJson(explained) : configText(explained, { colors }),
        colored,
      );
      return 0;
    };
  });
}

/** Runs a command that gives a report, and prints the report. `hint` runs after that. */
async function reporting(
  flags: CommonFlags,
  run: (world: World) => Promise<Outcome>,
  hint: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await inWorld(flags, async (world) => {
    const outcome = await run(world);
    return async () => {
      const colored = flags.output === undefined && flags.format === 'text' && wantsColors(env, isTerminal());
      const pages = rulePages(publishedIn(repository, version), world.packs[0]?.rules ?? []);
      const said = say(flags.format, outcome, { colored, quiet: flags.quiet, rulePage: pages });
      await write(flags.output, said.text, colored);
      if (!flags.quiet) await hint();
      return said.outcome.exitCode;
    };
  });
}

interface WorldFlags extends Partial<FetchFlags> {
  readonly format: string;
  readonly output?: string;
  readonly policies?: string;
  readonly quiet?: boolean;
}

/** Prints the result of a command, after the status line is cleared. Resolves to the exit code. */
type Say = () => Promise<number>;

/** Sets the documented exit code: the command's own, or 2 for errors that users can fix. */
async function inWorld(flags: WorldFlags, run: (world: World) => Promise<Say>): Promise<void> {
  const status = statusLine(flags.quiet === true ? null : watchedErrors());
  try {
    const { offline = false, cache = null } = flags;
    requireOutput(flags.output);
    await assertOwnCache(cache);
    const world = await openWorld(status.say, flags.policies ?? null, { ...defaultFetching, offline, cache });
    try {
      const sayIt = await run(world);
      status.clear();
      process.exitCode = await sayIt();
    } finally {
      await world.engines.close();
    }
  } catch (thrown) {
    status.clear();
    if (!(thrown instanceof ConfigurationError)) {
      if (flags.format === 'json') await write(flags.output, faultReport(thrown)).catch(() => undefined);
      throw thrown;
    }
    process.exitCode = 2;
    complain(thrown.message);
    if (flags.format === 'json') await writeProblem(flags.output, thrown);
  }
}

/** Writes the JSON of an error to the file, or to standard output if the file can't be written. */
async function writeProblem(file: string | undefined, thrown: ConfigurationError): Promise<void> {
  const text = problemReport(thrown);
  try {
    requireOutput(file);
    await write(file, text);
  } catch (unwritten) {
    if (thrown.subject !== '--output') complain(messageOf(unwritten));
    print(text);
  }
}

async function commonOptions(
  flags: { readonly config?: string; readonly kubernetesVersion?: string; readonly organisation?: string } & Partial<
    Pick<CommonFlags, 'failOn' | 'allowEmpty' | 'deadline' | 'sets'>
  >,
): Promise<CommonOptions> {
  return {
    directory: cwd(),
    config: flags.config === undefined ? null : { file: flags.config, text: await readGiven('--config', flags.config) },
    ...(flags.organisation === undefined ? {} : { organisation: await givenOrganisation(flags.organisation) }),
    kubernetesVersion: flags.kubernetesVersion ?? null,
    failOn: flags.failOn ?? null,
    allowEmpty: flags.allowEmpty ?? false,
    ...(flags.deadline === undefined ? {} : { deadline: flags.deadline }),
    ...(flags.sets === undefined ? {} : { sets: flags.sets }),
    today: new Date().toISOString().slice(0, 10),
  };
}

/** Null when no flag about charts is given: then the repository's own deployments decide. */
function chartFlags({ values, set, releaseName, namespace, skipSchemaValidation }: ChartFlagsGiven): ChartFlags | null {
  const said =
    values.length > 0 ||
    set.length > 0 ||
    releaseName !== 'release-name' ||
    namespace !== 'default' ||
    skipSchemaValidation;
  if (!said) return null;
  return {
    values,
    set,
    release: { name: releaseName, namespace },
    skipSchemaValidation,
  };
}

async function givenOrganisation(file: string): Promise<GivenOrganisation> {
  return { file, text: await readGiven('--organisation', file), origin: 'the organisation' };
}

async function readGiven(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new ConfigurationError(flag, `${flag} ${file} can't be read: ${messageOf(thrown)}`);
  }
}

/**
 * The content of a cache is trusted, so it must not come from the repository.
 *
 * @throws {ConfigurationError} for a folder that is reached through a link of the checkout, or that has files tracked
 * by git.
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
    refuse('git tracks files in it, and the content of a cache is trusted; use a folder that git does not track');
}

/** Whether git tracks files in this folder of the work tree. */
async function hasTracked(folder: string): Promise<boolean> {
  const top = workTreeAt(cwd());
  const inside = top === null ? '..' : relative(top, folder);
  if (top === null || inside.startsWith('..') || isAbsolute(inside)) return false;
  return (await git(top, ['ls-files', '-z', '--', `:(top,literal)${inside}`])) !== '';
}
