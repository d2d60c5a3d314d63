/** Runs the Action's step: review or audit, then all that the job says, then comments in the pull request. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ActionWorld } from './act-world.ts';
import { linksOf } from './addresses.ts';
import { readEvent, type Subject } from './event.ts';
import { sayInJob } from './in-job.ts';
import { planned, sayPosted } from './in-pull-request.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { organisationConfig } from './organisation-config.ts';
import { prepare, type PreparedStep } from './prepared.ts';
import type { Unjudged } from './task.ts';
import { reportFiles } from './report-files.ts';
import { sayFailed } from './say-failed.ts';
import { sayUnjudged } from './unjudged.ts';
import type { Outcome } from '../run/conclude/outcome.ts';
import { ConfigurationError } from '../foundation/errors.ts';
import type { CommonOptions } from '../run/options.ts';
import { leadsInto } from '../foundation/replace-file.ts';
import { deploymentsOf } from '../report/deployments.ts';
import { linesOf } from '../report/excerpt.ts';
import { ruleOf } from '../report/fix-wording.ts';
import type { Context } from '../report/remark-markdown.ts';

/**
 * Runs the step. Log, annotations, job summary, files and outputs are written before GitHub is asked for anything, and posting changes
 * none of them. Resolves to the exit code, which depends on the verdict alone.
 */
export async function act(world: ActionWorld): Promise<number> {
  const { runner } = world;
  // Whatever ends this process, the output is there for later steps.
  runner.output('verdict', 'error');
  const state: { outcome: Outcome | null } = { outcome: null };
  try {
    const given = readInputs(runner);
    const files = reportFiles(given, world.env);
    const directory = workingDirectory(given['working-directory'], world.env);
    const prepared = await prepare(given, await readEvent(world.env), directory, world);
    if ('isFine' in prepared) return await sayUnjudged(prepared, world);
    state.outcome = await look(given, prepared, world);
    const context = contextOf(state.outcome, prepared.subject, world);
    const step = { inputs: given, files, prepared, context };
    const plan = await planned(step, state.outcome, world);
    state.outcome = await sayInJob(step, state.outcome, plan, world);
    if (plan !== null) await sayPosted(step, plan, state.outcome, world);
    return state.outcome.exitCode;
  } catch (thrown) {
    return sayFailed(thrown, state.outcome, world);
  }
}

async function look(inputs: Inputs, prepared: Exclude<PreparedStep, Unjudged>, world: ActionWorld): Promise<Outcome> {
  const common: Omit<CommonOptions, 'directory'> = {
    // The configuration is read from the trust root: a file named here could come from the pull request.
    config: null,
    organisation: await organisationConfig(inputs['organisation-config'], world.env),
    repository: world.env['GITHUB_REPOSITORY'] ?? null,
    kubernetesVersion: inputs['kubernetes-version'],
    failOn: inputs['fail-on'],
    allowEmpty: inputs['allow-empty'],
    ...(inputs.deadline === null ? {} : { deadline: inputs.deadline }),
    today: new Date(world.now()).toISOString().slice(0, 10),
  };
  if (prepared.mode === 'audit') return world.audit({ ...common, ...prepared.options, paths: [], chart: null });
  return world.review({ ...common, ...prepared.options });
}

/**
 * @throws {ConfigurationError} for a folder that does not exist, or that lies outside of the workspace after links are
 * followed.
 */
function workingDirectory(input: string, env: ActionWorld['env']): string {
  const workspace = env['GITHUB_WORKSPACE'] ?? '.';
  const directory = resolve(workspace, input);
  const wrong = !existsSync(directory)
    ? 'it does not exist'
    : leadsInto(workspace, directory)
      ? null
      : 'it is outside of the workspace, or a link leads outside';
  if (wrong === null) return directory;
  throw new ConfigurationError('working-directory', `Input working-directory: ${input} can't be used: ${wrong}.`);
}

function contextOf({ report, rules, sources, today }: Outcome, subject: Subject, { env }: ActionWorld): Context {
  return {
    rule: ruleOf(rules),
    lines: linesOf(sources),
    links: linksOf(env, subject, rules),
    deployments: deploymentsOf(report),
    ...(today === undefined ? {} : { today }),
  };
}
