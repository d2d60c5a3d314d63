import { isChart } from '../../sources/helm/chart.ts';
import { chartNotices } from '../../policy/config/charts.ts';
import { waiverNotices } from '../../policy/config/waivers.ts';
import { distinctBy } from '../../foundation/groups.ts';
import { whyUnfilled } from '../../sources/discover/unread.ts';
import { type Notice, type Problem } from '../../model/problem.ts';
import { type Finding, type Mode, type Report, type Unread } from '../../model/report.ts';
import { type Source } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { recentlyUsed } from '../../foundation/cache/recently-used.ts';
import { maskedReport } from '../../secrets/masked-report.ts';
import { brokenProblem, withinNow } from '../../foundation/border.ts';
import { withFault } from './last-border.ts';
import { type Secrets, secretsWithheld } from '../../secrets/secrets.ts';
import { type Setting } from '../open/setting.ts';
import { type Side } from '../../sources/side.ts';
import { type Told } from '../judge/told.ts';
import { eachOnce, unseenOf } from '../judge/unknown.ts';
import { judge } from '../../policy/verdict.ts';
import { type Concluded } from './outcome.ts';

/** What a pull request changes. */
export interface Changed {
  readonly files: readonly string[];
  /** Those of them that may reach a cluster and that nothing here reads. */
  readonly unread: readonly Unread[];
  /** How many sources of the base the head does not have. */
  readonly removed: number;
}

export interface Conclusion {
  readonly mode: Mode;
  readonly names: { readonly base: string | null; readonly head: string | null };
  readonly setting: Setting;
  readonly side: Side;
  /** Null in an audit. */
  readonly base: Tree | null;
  /** The sources at head that were looked at. */
  readonly looked: readonly Source[];
  readonly told: Told;
  readonly secrets: Secrets;
  /** Null in an audit. */
  readonly changed: Changed | null;
  /** Whether all that is in the tree was looked at, as it is deployed. */
  readonly isWhole: boolean;
  /** Beside what was told. */
  readonly problems: readonly Problem[];
}

/** Judges, and makes the report of all that was told. From here on no value of a Secret is in what is said. */
export async function conclude(conclusion: Conclusion): Promise<Concluded> {
  const { mode, setting, side, base, looked, told, changed } = conclusion;
  const { findings } = told;
  const { borders } = setting;
  const all = once([...conclusion.problems, ...told.problems]);
  const { unfilled, problems: open } = await borders.around(
    { stage: 'discover', subject: 'which files another tool fills in' },
    () => withoutUnfilled(all, side),
    () => ({ unfilled: [], problems: all }),
  );
  const unknown = borders.aroundNow(
    { stage: 'discover', subject: 'what could not be known of deployments' },
    () => eachOnce([...told.unknown, ...unseenOf(side, base, changed?.files ?? [])]),
    () => told.unknown,
  );
  const sources = await borders.around(
    { stage: 'locate', subject: 'the lines that findings stand on' },
    () => quotable(side, findings),
    () => () => null,
  );
  const problems = [...open, ...borders.problems()];
  const unread = eachFileOnce([...(changed?.unread ?? []), ...unfilled]);
  const removed = changed?.removed ?? 0;
  // A head without sources is right where all of them are deleted, and nothing that may be one is left.
  const isAllGone = unread.every(({ file }) => !side.tree.files.has(file));
  const { verdict, exitCode } = judge({
    mode,
    findings,
    problems,
    rules: setting.rules,
    sourcesAtHead: told.sources.length === 0 && isAllGone ? removed : told.sources.length,
    failOn: setting.failOn,
    allowEmpty: setting.allowEmpty,
  });
  const isAll = conclusion.isWhole && problems.length === 0;
  const isRepository = mode === 'review' || conclusion.isWhole;
  const charts = isRepository ? unmatchedCharts(side, setting) : [];
  const notices = [...side.notices, ...told.notices, ...charts, ...unneededWaivers(told, setting, isAll)];
  const rendered = told.sources.filter(({ status }) => status !== 'unchanged');
  const report: Report = {
    schema: 1,
    tool: { name: 'plimsoll', version: setting.world.version },
    mode,
    base: conclusion.names.base,
    head: conclusion.names.head,
    kubernetesVersion: setting.kubernetesVersion,
    failOn: setting.failOn,
    verdict,
    counts: {
      files: new Set(looked.flatMap(({ reads }) => reads)).size,
      sources: rendered.length,
      objects: rendered.reduce((sum, { objects }) => sum + objects, 0),
      rules: rendered.length === 0 ? 0 : setting.rules,
      evaluations: told.evaluations,
      ...(removed > 0 ? { removed } : {}),
    },
    sources: told.sources.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    findings,
    posture: { workloads: told.workloads },
    unknown,
    ...(unread.length > 0 ? { unread } : {}),
    ...(notices.length > 0 ? { notices } : {}),
    problems,
  };
  const maskedWith = (secrets: Secrets): Concluded => ({
    report: maskedReport(report, secrets, sources),
    exitCode,
    sources: recentlyUsed(mostMasked, (file) => {
      const text = sources(file);
      return text === null ? null : secrets.file(file, text);
    }),
    rules: setting.world.rules,
    unmasked: { findings, sources },
    secrets,
  });
  return withinNow(
    () => maskedWith(conclusion.secrets),
    (why) => withFault(maskedWith(secretsWithheld), brokenProblem('evaluate', 'what Secrets hold', why)),
  );
}

function unneededWaivers({ waivers: used }: Told, { config, configuration, today }: Setting, isAll: boolean): Notice[] {
  const { file, waiverLines: lines } = configuration;
  return waiverNotices({ waivers: config.waivers, file, lines, today, used: new Set(used), isAll });
}

function unmatchedCharts({ tree }: Side, { config, configuration }: Setting): Notice[] {
  const { file, chartLines: lines } = configuration;
  return chartNotices({ charts: config.charts, file, lines, files: tree.files.keys() });
}

/** A format asks for the same file again for each finding in it. */
const mostMasked = 100;

/** A file that another tool fills in before it is YAML is not read: nobody can apply it as it is either. */
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

/** The files behind links in charts: Helm fills these in. */
function linkedTemplates({ sources, texts }: Side): ReadonlySet<string> {
  const read = sources.filter(isChart).flatMap(({ reads }) => reads);
  return new Set(read.flatMap((file) => (texts.holder(file) === file ? [] : [texts.holder(file)])));
}

function eachFileOnce(unread: readonly Unread[]): Unread[] {
  return distinctBy(unread, ({ file }) => file).sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** A chart that lacks a dependency lacks it with each of its value files: that is said once. */
function once(problems: readonly Problem[]): Problem[] {
  return [
    ...new Map(problems.toReversed().map((problem) => [`${problem.code} ${problem.message}`, problem])).values(),
  ].toReversed();
}

/** The texts that a report may quote, read now so that reports are pure. */
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
