/** Combines command line, configuration and defaults into the settings of a run. */
import { originKindOf } from '../../sources/kinds.ts';
import { minorOf } from '../../rules/pod-security-version.ts';
import { type Borders, bordersOf } from '../../foundation/border.ts';
import { type RuleStanding } from '../../findings/compare/compare.ts';
import { type Config } from '../../policy/config/config.ts';
import { type BaselineEntry, readBaseline } from '../../policy/baseline.ts';
import { type AnnotationsOf, waiverAnnotations } from '../../policy/config/waiver-annotations.ts';
import { mostWaiverDays, requireWaiverDays } from '../../policy/config/waiver-days.ts';
import { hasEnded, type WaiversCovering, waiversCovering } from '../../policy/config/waivers.ts';
import { type WaiverIn, waiversOf } from '../../policy/waiving.ts';
import { type Deadline, deadlineOf, defaultMinutes, enginesUntil, evaluatorUntil } from './deadline.ts';
import { type ThisRepository } from '../../sources/deployments/repository.ts';
import { type Evaluator, loadEvaluator } from '../../rules/evaluate.ts';
import { isReadByPosture } from '../../findings/posture/registry.ts';
import { isOfRemoved, type Rule } from '../../model/rule.ts';
import { podKindsWith } from '../../foundation/kubernetes/pods.ts';
import { parametersFor } from '../../policy/parameters.ts';
import { recentlyUsed } from '../../foundation/cache/recently-used.ts';
import { ConfigurationError } from '../../foundation/errors.ts';
import { type Json } from '../../model/json.ts';
import { type FailOn, type Mode } from '../../model/report.ts';
import { type CommonOptions, type ReviewOptions } from '../options.ts';
import { type Charts } from '../../sources/remote/charts.ts';
import { type Parse } from '../../sources/helm/render/render.ts';
import { standingOf } from '../../policy/standing.ts';
import { onDay } from '../../policy/effective.ts';
import { type Layered, layeredConfig, mandatoryPlace } from '../../policy/layers/layered.ts';
import { type ConfigurationRoots, type TrustedConfig } from '../../policy/trusted-config.ts';
import { repositoryName, thisRepository } from './this-repository.ts';
import { type World } from './world.ts';
import { parseManifests } from '../../yaml/values.ts';

/**
 * The newest Kubernetes version that all parts support: the default for rendering charts, and the upper limit of
 * --kubernetes-version. It is the version of the k8s.io modules that Helm's list of API versions and the Pod Security
 * checks come from (engine/generate), and the default of Helm itself; a test compares them.
 */
export const newestKubernetes = '1.37';

/** Number of parsed documents of charts to cache. */
const mostDocuments = 20_000;

/** The settings of a run, from options, configuration and rules. */
export interface Setting {
  readonly config: Config;
  /** The part of the configuration that affects the results, with only those waivers that apply today. */
  readonly configured: Json;
  /** The addresses and branches by which declarations refer to this repository. */
  readonly repository: () => Promise<ThisRepository>;
  readonly kubernetesVersion: string;
  readonly failOn: FailOn;
  readonly allowEmpty: boolean;
  /** Number of rules that are chosen. */
  readonly rules: number;
  /** Number of the other rules whose lost protections are reported. */
  readonly rulesIfLost: number;
  /** The rules that are evaluated: those that are on, and those that decide the Pod Security level. */
  readonly running: readonly Rule[];
  readonly evaluator: Evaluator;
  readonly standing: RuleStanding;
  readonly waiverOf: WaiverIn;
  readonly covering: WaiversCovering;
  /** Waivers in the annotations of an object. */
  readonly annotationsOf: AnnotationsOf;
  /** The file of the repository's configuration, the lines of its waivers, and those of the paths of its charts. */
  readonly configuration: {
    readonly file: string;
    readonly waiverLines: readonly number[];
    readonly chartLines: readonly number[];
  };
  /** The repository's own configuration, as it was read. */
  readonly trusted: TrustedConfig;
  /** The layers that make the configuration, before `effective` and the command line are applied. */
  readonly layered: Layered;
  /** In an audit: what it does not count. */
  readonly baseline: readonly BaselineEntry[];
  /** Whether the organisation made a rule mandatory, so that nothing of it is waived or in a baseline. */
  readonly isMandatory: (rule: string) => boolean;
  /** ISO date. */
  readonly today: string;
  /** Remote charts. */
  readonly charts: Charts;
  readonly deadline: Deadline;
  /** Handles errors in parts that concern several sources. */
  readonly borders: Borders;
  /**
   * Parses rendered documents. A document that is equal for several value files, or at base and head, is parsed once.
   */
  readonly documents: Parse;
  /** Its engines start nothing after the deadline. */
  readonly world: World;
}

/**
 * Makes the settings: the command line takes precedence over the configuration, and that over the defaults. `begun`:
 * start of the run in milliseconds of `performance.now()`, so that the time for listing files counts. `mode` decides the severity of
 * rules with `report: lost`.
 *
 * @throws {ConfigurationError} for an invalid configuration or Kubernetes version.
 */
export async function settle(
  options: CommonOptions & Partial<Pick<ReviewOptions, 'base'>>,
  roots: ConfigurationRoots,
  world: World,
  begun = performance.now(),
  mode: Mode = 'audit',
): Promise<Setting> {
  let repository: Promise<ThisRepository> | undefined;
  const repositoryHere = () => (repository ??= thisRepository(options.directory, options.base ?? null));
  const layered = await layeredConfig({
    given: options.config,
    roots,
    rules: world.rules,
    failOn: options.failOn,
    organisation: options.organisation ?? null,
    organisationAt: world.organisationAt,
    repository: async () => options.repository ?? repositoryName((await repositoryHere()).urls),
    today: options.today,
  });
  const { own: trusted } = layered;
  const { file, lineOf } = trusted;
  const written = onDay(layered.config, options.today);
  const config: Config = { ...written, sets: options.sets ?? written.sets };
  requireKnownKubernetes('--kubernetes-version', options.kubernetesVersion);
  const ofVersion = layered.placeOf(['kubernetesVersion']);
  requireKnownKubernetes(`${ofVersion.file}:${ofVersion.line}: kubernetesVersion`, config.kubernetesVersion ?? null);
  const covering = waiversCovering(config, (origin) => originKindOf(origin).file(origin));
  const mostDays = layered.organisation?.maxWaiverDays ?? mostWaiverDays;
  requireWaiverDays(trusted, options.today, mostDays);
  const standing = standingOf(config, world.rules, mode);
  // An audit has nothing that was removed.
  const isMute = (rule: Rule): boolean => mode === 'audit' && isOfRemoved(rule);
  const runs = (rule: Rule): boolean => (standing(rule.id) !== null && !isMute(rule)) || isReadByPosture(rule);
  const packs = world.packs.map((pack) => ({ ...pack, rules: pack.rules.filter(runs) }));
  const deadline = deadlineOf(options.deadline ?? config.deadline ?? defaultMinutes, () => performance.now(), begun);
  const pods = podKindsWith(config.workloads);
  const kubernetes = options.kubernetesVersion ?? config.kubernetesVersion ?? null;
  const annotationsOf = withoutMandatory(
    waiverAnnotations({ rules: world.rules, podsIn: pods.podsIn, today: options.today, mostDays }),
    layered,
    world.rules,
  );
  return {
    config,
    configured: configuredFor(config, options.today),
    repository: repositoryHere,
    kubernetesVersion: kubernetes ?? newestKubernetes,
    failOn: layered.failOn ?? config.failOn ?? 'high',
    allowEmpty: options.allowEmpty,
    rules: world.rules.filter(({ id }) => standing(id)?.isChosen === true).length,
    rulesIfLost: mode === 'audit' ? 0 : world.rules.filter(({ id }) => standing(id)?.isChosen === false).length,
    running: world.rules.filter(runs),
    evaluator: evaluatorUntil(
      await loadEvaluator(packs, minorOf(kubernetes), parametersFor(config, world.rules), undefined, pods),
      deadline,
    ),
    standing,
    waiverOf: waiversOf(covering, annotationsOf, options.today),
    covering,
    annotationsOf,
    configuration: {
      file,
      waiverLines: trusted.value.waivers.map((_, index) => lineOf(['waivers', index])),
      chartLines: config.charts.map((_, index) => lineOf(['charts', index, 'path'])),
    },
    trusted,
    layered,
    baseline: mode === 'audit' ? await readBaseline(roots.trustRoot) : [],
    isMandatory: mandatoryIn(layered, world.rules),
    today: options.today,
    charts: await world.openCharts(config.fetch.hosts, deadline.signal),
    deadline,
    borders: bordersOf(),
    documents: recentlyUsed(mostDocuments, (text) => parseManifests(text)),
    world: { ...world, engines: enginesUntil(world.engines, deadline) },
  };
}

function mandatoryIn(layered: Layered, rules: readonly Rule[]): (rule: string) => boolean {
  const all = new Set(rules.filter((rule) => mandatoryPlace(layered, rule) !== null).map(({ id }) => id));
  return (rule) => all.has(rule);
}

/** An annotation for a mandatory rule is no waiver. */
function withoutMandatory(annotationsOf: AnnotationsOf, layered: Layered, rules: readonly Rule[]): AnnotationsOf {
  const places = new Map(rules.map((rule) => [rule.id, mandatoryPlace(layered, rule)]));
  const refused = (rule: string): { readonly fault: string } | null => {
    const place = places.get(rule) ?? null;
    return place === null
      ? null
      : { fault: `${rule} is mandatory (${place.file}:${place.line}) and cannot be waived here` };
  };
  if (layered.organisation === null) return annotationsOf;
  return (object) => annotationsOf(object).map((each) => ({ ...each, read: refused(each.rule) ?? each.read }));
}

/** @throws {ConfigurationError} for a newer version than is supported: other rules may apply there. */
function requireKnownKubernetes(where: string, version: string | null): void {
  if ((minorOf(version) ?? 0) <= (minorOf(newestKubernetes) ?? 0)) return;
  const expected = `expected 1.0 to ${newestKubernetes}, the newest that this version of Plimsoll knows`;
  throw new ConfigurationError(where, `${where}: Kubernetes ${version ?? ''} is not known; ${expected}.`);
}

function configuredFor({ waivers, ...config }: Config, today: string): Json {
  const value: unknown = JSON.parse(JSON.stringify([config, waivers.filter((waiver) => !hasEnded(waiver, today))]));
  return value as Json;
}
