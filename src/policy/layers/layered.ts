/** The configuration that counts, made from all layers. */
import { ConfigurationError } from '../../foundation/errors.ts';
import { type Path } from '../../model/json.ts';
import { type Notice } from '../../model/problem.ts';
import { type Rule } from '../../model/rule.ts';
import { type Tree } from '../../model/tree.ts';
import { type Config } from '../config/config.ts';
import { ownFile, readConfig } from '../trust.ts';
import { type ConfigurationRoots, type GivenConfiguration, type TrustedConfig } from '../trusted-config.ts';
import { type Layer, placeIn, type SettingPlace } from './layer.ts';
import { tightenedBy } from './tightened-by.ts';

export interface Layered {
  /** What counts. */
  readonly config: Config;
  /** The repository's own configuration, from the trust root or the command line. */
  readonly own: TrustedConfig;
  /** From the lowest to the highest. */
  readonly layers: readonly Layer[];
  readonly placeOf: (path: Path) => SettingPlace;
  readonly notices: readonly Notice[];
}

export interface LayersAsked {
  readonly given: GivenConfiguration;
  readonly roots: ConfigurationRoots;
  readonly rules: readonly Rule[];
}

/**
 * Reads all layers and merges them.
 *
 * @throws {ConfigurationError} if a layer that is trusted can't be read or is invalid.
 */
export async function layeredConfig({ given, roots, rules }: LayersAsked): Promise<Layered> {
  const own = await readConfig(given, roots.trustRoot);
  const repository: Layer = { name: 'repository', file: own.file, written: own.written, lineOf: own.lineOf };
  const branch = given === null ? await ofBranch(own.value, roots, rules) : nothingOfBranch(own.value);
  const layers = [repository, ...branch.layers];
  return {
    config: branch.config,
    own,
    layers,
    placeOf: (path) => placeIn(layers, path),
    notices: branch.notices,
  };
}

interface OfBranch {
  readonly config: Config;
  readonly layers: readonly Layer[];
  readonly notices: readonly Notice[];
}

function nothingOfBranch(config: Config): OfBranch {
  return { config, layers: [], notices: [] };
}

/** What the base branch's own configuration tightens. If it is not valid, it tightens nothing, and a notice says so. */
async function ofBranch(
  lower: Config,
  { trustRoot, branch }: ConfigurationRoots,
  rules: readonly Rule[],
): Promise<OfBranch> {
  if (branch === null || isSame(trustRoot, branch)) return nothingOfBranch(lower);
  const read = await readConfig(null, branch).catch(notValid);
  if (read instanceof ConfigurationError) return { ...nothingOfBranch(lower), notices: [leftOut(read)] };
  const { config, left, taken } = tightenedBy(lower, read.written, rules);
  const notices = left.slice(0, mostSaid).map(({ path, what }): Notice => {
    const where = `${path.join('.')} at ${read.file}:${read.lineOf(path)} of the base branch`;
    return { code: 'branch-setting-left', subject: read.file, message: `${where} is not applied: it ${what}. ${only}` };
  });
  return { config, layers: [{ name: 'base branch', file: read.file, written: taken, lineOf: read.lineOf }], notices };
}

const mostSaid = 20;

const only = "A base branch can only tighten the default branch's configuration.";

function notValid(thrown: unknown): ConfigurationError {
  if (thrown instanceof ConfigurationError) return thrown;
  throw thrown;
}

function leftOut({ message }: ConfigurationError): Notice {
  const [first = ''] = message.split('\n');
  const what = `The configuration of the base branch is not valid, and tightens nothing: ${first}`;
  return { code: 'branch-setting-left', subject: ownFile, message: what };
}

/** Whether the base branch has no configuration, or the same one. */
function isSame(trustRoot: Tree, branch: Tree): boolean {
  const own = branch.files.get(ownFile);
  return own === undefined || own.digest === trustRoot.files.get(ownFile)?.digest;
}
