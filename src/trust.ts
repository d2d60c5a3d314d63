import { type Config, emptyConfig, linesIn, parseConfig } from './config/config.ts';
import { ConfigurationError, messageOf } from './errors.ts';
import { type Notice, type Path, type Tree } from './model.ts';
import { type CommonOptions } from './options.ts';
import { textsOf } from './texts.ts';
import { type ReviewedTrees } from './trees.ts';

export const ownFile = '.github/plimsoll.yaml';

export interface TrustedConfig {
  /** Where it stands, for messages. */
  readonly file: string;
  readonly value: Config;
  readonly lineOf: (path: Path) => number;
}

/**
 * The configuration that the command line names, else the trust root's own, else the empty one.
 * @throws {ConfigurationError} when it can't be read or is not one.
 */
export async function readConfig(given: CommonOptions['config'], trustRoot: Tree): Promise<TrustedConfig> {
  if (given !== null) return trusted(given.file, given.text);
  if (!trustRoot.files.has(ownFile)) return { file: ownFile, value: emptyConfig, lineOf: () => 1 };
  const text = await textsOf(trustRoot).of(ownFile);
  if (!text.ok) throw new ConfigurationError(ownFile, text.problem.message);
  return trusted(ownFile, text.text);
}

function trusted(file: string, text: string): TrustedConfig {
  return { file, value: parseConfig(file, text), lineOf: linesIn(text) };
}

/** What is said of a pull request that edits the configuration: it is not what decides. */
export async function configurationNotices(
  given: CommonOptions['config'],
  { base, head, trustRoot }: Pick<ReviewedTrees, 'base' | 'head' | 'trustRoot'>,
): Promise<Notice[]> {
  const [before, now, trusted] = [base, head, trustRoot].map(({ files }) => files.get(ownFile)?.digest);
  if (now === before || now === trusted) return [];
  const decides = given === null ? "the base branch's configuration decides" : `${given.file} decides`;
  const change = `${ownFile} is changed here: until that is merged, ${decides}.`;
  const refusal = now === undefined ? null : await refusalOf(head);
  const message = refusal === null ? change : `${change} As it stands here it will be refused: ${refusal}`;
  const place = { kind: 'file', file: ownFile, why: 'The file as a whole is changed.' } as const;
  return [{ code: 'configuration-changed', subject: ownFile, message, ...(now === undefined ? {} : { place }) }];
}

/** Why head's configuration is none; null where it is one. */
async function refusalOf(head: Tree): Promise<string | null> {
  try {
    await readConfig(null, head);
    return null;
  } catch (thrown) {
    return messageOf(thrown);
  }
}
