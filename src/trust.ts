import { type Config, emptyConfig, parseConfig } from './config/config.ts';
import { ConfigurationError } from './errors.ts';
import { type Tree } from './model.ts';
import { type CommonOptions } from './options.ts';
import { textsOf } from './texts.ts';

const ownFile = '.github/plimsoll.yaml';

export interface TrustedConfig {
  /** Where it stands, for messages. */
  readonly file: string;
  readonly value: Config;
}

/**
 * The configuration that the command line names, else the trust root's own, else the empty one.
 * @throws {ConfigurationError} when it can't be read or is not one.
 */
export async function readConfig(given: CommonOptions['config'], trustRoot: Tree): Promise<TrustedConfig> {
  if (given !== null) return { file: given.file, value: parseConfig(given.file, given.text) };
  if (!trustRoot.files.has(ownFile)) return { file: ownFile, value: emptyConfig };
  const text = await textsOf(trustRoot).of(ownFile);
  if (!text.ok) throw new ConfigurationError(ownFile, text.problem.message);
  return { file: ownFile, value: parseConfig(ownFile, text.text) };
}
