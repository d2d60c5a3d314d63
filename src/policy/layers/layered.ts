/** The configuration that counts, made from all layers. */
import { ConfigurationError } from '../../foundation/errors.ts';
import { type Path } from '../../model/json.ts';
import { type Notice, type Problem } from '../../model/problem.ts';
import { type FailOn } from '../../model/report.ts';
import { type Rule } from '../../model/rule.ts';
import { type Tree } from '../../model/tree.ts';
import { completed, type Config, type WrittenConfig } from '../config/config.ts';
import { type PolicyReference, policyReferenceOf } from '../config/policy-reference.ts';
import { requireKnownRules } from '../standing.ts';
import { ownFile, readConfig } from '../trust.ts';
import {
  type ConfigurationRoots,
  type GivenConfiguration,
  type GivenOrganisation,
  type TrustedConfig,
} from '../trusted-config.ts';
import { type ConfigLayer, linesOfLeft, mergedOver, placeIn, type SettingPlace } from './layer.ts';
import {
  contradiction,
  mandatoryBy,
  weakenedIn,
  weakenedMessage,
  type Weakened,
  withoutWeakened,
} from './mandatory.ts';
import { type Organisation, readOrganisation } from './organisation.ts';
import { type Rollout, rolloutOf } from './rollout.ts';
import { tightenedBy } from './tightened-by.ts';

export interface Layered {
  /** What counts. */
  readonly config: Config;
  /** The threshold of the command line or the action; null if it gives none, or it may not be this lax. */
  readonly failOn: FailOn | null;
  /** The repository's own configuration, from the trust root or the command line. */
  readonly own: TrustedConfig;
  /** From the lowest to the highest. */
  readonly layers: readonly ConfigLayer[];
  readonly organisation: Organisation | null;
  /** Null without an organisation, or if it has no rollout: then the verdict decides. */
  readonly rollout: Rollout | null;
  readonly placeOf: (path: Path) => SettingPlace;
  readonly notices: readonly Notice[];
  /** Why a run could not end as it should, in a stage in which nothing blocks. */
  readonly problems: readonly Problem[];
}

export interface LayersAsked {
  readonly given: GivenConfiguration;
  readonly roots: ConfigurationRoots;
  readonly rules: readonly Rule[];
  /** The threshold of the command line or the action. */
  readonly failOn: FailOn | null;
  /** Handed in; null: the one that the configuration extends. */
  readonly organisation: GivenOrganisation | null;
  /** Reads what `extends` names. @throws {ConfigurationError} if it can't. */
  readonly organisationAt: (reference: PolicyReference) => Promise<GivenOrganisation>;
  /** `owner/name` of the repository; null if it is not known. */
  readonly repository: () => Promise<string | null>;
  /** ISO date. */
  readonly today: string;
}

/**
 * Reads all layers and merges them.
 *
 * @throws {ConfigurationError} if a layer that is trusted can't be read or is invalid, or weakens what is mandatory.
 */
export async function layeredConfig(asked: LayersAsked): Promise<Layered> {
  const { given, roots, rules } = asked;
  const own = await readConfig(given, roots.trustRoot);
  requireKnownRules(own, rules);
  const organisation = await organisationFor(own, asked);
  const ruled = underOrganisation(own, organisation, asked);
  const lineOf = linesOfLeft(own.lineOf, own.written, ruled.written);
  const repository: ConfigLayer = { name: 'repository', file: own.file, written: ruled.written, lineOf };
  const below = organisation === null ? [] : [organisation.defaults, organisation.mandatory];
  const lower = completed(mergedOver(organisation?.both ?? {}, ruled.written));
  const branch = given === null ? await ofBranch(lower, roots, rules) : nothingOfBranch(lower);
  const layers = [...below, repository, ...branch.layers];
  return {
    config: branch.config,
    failOn: ruled.failOn,
    own,
    layers,
    organisation,
    rollout: ruled.rollout,
    placeOf: (path) => placeIn(layers, path),
    notices: [...extendsLeft(own, asked), ...branch.notices],
    problems: ruled.problems,
  };
}

/** @throws {ConfigurationError} if it can't be fetched, is invalid, or names rules that do not exist. */
async function organisationFor(own: TrustedConfig, asked: LayersAsked): Promise<Organisation | null> {
  const given = asked.organisation ?? (await extended(own, asked));
  if (given === null) return null;
  const organisation = readOrganisation(given, await asked.repository());
  for (const { file, written, lineOf } of [organisation.defaults, organisation.mandatory])
    requireKnownRules({ file, value: completed(written), written, lineOf }, asked.rules);
  return organisation;
}

async function extended(own: TrustedConfig, { organisationAt }: LayersAsked): Promise<GivenOrganisation | null> {
  const { extends: reference } = own.value;
  if (reference === undefined) return null;
  try {
    return await organisationAt(policyReferenceOf(reference));
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    throw new ConfigurationError(own.file, `${own.file}:${own.lineOf(['extends'])}: extends: ${thrown.message}`);
  }
}

function extendsLeft({ file, value, lineOf }: TrustedConfig, { organisation }: LayersAsked): Notice[] {
  if (organisation === null || value.extends === undefined) return [];
  const line = lineOf(['extends']);
  const message = `extends at ${file}:${line} is not read: the organisation's rules are handed in (${organisation.origin}).`;
  return [{ code: 'extends-left', subject: file, message, place: { kind: 'lines', file, first: line, last: line } }];
}

interface Ruled {
  readonly written: WrittenConfig;
  readonly failOn: FailOn | null;
  readonly rollout: Rollout | null;
  readonly problems: readonly Problem[];
}

/**
 * The repository's configuration, as far as the organisation allows it. Where the verdict decides, weakening is an error. In an
 * earlier stage nothing blocks: what is mandatory holds, and a problem says what the error will be.
 */
function underOrganisation(own: TrustedConfig, organisation: Organisation | null, asked: LayersAsked): Ruled {
  const { written } = own;
  if (organisation === null) return { written, failOn: asked.failOn, rollout: null, problems: [] };
  const rollout = rolloutOf(organisation, organisation.repository, asked.today);
  const inFile = weakenedIn(organisation, written, asked.rules);
  const inInput = asked.failOn === null ? [] : weakenedIn(organisation, { failOn: asked.failOn }, asked.rules);
  const isOwnThreshold = (asked.failOn ?? written.failOn ?? null) === null;
  const wrong = isOwnThreshold ? contradiction(organisation, asked.rules) : null;
  const messages = [
    ...(wrong === null ? [] : [wrong]),
    ...inFile.map((weakened) => weakenedMessage(organisation, own, weakened)),
    ...inInput.map((weakened) => inputMessage(organisation, own, weakened)),
  ];
  if (messages.length > 0 && (rollout === null || rollout.stage === 'gate'))
    throw new ConfigurationError(own.file, messages.join('\n'));
  return {
    written: withoutWeakened(written, inFile),
    failOn: inInput.length > 0 ? null : asked.failOn,
    rollout,
    problems: messages.map((message) => ({ stage: 'config', code: 'configuration', subject: own.file, message })),
  };
}

function inputMessage(organisation: Organisation, own: TrustedConfig, weakened: Weakened): string {
  return weakenedMessage(organisation, own, weakened).replace(/^.*?: failOn: /, 'fail-on: ');
}

/** Where the organisation makes a rule mandatory; null if it does not. */
export function mandatoryPlace({ organisation }: Pick<Layered, 'organisation'>, rule: Rule): SettingPlace | null {
  const by = organisation === null ? null : mandatoryBy(organisation, rule);
  if (by === null || organisation === null) return null;
  return { layer: 'mandatory', file: organisation.given.file, line: organisation.lineOf(by) };
}

interface OfBranch {
  readonly config: Config;
  readonly layers: readonly ConfigLayer[];
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
