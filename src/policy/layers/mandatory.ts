/** What a repository's configuration must not do, because the organisation made it mandatory. */
import { mapped } from '../../foundation/mapped.ts';
import { reaches } from '../../foundation/severity.ts';
import { type Path } from '../../model/json.ts';
import { type FailOn } from '../../model/report.ts';
import { type Rule } from '../../model/rule.ts';
import { completed, type WrittenConfig } from '../config/config.ts';
import { isInSets, standingOf } from '../standing.ts';
import { type TrustedConfig } from '../trusted-config.ts';
import { loosenedIn } from './loosened.ts';
import { type Organisation } from './organisation.ts';
import { isStricter, usualFailOn, withoutLoosened } from './tightened-by.ts';

/** A setting that weakens what is mandatory. */
export interface Weakened {
  /** The setting, in the configuration of the repository. */
  readonly path: Path;
  /** What it does, as the end of a sentence. */
  readonly what: string;
  /** What makes it mandatory, in the organisation's file. */
  readonly by: Path;
}

/** Where the organisation's file makes a rule mandatory; null if it does not. */
export function mandatoryBy({ section }: Pick<Organisation, 'section'>, rule: Rule): Path | null {
  if (section.rules !== undefined && Object.hasOwn(section.rules, rule.id)) return ['mandatory', 'rules', rule.id];
  // A rule without sets runs whichever are chosen, so choosing one says nothing about it.
  const isOfSets = section.sets !== undefined && rule.sets !== undefined && isInSets(rule, section.sets);
  return isOfSets ? ['mandatory', 'rules', 'sets'] : null;
}

/** What of a repository's configuration weakens what is mandatory, in the order of its keys. */
export function weakenedIn(organisation: Organisation, own: WrittenConfig, rules: readonly Rule[]): Weakened[] {
  const forced = forcedBy(organisation, rules);
  return [
    ...settingsWeakened(organisation, own),
    ...(own.failOn === undefined ? [] : thresholdWeakened(organisation, own.failOn, forced)),
    ...excludeWeakened(organisation, own, forced),
    ...rulesWeakened(organisation, own, forced),
    ...waiversWeakened(own, forced),
  ];
}

interface Forced {
  readonly rule: Rule;
  readonly by: Path;
}

function forcedBy(organisation: Organisation, rules: readonly Rule[]): Forced[] {
  return rules.flatMap((rule) => {
    const by = mandatoryBy(organisation, rule);
    return by === null ? [] : [{ rule, by }];
  });
}

function settingsWeakened({ section }: Organisation, own: WrittenConfig): Weakened[] {
  const { failOnExistingProblems, kubernetesVersion, fetch, sets } = section;
  const hosts = new Set(fetch?.hosts);
  const others = fetch === undefined ? [] : (own.fetch?.hosts ?? []).map((host, index) => ({ host, index }));
  const missing =
    own.sets === undefined || own.sets.includes('all') ? [] : (sets ?? []).filter((set) => !own.sets?.includes(set));
  return [
    ...(failOnExistingProblems === true && own.failOnExistingProblems === false
      ? [weakened(['failOnExistingProblems'], 'is false')]
      : []),
    ...(kubernetesVersion !== undefined &&
    own.kubernetesVersion !== undefined &&
    own.kubernetesVersion !== kubernetesVersion
      ? [weakened(['kubernetesVersion'], `is ${own.kubernetesVersion}, not ${kubernetesVersion}`)]
      : []),
    ...others
      .filter(({ host }) => !hosts.has(host))
      .map(({ host, index }) => ({
        ...weakened(['fetch', 'hosts', index], `allows ${host}`),
        by: ['mandatory', 'fetch', 'hosts'],
      })),
    ...(missing.length > 0 ? [weakened(['rules', 'sets'], `leaves out ${missing.join(', ')}`)] : []),
  ];
}

function weakened(path: Path, what: string): Weakened {
  return { path, what, by: ['mandatory', ...path] };
}

/**
 * A threshold of the organisation's own with which a mandatory rule would never block, as one sentence; null if there is none, or if
 * `mandatory.failOn` says that it is meant.
 */
export function contradiction(organisation: Organisation, rules: readonly Rule[]): string | null {
  const { section, defaults, given, lineOf } = organisation;
  const { failOn } = defaults.written;
  if (failOn === undefined || section.failOn !== undefined) return null;
  const usual = { section, both: { ...organisation.both, failOn: usualFailOn } };
  const [passing] = thresholdWeakened(usual, failOn, forcedBy(organisation, rules));
  if (passing === undefined) return null;
  const where = `${given.file}:${lineOf(['failOn'])} of ${given.origin}: failOn`;
  return `${where}: it ${passing.what}, which ${passing.by.join('.')} at ${given.file}:${lineOf(passing.by)} makes mandatory; expected a stricter failOn, or mandatory.failOn: ${failOn} if that is meant.`;
}

/** The threshold must be as strict as the mandatory one, and no laxer than each mandatory rule needs to be denied. */
export function thresholdWeakened(
  { section, both }: Pick<Organisation, 'section' | 'both'>,
  failOn: FailOn,
  forced: readonly Forced[],
): Weakened[] {
  const floor = both.failOn ?? usualFailOn;
  const isLaxer = (than: FailOn): boolean => failOn !== than && !isStricter(failOn, than);
  if (section.failOn !== undefined && isLaxer(section.failOn))
    return [weakened(['failOn'], `is ${failOn}, less strict than ${section.failOn}`)];
  const standing = standingOf(
    completed(both),
    forced.map(({ rule }) => rule),
    'review',
  );
  const passing = forced.find(({ rule }) => {
    const counts = standing(rule.id);
    return counts?.enforcement === 'deny' && reaches(counts.severity, floor) && !reaches(counts.severity, failOn);
  });
  if (passing === undefined) return [];
  return [{ path: ['failOn'], what: `is ${failOn}, and lets ${passing.rule.id} pass`, by: passing.by }];
}

/** A mandatory rule holds for all files but those that the organisation excludes itself. */
function excludeWeakened(
  { both }: Organisation,
  { exclude = [] }: WrittenConfig,
  [first]: readonly Forced[],
): Weakened[] {
  if (first === undefined) return [];
  const allowed = new Set(both.exclude);
  return exclude.flatMap((pattern, index) =>
    allowed.has(pattern) || pattern.startsWith('!')
      ? []
      : [{ path: ['exclude', index], what: `excludes ${pattern} from rules like ${first.rule.id}`, by: first.by }],
  );
}

function rulesWeakened({ both }: Organisation, { rules = {} }: WrittenConfig, forced: readonly Forced[]): Weakened[] {
  return forced.flatMap(({ rule, by }) => {
    const change = rules[rule.id];
    if (change === undefined) return [];
    const below = { rule, change: both.rules?.[rule.id] ?? {}, runs: true };
    return loosenedIn(below, change).map((loosened) => ({ ...loosened, by }));
  });
}

function waiversWeakened({ waivers = [] }: WrittenConfig, forced: readonly Forced[]): Weakened[] {
  const byId = new Map(forced.map(({ rule, by }) => [rule.id, by]));
  return waivers.flatMap(({ rule }, index) => {
    const by = byId.get(rule);
    return by === undefined ? [] : [{ path: ['waivers', index], what: `waives ${rule}`, by }];
  });
}

/** One line: file, line and key in the repository, and what makes it mandatory where. */
export function weakenedMessage(
  { given, lineOf }: Pick<Organisation, 'given' | 'lineOf'>,
  own: Pick<TrustedConfig, 'file' | 'lineOf'>,
  { path, what, by }: Weakened,
): string {
  const where = `${own.file}:${own.lineOf(path)}: ${path.join('.')}: it ${what}`;
  const mandatory = `${by.join('.')} at ${given.file}:${lineOf(by)} of ${given.origin} can be tightened, not weakened or waived`;
  return `${where}; ${mandatory}.`;
}

/** A configuration without these settings. */
export function withoutWeakened(own: WrittenConfig, all: readonly Weakened[]): WrittenConfig {
  const paths = new Set(all.map(({ path }) => path.join('\0')));
  const isLeft = (...path: Path): boolean => !paths.has(path.join('\0'));
  const { failOn, failOnExistingProblems, kubernetesVersion, exclude, fetch, sets, rules, waivers, ...others } = own;
  const kept = <T>(list: readonly T[], ...at: Path): T[] => list.filter((_, index) => isLeft(...at, index));
  return {
    ...others,
    ...(failOn !== undefined && isLeft('failOn') ? { failOn } : {}),
    ...(failOnExistingProblems !== undefined && isLeft('failOnExistingProblems') ? { failOnExistingProblems } : {}),
    ...(kubernetesVersion !== undefined && isLeft('kubernetesVersion') ? { kubernetesVersion } : {}),
    ...(exclude === undefined ? {} : { exclude: kept(exclude, 'exclude') }),
    ...(fetch === undefined ? {} : { fetch: { hosts: kept(fetch.hosts, 'fetch', 'hosts') } }),
    ...(sets !== undefined && isLeft('rules', 'sets') ? { sets } : {}),
    ...(rules === undefined ? {} : { rules: rulesLeft(rules, all) }),
    ...(waivers === undefined ? {} : { waivers: kept(waivers, 'waivers') }),
  };
}

function rulesLeft(
  rules: NonNullable<WrittenConfig['rules']>,
  all: readonly Weakened[],
): NonNullable<WrittenConfig['rules']> {
  return mapped(rules, (change, id) =>
    withoutLoosened(
      change,
      all.filter(({ path }) => path[0] === 'rules' && path[1] === id),
    ),
  );
}
