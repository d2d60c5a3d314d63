/** Runs the commands that set Plimsoll up in a repository: `init` and `doctor`. */
import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stdout } from 'node:process';
import picocolors from 'picocolors';
import { audit } from '../run/audit.ts';
import { assets } from '../run/open/open-world.ts';
import { type World } from '../run/open/world.ts';
import { type CommonOptions } from '../run/options.ts';
import { survey } from '../run/survey.ts';
import { ConfigurationError } from '../foundation/errors.ts';
import { writeAsked } from '../foundation/replace-file.ts';
import { writeJson } from '../report/json.ts';
import { maskedBySight } from '../secrets/by-sight.ts';
import { checkGitHub } from '../setup/github/check-github.ts';
import { type Said } from '../setup/advice.ts';
import { diagnose, type Diagnosis, type Looked } from '../setup/doctor.ts';
import { doctorJson } from '../setup/doctor-schema.ts';
import { doctorText } from '../setup/doctor-text.ts';
import { type FileThere, type InitPlan, planInit } from '../setup/init.ts';
import { repositoryAddress, readSetUp, type RepositoryAddress, type SetUp } from '../setup/repository.ts';
import { type ForkWay, unpinnedAction } from '../setup/workflow-texts.ts';
import { git, workTreeAt } from '../snapshot/run-git.ts';
import { usualColumns } from './say.ts';

/** @throws {ConfigurationError} outside of a work tree, in which a workflow would do nothing. */
function requireWorkTree(directory: string, command: string): string {
  const root = workTreeAt(directory);
  if (root !== null) return root;
  const message = `${directory} is not in a git repository; plimsoll ${command} looks at one. Run git init first.`;
  throw new ConfigurationError(command, message, 'usage');
}

export interface InitRequest {
  /** `owner/plimsoll@` and a commit; null: the clone from which this runs, if it has an address. */
  readonly action: string | null;
  readonly forks: ForkWay;
  readonly isDryRun: boolean;
}

/** Plans, and writes what is missing unless it is a dry run. */
export async function initialise(options: CommonOptions, world: World, request: InitRequest): Promise<InitPlan> {
  const root = requireWorkTree(options.directory, 'init');
  const here = { ...options, directory: root };
  const [setUp, found] = await Promise.all([readSetUp(root), survey(here, world)]);
  const plan = planInit(setUp, found, {
    action: request.action ?? (await ownAction()),
    forks: request.forks,
    there: (file) => thereAt(join(root, file)),
  });
  if (!request.isDryRun) for (const { file, text } of plan.write) await writeAsked(root, join(root, file), text);
  return plan;
}

function thereAt(path: string): FileThere | null {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  return { text: status.isFile() ? readFileSync(path, 'utf8') : null };
}

/** The action at the commit of the clone from which this runs, if others can fetch that commit. */
async function ownAction(): Promise<string> {
  const root = dirname(assets());
  if (workTreeAt(root) !== root) return unpinnedAction;
  try {
    const address = repositoryAddress((await git(root, ['config', '--get', 'remote.origin.url'])).trim());
    const commit = (await git(root, ['rev-parse', 'HEAD'])).trim();
    const holders = await git(root, ['for-each-ref', '--contains', commit, '--count=1', 'refs/remotes/origin']);
    if (address === null || holders === '') return unpinnedAction;
    return `${address.owner}/${address.name}@${commit}`;
  } catch {
    return unpinnedAction;
  }
}

/** Looks at the work tree, and also at GitHub if an environment with a token is given. */
export async function examine(
  options: CommonOptions,
  world: World,
  environment: Readonly<NodeJS.ProcessEnv> | null,
): Promise<Diagnosis> {
  const root = requireWorkTree(options.directory, 'doctor');
  const setUp = await readSetUp(root);
  const onGitHub = environment === null ? null : await askedOnGitHub(setUp, environment);
  return diagnose(setUp, await looked({ ...options, directory: root, allowEmpty: true }, world), onGitHub);
}

async function looked(options: CommonOptions, world: World): Promise<Looked> {
  try {
    const { unread } = await survey(options, world);
    const { report } = await audit({ ...options, paths: [], chart: null }, world);
    return { kind: 'audited', report, unread };
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError) || thrown.code !== 'configuration') throw thrown;
    return { kind: 'invalid', messages: maskedBySight(thrown.message).split('\n') };
  }
}

/** @throws {ConfigurationError} without a token, or without an address on the GitHub of the environment. */
async function askedOnGitHub(setUp: SetUp, env: Readonly<NodeJS.ProcessEnv>): Promise<Said[]> {
  const token = env['GITHUB_TOKEN'] ?? env['GH_TOKEN'] ?? '';
  const refuse = (why: string): never => {
    throw new ConfigurationError('--github', `--github ${why}`, 'usage');
  };
  if (token === '') refuse('needs a token that may read the repository, in GITHUB_TOKEN or GH_TOKEN.');
  const api = (env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, '');
  if (!/^https?:\/\/[^/@]+(?:\/|$)/.test(api)) refuse(`needs an address in GITHUB_API_URL, not ${api}.`);
  const address = namedRepository(env) ?? setUp.address;
  if (address === null)
    return refuse('needs the address of a repository in origin, or OWNER/NAME in GITHUB_REPOSITORY.');
  // The token is of one GitHub. A clone from elsewhere has another repository of that name, or nothing.
  if (env['GITHUB_API_URL'] === undefined && address.host !== 'github.com')
    return refuse(`needs GITHUB_API_URL: origin is on ${address.host}, not on github.com.`);
  // Loaded only here: the client takes a quarter of the time in which the command line starts.
  const { askGitHub } = await import('../setup/github/ask.ts');
  return checkGitHub(askGitHub({ token, api, env }), address, setUp, token);
}

function namedRepository(env: Readonly<NodeJS.ProcessEnv>): RepositoryAddress | null {
  const [owner = '', name = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  return owner === '' || name === '' ? null : { host: 'github.com', owner, name };
}

/** The diagnosis in its format. */
export function doctorSaid(
  diagnosis: Diagnosis,
  { format, quiet }: { readonly format: 'text' | 'json'; readonly quiet: boolean },
  isColored: boolean,
): string {
  if (format === 'json') return writeJson(doctorJson(diagnosis));
  const colors = picocolors.createColors(isColored);
  return doctorText(diagnosis, { colors, columns: stdout.columns || usualColumns, quiet });
}
