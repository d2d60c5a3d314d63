/** Reads the trusted configuration, and reports what a pull request changes in its own. */
import { noticesAtHead } from './config/at-head.ts';
import { completed, linesIn, parseWritten, type WrittenConfig } from './config/config.ts';
import { orphanedWaivers } from './config/orphaned.ts';
import { mostWaiverDays, requireWaiverDays } from './config/waiver-days.ts';
import { type BroughtWaiver } from './config/waiver-brought.ts';
import { waiverKey } from './config/waivers.ts';
import { differencesIn, type Judging, noLongerBlocking } from './config/differences.ts';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { type Notice, type Problem } from '../model/problem.ts';
import { type Finding } from '../model/report.ts';
import { mergedOver } from './layers/layer.ts';
import { weakenedIn, weakenedMessage } from './layers/mandatory.ts';
import { type Organisation } from './layers/organisation.ts';
import { type Rule } from '../model/rule.ts';
import { type Tree } from '../model/tree.ts';
import { requireKnownRules } from './standing.ts';
import { textsOf } from '../snapshot/texts.ts';
import { type ConfigurationRoots, type GivenConfiguration, type TrustedConfig } from './trusted-config.ts';

export const ownFile = '.github/plimsoll.yaml';

/**
 * The configuration given on the command line, else that of the trust root, else an empty one.
 *
 * @throws {ConfigurationError} if it can't be read or is invalid.
 */
export async function readConfig(given: GivenConfiguration, trustRoot: Tree): Promise<TrustedConfig> {
  if (given !== null) return trusted(given.file, given.text);
  if (!trustRoot.files.has(ownFile)) return configOfFile(ownFile, {}, () => 1);
  const text = await textsOf(trustRoot).of(ownFile);
  if (!text.ok) throw new ConfigurationError(ownFile, text.problem.message);
  return trusted(ownFile, text.text);
}

function trusted(file: string, text: string): TrustedConfig {
  return configOfFile(file, parseWritten(file, text), linesIn(text));
}

function configOfFile(file: string, written: WrittenConfig, lineOf: TrustedConfig['lineOf']): TrustedConfig {
  return { file, value: completed(written), written, lineOf };
}

/** What is reported about the configuration after the merge of a pull request. */
export interface ConfigurationSaid {
  readonly notices: readonly Notice[];
  /** Why every run after the merge would fail; empty if the configuration is valid. */
  readonly problems: readonly Problem[];
  /** Waivers that it adds. */
  readonly brought: readonly BroughtWaiver[];
}

export const nothingSaid: ConfigurationSaid = { notices: [], problems: [], brought: [] };

export interface Trusting {
  readonly given: GivenConfiguration;
  readonly trees: { readonly base: Tree; readonly head: Tree } & ConfigurationRoots;
  readonly trusted: TrustedConfig;
  readonly organisation: Organisation | null;
  readonly rules: readonly Rule[];
  /** What this run judges by, and the findings of the pull request. */
  readonly judging: Judging;
  readonly findings: readonly Finding[];
  /** ISO date. */
  readonly today: string;
}

/**
 * Reports that a pull request edits the configuration, which does not apply to it, and waivers that lose their file.
 */
export async function configurationSaid(trusting: Trusting): Promise<ConfigurationSaid> {
  const { given, trees, trusted } = trusting;
  const { base, head } = trees;
  const digestIn = ({ files }: Tree): string | undefined => files.get(ownFile)?.digest;
  const [before, now, tip] = [base, head, trees.branch ?? trees.trustRoot].map(digestIn);
  const isChanged = now !== before && now !== tip;
  if (given !== null || !isChanged) {
    const changed = isChanged ? [changedNotice(`${given?.file ?? ''} applies`, now !== undefined)] : [];
    return { ...nothingSaid, notices: [...changed, ...orphaned(trusting, trusted)] };
  }
  const changed = changedNotice(decides(trees.branch !== null), now !== undefined);
  if (now === undefined) return { ...nothingSaid, notices: [changed] };
  try {
    const own = await readConfig(null, head);
    requireKnownRules(own, trusting.rules);
    requireWaiverDays(own, trusting.today, trusting.organisation?.maxWaiverDays ?? mostWaiverDays);
    requireMandatory(own, trusting);
    const unneeded = idle(trusting, own);
    return {
      ...nothingSaid,
      notices: [changedTo(changed, own, trusting), ...unneeded, ...orphaned(trusting, own)],
      brought: broughtBy(trusting, own, unneeded),
    };
  } catch (thrown) {
    return {
      ...nothingSaid,
      notices: [changed],
      problems: messageOf(thrown).split('\n').slice(0, mostSaid).map(refused),
    };
  }
}

const mostSaid = 20;

/** @throws {ConfigurationError} for what weakens what the organisation made mandatory. */
function requireMandatory(own: TrustedConfig, { organisation, rules }: Trusting): void {
  if (organisation === null) return;
  const messages = weakenedIn(organisation, own.written, rules).map((each) => weakenedMessage(organisation, own, each));
  if (messages.length > 0) throw new ConfigurationError(ownFile, messages.join('\n'));
}

/** The notice, with what the merge would change. In another branch than the default one, it could only tighten. */
function changedTo(changed: Notice, own: TrustedConfig, trusting: Trusting): Notice {
  const { trees, trusted: before, organisation, judging, rules, findings } = trusting;
  if (trees.branch !== null) return changed;
  const config = completed(mergedOver(organisation?.both ?? {}, own.written));
  const differences = differencesIn(before.value, own.value);
  const after = { config, failOn: config.failOn ?? 'high' };
  const number = noLongerBlocking(findings, judging, after, rules, 'review');
  const accepted =
    number === 1 ? ' 1 finding that blocks now would not.' : ` ${number} findings that block now would not.`;
  const message = `${changed.message}${differences === '' ? '' : ` After the merge, ${differences}.`}${number === 0 ? '' : accepted}`;
  return { ...changed, message };
}

function decides(isOtherBranch: boolean): string {
  const now = "the default branch's configuration applies";
  return isOtherBranch ? `${now}, and after the merge, this one can only tighten it` : now;
}

function changedNotice(applies: string, isThere: boolean): Notice {
  const message = `This pull request changes ${ownFile}: until it is merged, ${applies}.`;
  const place = { kind: 'file', file: ownFile, why: 'The file as a whole is changed.' } as const;
  return { code: 'configuration-changed', subject: ownFile, message, ...(isThere ? { place } : {}) };
}

/** Makes a problem of a configuration error. Its message begins with file and line. */
function refused(message: string): Problem {
  const line = Number(/^[^:]*:(\d+): /.exec(message)?.[1] ?? 1);
  return {
    stage: 'config',
    code: 'configuration',
    subject: ownFile,
    message: `After the merge, every run would end with this error: ${message}`,
    place: { kind: 'lines', file: ownFile, first: line, last: line },
  };
}

function idle({ trees, trusted, today }: Trusting, { file, value, lineOf }: TrustedConfig): Notice[] {
  return noticesAtHead({ file, value, lineOf, tree: trees.head, trusted: trusted.value, today });
}

/** The waivers that the trusted configuration does not have. `said`: notices about those that will match nothing. */
function broughtBy(
  { trusted }: Trusting,
  { file, value, lineOf }: TrustedConfig,
  said: readonly Notice[],
): BroughtWaiver[] {
  const standing = new Set(trusted.value.waivers.map(waiverKey));
  const idleLines = new Set(said.map(({ place }) => (place?.kind === 'lines' ? place.first : null)));
  return value.waivers
    .map((waiver, index) => ({ waiver, file, line: lineOf(['waivers', index]) }))
    .filter(({ waiver, line }) => !standing.has(waiverKey(waiver)) && !idleLines.has(line))
    .slice(0, mostSaid - said.length);
}

/** The second argument is the configuration that applies after the merge. */
function orphaned({ trees, trusted, today }: Trusting, { file, value, lineOf }: TrustedConfig): Notice[] {
  const standing = new Set(trusted.value.waivers.map(waiverKey));
  const waivers = value.waivers.flatMap((waiver, index) =>
    standing.has(waiverKey(waiver)) ? [{ waiver, line: lineOf(['waivers', index]) }] : [],
  );
  return orphanedWaivers({ waivers, file, today }, trees.base, trees.head);
}
