/** Computes the verdict and makes the report from all results of a run. */
import { isChart } from '../../sources/helm/chart.ts';
import { chartNotices } from '../../policy/config/charts.ts';
import {
  type CheckedObject,
  idleEnvironments,
  idleNarrowings,
  idleRules,
  idleWorkloads,
} from '../../policy/config/idle.ts';
import { waiverNotices } from '../../policy/config/waiver-notices.ts';
import { workloadsOf } from '../../findings/posture/pod-security-level.ts';
import { distinctBy } from '../../foundation/groups.ts';
import { whyUnfilled } from '../../sources/discover/unread.ts';
import { type Notice, type Problem } from '../../model/problem.ts';
import { type Finding, type Mode, type Report, type Unread } from '../../model/report.ts';
import { type Source } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { recentlyUsed } from '../../foundation/cache/recently-used.ts';
import { maskedReport } from '../../secrets/masked-report.ts';
import { brokenProblem, withinNow } from '../../foundation/border.ts';
import { withBaseline } from './with-baseline.ts';
import { withoutGenerated } from './generated-files.ts';
import { withFault } from './last-border.ts';
import { policyDigest } from './policy-digest.ts';
import { rolledOut, rolloutNotice } from './rolled-out.ts';
import { withoutTests } from './tests-of-projects.ts';
import { type Secrets, secretsWithheld } from '../../secrets/secrets.ts';
import { type Setting } from '../open/setting.ts';
import { type Side } from '../../sources/side.ts';
import { type Judgement } from '../judge/judgement.ts';
import { eachOnce, unseenOf } from '../judge/unknown.ts';
import { announced } from '../../policy/effective.ts';
import { verdictOf } from '../../policy/verdict.ts';
import { type UnmaskedOutcome } from './outcome.ts';

/** What a pull request changes. */
export interface Changed {
  readonly files: readonly string[];
  /** Changed files that may reach a cluster and that no source reads. */
  readonly unread: readonly Unread[];
  /** Number of sources of base that do not exist at head. */
  readonly removed: number;
}

export interface ConcludeInput {
  readonly mode: Mode;
  /** Commit ids. `trustRoot`: where the configuration comes from; null for files that are no commit. */
  readonly names: { readonly base: string | null; readonly head: string | null; readonly trustRoot: string | null };
  readonly setting: Setting;
  readonly side: Side;
  /** Null in an audit. */
  readonly base: Tree | null;
  /** The sources at head that were checked. */
  readonly inspected: readonly Source[];
  readonly judgement: Judgement;
  readonly secrets: Secrets;
  /** Null in an audit. */
  readonly changed: Changed | null;
  /** Whether everything in the tree was checked, as it is deployed. */
  readonly isWhole: boolean;
  /** The objects that were checked, but for those whose results come from a cache. */
  readonly objects: readonly CheckedObject[];
  /** Whether the results of some sources come from a cache. */
  readonly isRecalled: boolean;
  /** In addition to the problems of the results. */
  readonly problems: readonly Problem[];
}

/** Computes the verdict and makes the report. From here on, no output contains a value of a Secret. */
export async function conclude(input: ConcludeInput): Promise<UnmaskedOutcome> {
  const { mode, setting, side, base, inspected, judgement, changed } = input;
  const { borders } = setting;
  const all = eachProblemOnce([...setting.layered.problems, ...input.problems, ...judgement.problems]);
  const { unfilled, problems: open } = await borders.around(
    { stage: 'discover', subject: 'which files another tool fills in' },
    () => withoutUnfilled(all, side),
    () => ({ unfilled: [], problems: all }),
  );
  const unknown = borders.aroundNow(
    { stage: 'discover', subject: 'what is unknown about deployments' },
    () => eachOnce([...judgement.unknown, ...unseenOf(side, base, changed?.files ?? [])]),
    () => judgement.unknown,
  );
  const sources = await borders.around(
    { stage: 'locate', subject: 'the lines of findings' },
    () => quotable(side, judgement.findings),
    () => () => null,
  );
  const told = withoutTests(judgement.findings, side.sources, setting.failOn);
  const known = withBaseline(withoutGenerated(told, sources), judgement, setting, input.isWhole);
  const { findings } = known;
  const problems = [...open, ...borders.problems()];
  const unread = eachFileOnce([...(changed?.unread ?? []), ...unfilled]);
  const removed = changed?.removed ?? 0;
  // A head without sources is not an error if all of them were deleted, and no unread file that may be one is left.
  const isAllGone = unread.every(({ file }) => !side.tree.files.has(file));
  const { verdict, exitCode } = verdictOf({
    mode,
    findings,
    problems,
    rules: setting.rules + setting.rulesIfLost,
    sourcesAtHead: judgement.sources.length === 0 && isAllGone ? removed : judgement.sources.length,
    failOn: setting.failOn,
    allowEmpty: setting.allowEmpty,
  });
  const rolled = rolledOut(setting.layered.rollout?.stage ?? null, verdict, exitCode);
  const isAll = input.isWhole && problems.length === 0;
  const isRepository = mode === 'review' || input.isWhole;
  const charts = isRepository ? unmatchedCharts(side, setting) : [];
  const { layered, today } = setting;
  const notices = [
    ...layered.notices,
    ...rolloutNotice(layered, rolled),
    ...announced({ config: layered.config, rules: setting.running, mode, today, placeOf: layered.placeOf }, findings),
    ...side.notices,
    ...judgement.notices,
    ...charts,
    ...waiversSaid(judgement, setting, isAll, mode),
    ...known.notices(isAll),
    ...idleEntries(input, isRepository, isAll),
  ];
  const rendered = judgement.sources.filter(({ status }) => status !== 'unchanged');
  const { rules, rulesIfLost } = setting;
  const off = setting.world.rules.length - rules - rulesIfLost;
  const report: Report = {
    schema: 1,
    tool: { name: 'plimsoll', version: setting.world.version },
    mode,
    base: input.names.base,
    head: input.names.head,
    trustRoot: input.names.trustRoot,
    kubernetesVersion: setting.kubernetesVersion,
    failOn: setting.failOn,
    ruleSets: setting.config.sets,
    verdict: rolled.verdict,
    ...(rolled.rollout === null ? {} : { rollout: rolled.rollout }),
    policies: { digest: policyDigest(setting) },
    counts: {
      files: new Set(inspected.flatMap(({ reads }) => reads)).size,
      sources: rendered.length,
      objects: rendered.reduce((sum, { objects }) => sum + objects, 0),
      rules: rendered.length === 0 ? 0 : rules,
      ...(rulesIfLost > 0 && rendered.length > 0 ? { rulesIfLost } : {}),
      ...(off > 0 && rendered.length > 0 ? { rulesOff: off } : {}),
      evaluations: judgement.evaluations,
      ...(removed > 0 ? { removed } : {}),
    },
    sources: judgement.sources.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    findings,
    posture: { workloads: workloadsOf(judgement.posture), families: judgement.posture },
    unknown,
    ...(unread.length > 0 ? { unread } : {}),
    ...(notices.length > 0 ? { notices } : {}),
    problems,
  };
  const maskedWith = (secrets: Secrets): UnmaskedOutcome => ({
    report: maskedReport(report, secrets, sources),
    exitCode: rolled.exitCode,
    sources: recentlyUsed(mostMasked, (file) => {
      const text = sources(file);
      return text === null ? null : secrets.file(file, text);
    }),
    rules: setting.world.rules,
    today: setting.today,
    unmasked: { findings, sources },
    standing: judgement.standing,
    isMandatory: setting.isMandatory,
    secrets,
  });
  return withinNow(
    () => maskedWith(input.secrets),
    (why) => withFault(maskedWith(secretsWithheld), brokenProblem('evaluate', 'what Secrets hold', why)),
  );
}

function waiversSaid(
  { waivers: used, findings: found }: Judgement,
  { trusted, configuration, today }: Setting,
  isAll: boolean,
  mode: Mode,
): Notice[] {
  const { file, waiverLines: lines } = configuration;
  const { waivers } = trusted.value;
  return waiverNotices({ waivers, file, lines, today, used: new Set(used), isAll, isAudit: mode === 'audit', found });
}

/** Entries of the configuration that change nothing, as far as the run can tell. */
function idleEntries(input: ConcludeInput, isRepository: boolean, isAll: boolean): Notice[] {
  const { setting, mode, objects, isRecalled } = input;
  const { trusted, borders } = setting;
  if (!isRepository) return [];
  return borders.aroundNow(
    { stage: 'config', subject: 'which entries of the configuration change nothing' },
    () => {
      const checked = { objects, isAll: isAll && mode === 'audit' && !isRecalled };
      return [
        ...(setting.config.sets === trusted.value.sets
          ? idleRules(trusted, setting.world.rules, setting.standing)
          : []),
        ...idleNarrowings(trusted, checked),
        ...idleEnvironments(trusted, checked),
        ...(isRecalled ? [] : idleWorkloads(trusted, checked)),
      ];
    },
    () => [],
  );
}

function unmatchedCharts({ tree }: Side, { config, configuration }: Setting): Notice[] {
  const { file, chartLines: lines } = configuration;
  return chartNotices({ charts: config.charts, file, lines, files: tree.files.keys() });
}

/** Number of masked files to cache: formats ask for the same file for each of its findings. */
const mostMasked = 100;

/**
 * A template of another tool that is not valid YAML is reported as unread, not as a problem: nobody can apply it as it
 * is.
 */
async function withoutUnfilled(
  problems: readonly Problem[],
  side: Side,
): Promise<{ readonly unfilled: Unread[]; readonly problems: Problem[] }> {
  const { texts } = side;
  const templates = linkedTemplates(side);
  const all = await Promise.all(
    problems.map(async (problem) => {
      const { code, stage, place } = problem;
      const isOfPlain = code === 'yaml-syntax' && stage === 'render' && place?.kind === 'lines';
      const text = isOfPlain && place.file === problem.subject ? await texts.of(place.file) : null;
      const why = text?.ok === true ? whyUnfilled(text.text) : null;
      return { problem, unread: why === null ? [] : [{ file: problem.subject, why }] };
    }),
  );
  return {
    unfilled: all.flatMap(({ unread }) => unread).filter(({ file }) => !templates.has(file)),
    problems: all.filter(({ unread }) => unread.length === 0).map(({ problem }) => problem),
  };
}

/** The files that links in charts lead to: Helm renders these. */
function linkedTemplates({ sources, texts }: Side): ReadonlySet<string> {
  const read = sources.filter(isChart).flatMap(({ reads }) => reads);
  return new Set(read.flatMap((file) => (texts.holder(file) === file ? [] : [texts.holder(file)])));
}

function eachFileOnce(unread: readonly Unread[]): Unread[] {
  return distinctBy(unread, ({ file }) => file).sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Removes duplicates: a missing dependency of a chart is missing with each of its value files. */
function eachProblemOnce(problems: readonly Problem[]): Problem[] {
  return [
    ...new Map(problems.toReversed().map((problem) => [`${problem.code} ${problem.message}`, problem])).values(),
  ].toReversed();
}

/** The texts that a report may quote. They are read here, so that formatting a report reads no files. */
async function quotable(side: Side, findings: readonly Finding[]): Promise<(file: string) => string | null> {
  const files = new Set(
    findings.flatMap(({ place, suggestion, origin }) => [
      place.kind === 'summary' ? '' : place.file,
      suggestion?.file ?? '',
      origin?.values?.file ?? '',
    ]),
  );
  const texts = new Map<string, string>();
  for (const file of files) {
    const text = side.tree.files.has(file) ? await side.texts.of(file) : null;
    if (text?.ok === true) texts.set(file, text.text);
  }
  return (file) => texts.get(file) ?? null;
}
