import { type Finding, type Mode, type Problem, type Report, type Rule, type Source, type Tree } from './model.ts';
import { lately } from './lately.ts';
import { maskedReport } from './secrets/masked-report.ts';
import { type Secrets } from './secrets/secrets.ts';
import { type Setting } from './setting.ts';
import { type Side } from './side.ts';
import { type Told } from './tell.ts';
import { eachOnce, unseenOf } from './unknown.ts';
import { type ExitCode, judge } from './verdict.ts';

export interface Outcome {
  readonly report: Report;
  readonly exitCode: ExitCode;
  /** The text of a file at head, of those that the report names; null for others. */
  readonly sources: (file: string) => string | null;
  readonly rules: readonly Rule[];
}

export interface Concluded extends Outcome {
  /** With the values of Secrets: to write files from, and never to be said. */
  readonly unmasked: { readonly findings: readonly Finding[]; readonly sources: (file: string) => string | null };
  readonly secrets: Secrets;
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
  /** Beside what was told. */
  readonly problems: readonly Problem[];
}

/** Judges, and makes the report of all that was told. From here on no value of a Secret is in what is said. */
export async function conclude(conclusion: Conclusion): Promise<Concluded> {
  const { mode, setting, side, base, looked, told } = conclusion;
  const { findings } = told;
  const problems = once([...conclusion.problems, ...told.problems]);
  const { verdict, exitCode } = judge({
    mode,
    findings,
    problems,
    rules: setting.rules,
    sourcesAtHead: told.sources.length,
    failOn: setting.failOn,
    allowEmpty: setting.allowEmpty,
  });
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
    },
    sources: told.sources.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    findings,
    posture: { workloads: told.workloads },
    unknown: eachOnce([...told.unknown, ...unseenOf(side, base)]),
    problems,
  };
  const { secrets } = conclusion;
  const sources = await quotable(side, findings);
  return {
    report: maskedReport(report, secrets, sources),
    exitCode,
    sources: lately(mostMasked, (file) => {
      const text = sources(file);
      return text === null ? null : secrets.file(file, text);
    }),
    rules: setting.world.rules,
    unmasked: { findings, sources },
    secrets,
  };
}

/** A format asks for the same file again for each finding in it. */
const mostMasked = 100;

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
