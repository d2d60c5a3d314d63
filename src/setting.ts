import { type Borders, bordersOf } from './border.ts';
import { type Standing } from './compare/compare.ts';
import { type Config } from './config/config.ts';
import { hasEnded, type WaiversCovering, waiversCovering } from './config/waivers.ts';
import { type Deadline, deadlineOf, defaultMinutes, enginesUntil, evaluatorUntil } from './deadline.ts';
import { type ThisRepository } from './deploy/repository.ts';
import { type Evaluator, loadEvaluator } from './evaluate/evaluate.ts';
import { lately } from './lately.ts';
import { type FailOn, type Json, type Tree } from './model.ts';
import { type CommonOptions, type ReviewOptions } from './options.ts';
import { type Charts } from './remote/charts.ts';
import { type Parse } from './render/helm.ts';
import { requireKnownRules, standingOf, type WaiverIn, waiversOf } from './standing.ts';
import { readConfig } from './trust.ts';
import { thisRepository } from './this-repository.ts';
import { type World } from './world.ts';
import { parseManifests } from './yaml/values.ts';

/** The newest Kubernetes that the rules and Helm's list of API versions know. */
export const newestKubernetes = '1.36';

/** How many documents that charts printed are kept as they were read. */
const mostDocuments = 20_000;

/** What a run goes by: options, configuration and rules, settled. */
export interface Setting {
  readonly config: Config;
  /** All of the configuration that decides what is said, waivers only where they hold today. */
  readonly configured: Json;
  /** What declarations call this repository. */
  readonly repository: () => Promise<ThisRepository>;
  readonly kubernetesVersion: string;
  readonly failOn: FailOn;
  readonly allowEmpty: boolean;
  /** Rules that are on. */
  readonly rules: number;
  readonly evaluator: Evaluator;
  readonly standing: Standing;
  readonly waiverOf: WaiverIn;
  readonly covering: WaiversCovering;
  /** Where the configuration stands, and the line of each of its waivers. */
  readonly configuration: { readonly file: string; readonly waiverLines: readonly number[] };
  /** ISO date. */
  readonly today: string;
  /** Charts from elsewhere. */
  readonly charts: Charts;
  readonly deadline: Deadline;
  /** Around what is not of one source. */
  readonly borders: Borders;
  /** Reads what charts print: a document that value files, base and head have alike is read once. */
  readonly documents: Parse;
  /** Its engines begin nothing past the deadline. */
  readonly world: World;
}

/**
 * The command line before the configuration before the defaults. `begun`: when the run began, in milliseconds as
 * `performance.now()` has them; what was listed before counts.
 *
 * @throws {ConfigurationError}
 */
export async function settle(
  options: CommonOptions & Partial<Pick<ReviewOptions, 'base'>>,
  trustRoot: Tree,
  world: World,
  begun = performance.now(),
): Promise<Setting> {
  const trusted = await readConfig(options.config, trustRoot);
  const { file, value: config, lineOf } = trusted;
  const covering = waiversCovering(config);
  requireKnownRules(trusted, world.rules);
  const standing = standingOf(config, world.rules);
  const deadline = deadlineOf(options.deadline ?? config.deadline ?? defaultMinutes, () => performance.now(), begun);
  let repository: Promise<ThisRepository> | undefined;
  return {
    config,
    configured: configuredFor(config, options.today),
    repository: () => (repository ??= thisRepository(options.directory, options.base ?? null)),
    kubernetesVersion: options.kubernetesVersion ?? config.kubernetesVersion ?? newestKubernetes,
    failOn: options.failOn ?? config.failOn ?? 'high',
    allowEmpty: options.allowEmpty,
    rules: world.rules.filter(({ id }) => standing(id) !== null).length,
    evaluator: evaluatorUntil(await loadEvaluator(world.packs), deadline),
    standing,
    waiverOf: waiversOf(covering, options.today),
    covering,
    configuration: { file, waiverLines: config.waivers.map((_, index) => lineOf(['waivers', index])) },
    today: options.today,
    charts: await world.openCharts(config.fetch.hosts),
    deadline,
    borders: bordersOf(),
    documents: lately(mostDocuments, (text) => parseManifests(text)),
    world: { ...world, engines: enginesUntil(world.engines, deadline) },
  };
}

function configuredFor({ waivers, ...config }: Config, today: string): Json {
  const value: unknown = JSON.parse(JSON.stringify([config, waivers.filter((waiver) => !hasEnded(waiver, today))]));
  return value as Json;
}
