import { type Standing, type WaiverOf } from './compare/compare.ts';
import { type Config } from './config/config.ts';
import { type Evaluator, loadEvaluator } from './evaluate/evaluate.ts';
import { type FailOn, type Tree } from './model.ts';
import { type CommonOptions } from './options.ts';
import { requireKnownRules, standingOf, waiversOf } from './standing.ts';
import { readConfig } from './trust.ts';
import { type World } from './world.ts';

/** The newest Kubernetes that the rules and Helm's list of API versions know. */
export const newestKubernetes = '1.36';

/** What a run goes by: options, configuration and rules, settled. */
export interface Setting {
  readonly config: Config;
  readonly kubernetesVersion: string;
  readonly failOn: FailOn;
  readonly allowEmpty: boolean;
  /** Rules that are on. */
  readonly rules: number;
  readonly evaluator: Evaluator;
  readonly standing: Standing;
  readonly waiverOf: WaiverOf;
  readonly world: World;
}

/** The command line before the configuration before the defaults. @throws {ConfigurationError} */
export async function settle(options: CommonOptions, trustRoot: Tree, world: World): Promise<Setting> {
  const { file, value: config } = await readConfig(options.config, trustRoot);
  requireKnownRules(file, config, world.rules);
  const standing = standingOf(config, world.rules);
  return {
    config,
    kubernetesVersion: options.kubernetesVersion ?? config.kubernetesVersion ?? newestKubernetes,
    failOn: options.failOn ?? config.failOn ?? 'high',
    allowEmpty: options.allowEmpty,
    rules: world.rules.filter(({ id }) => standing(id) !== null).length,
    evaluator: await loadEvaluator(world.packs),
    standing,
    waiverOf: waiversOf(config, options.today),
    world,
  };
}
