/** Explains the configuration of a folder: all of it, or what it says about a rule or a path. */
import { resolve, relative } from 'node:path';
import { ConfigurationError } from '../../foundation/errors.ts';
import { toSlash } from '../../foundation/text/to-slash.ts';
import { type Rule } from '../../model/rule.ts';
import { layeredConfig } from '../../policy/layers/layered.ts';
import { alike } from '../../policy/standing.ts';
import { onlyRoot } from '../../policy/trusted-config.ts';
import { type CommonOptions } from '../options.ts';
import { repositoryName, thisRepository } from '../open/this-repository.ts';
import { auditedTree } from '../open/trees.ts';
import { type World } from '../open/world.ts';
import {
  type ExplainedPath,
  type ExplainedRule,
  type ExplainedSetting,
  explainedPath,
  explainedRule,
  explainedSettings,
} from './explained.ts';

export type ExplainedConfig =
  | {
      readonly about: 'all';
      readonly settings: readonly ExplainedSetting[];
      /** What is left out of the layers, and why: sentences. */
      readonly left: readonly string[];
    }
  | { readonly about: 'rule'; readonly rule: ExplainedRule }
  | { readonly about: 'path'; readonly path: ExplainedPath };

/**
 * Reads the configuration as an audit does: from the files, as they are.
 *
 * @param target a rule or a path; null: everything.
 * @throws {ConfigurationError} if the configuration is not valid, or there is neither such a rule nor such a path.
 */
export async function explainConfig(
  target: string | null,
  options: Pick<CommonOptions, 'directory' | 'config' | 'organisation' | 'today'>,
  world: Pick<World, 'rules' | 'organisationAt'>,
): Promise<ExplainedConfig> {
  const { directory, today } = options;
  const { rules } = world;
  const rule = rules.find(({ id }) => id === target);
  const { tree, repository } = await auditedTree({ directory, paths: [] });
  const path =
    target === null || rule !== undefined
      ? null
      : toSlash(relative(repository ?? directory, resolve(directory, target)));
  if (path !== null && !isThere(path, tree.files.keys())) refuse(target ?? '', rules);
  const layered = await layeredConfig({
    given: options.config,
    roots: onlyRoot(tree),
    rules,
    failOn: null,
    organisation: options.organisation ?? null,
    organisationAt: world.organisationAt,
    repository: async () => repositoryName((await thisRepository(directory, null)).urls),
    today,
  });
  const explaining = { layered, rules, today };
  if (rule !== undefined) return { about: 'rule', rule: explainedRule(rule, explaining) };
  if (path !== null) return { about: 'path', path: explainedPath(path, explaining) };
  const left = [...layered.notices, ...layered.problems].map(({ message }) => message);
  return { about: 'all', settings: explainedSettings(explaining), left };
}

/** Whether a path is a file, or a folder with files. The root is `''`. */
function isThere(path: string, files: Iterable<string>): boolean {
  return [...files].some((file) => path === '' || file === path || file.startsWith(`${path}/`));
}

function refuse(target: string, rules: readonly Rule[]): never {
  const near = alike(target, rules);
  const expected = near.length === 0 ? '' : `; as a rule, expected one of ${near.join(', ')}`;
  const message = `${target} is no rule (plimsoll rules lists all), and no file or folder here${expected}.`;
  throw new ConfigurationError('TARGET', message, 'usage');
}
