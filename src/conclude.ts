import { posture, type Side as PostureSide } from './compare/posture.ts';
import { manifestsOf } from './inspect.ts';
import { type Locator, locatorOf } from './locate/locate.ts';
import { type Looked, notWhole } from './looked.ts';
import {
  type Compared,
  type Finding,
  type Mode,
  type Problem,
  type Rendering,
  type Report,
  type ReportedSource,
  type Rule,
  type WorkloadPosture,
} from './model.ts';
import { objectName } from './names.ts';
import { type Setting } from './setting.ts';
import { suggestFor } from './suggest-for.ts';
import { type Suggested } from './suggest/suggest.ts';
import { type Tracer, tracerOf } from './trace.ts';
import { type ExitCode, judge } from './verdict.ts';

export interface Outcome {
  readonly report: Report;
  readonly exitCode: ExitCode;
  /** The text of a file at head, of those that the report names; null for others. */
  readonly sources: (file: string) => string | null;
  readonly rules: readonly Rule[];
}

export interface Conclusion {
  readonly mode: Mode;
  readonly names: { readonly base: string | null; readonly head: string | null };
  readonly setting: Setting;
  /** Null in an audit. */
  readonly base: Looked | null;
  readonly head: Looked;
  readonly compared: readonly Compared[];
  /** The findings that a suggestion is wanted for. */
  readonly mend: (finding: Compared) => boolean;
  /** Beside those of the renderings at head. */
  readonly problems: readonly Problem[];
}

/** Locates, suggests, judges, and makes the report of it all. */
export async function conclude(conclusion: Conclusion): Promise<Outcome> {
  const { setting, base, head } = conclusion;
  const findings = await findingsOf(conclusion);
  const problems = once([...conclusion.problems, ...head.renderings.flatMap((rendering) => rendering.problems)]);
  const { verdict, exitCode } = judge({
    mode: conclusion.mode,
    findings,
    problems,
    rules: setting.rules,
    sourcesAtHead: head.renderings.length + head.quiet.length,
    failOn: setting.failOn,
    allowEmpty: setting.allowEmpty,
  });
  const report: Report = {
    schema: 1,
    tool: { name: 'plimsoll', version: setting.world.version },
    mode: conclusion.mode,
    base: conclusion.names.base,
    head: conclusion.names.head,
    kubernetesVersion: setting.kubernetesVersion,
    failOn: setting.failOn,
    verdict,
    counts: {
      files: new Set(head.renderings.flatMap(({ source }) => source.reads)).size,
      sources: head.renderings.length,
      objects: manifestsOf(head.renderings).length,
      rules: head.renderings.length === 0 ? 0 : setting.rules,
      evaluations: head.evaluated.evaluations,
    },
    sources: [...head.renderings, ...head.quiet].map(reportedSource).sort((a, b) => (a.id < b.id ? -1 : 1)),
    findings,
    posture: { workloads: knownPosture(base, head) },
    problems,
  };
  return { report, exitCode, sources: await quotable(head, findings), rules: setting.world.rules };
}

async function findingsOf({ mend, setting, base, head, compared }: Conclusion): Promise<Finding[]> {
  const tracer = tracerOf(head, setting);
  const atHead = locatorFor(head, tracer);
  const atBase = base === null ? atHead : locatorFor(base, tracerOf(base, setting));
  const suggested = await suggestFor(compared.filter(mend), head, tracer, setting);
  return Promise.all(
    compared.map(async (finding) => {
      const locate = finding.status === 'fixed' ? atBase : atHead;
      return findingOf(finding, await locate(finding.manifest, finding.path), suggested.get(finding));
    }),
  );
}

function locatorFor({ side, renderings, quiet }: Looked, tracer: Tracer): Locator {
  const sources = new Map([...renderings, ...quiet].map(({ source }) => [source.id, source]));
  return locatorOf({
    texts: side.texts,
    templateLines: async (id, template) => {
      const source = sources.get(id);
      const traced = source === undefined ? null : await tracer(source);
      return traced?.lines.get(template) ?? null;
    },
  });
}

function findingOf(finding: Compared, place: Finding['place'], suggested: Suggested | undefined): Finding {
  const { rule, severity, enforcement, status, manifest, path, message, fingerprint, waiver } = finding;
  return {
    rule,
    severity,
    enforcement,
    status,
    object: objectName(manifest.object),
    source: manifest.source,
    path,
    message,
    fingerprint,
    place,
    ...(suggested?.kind === 'verified' ? { suggestion: suggested.suggestion } : {}),
    ...(suggested?.kind === 'none' ? { noSuggestion: suggested.why } : {}),
    ...(waiver === null ? {} : { waiver }),
  };
}

function reportedSource({ source, status, manifests }: Rendering): ReportedSource {
  const { id, kind, path, target } = source;
  return {
    id,
    kind,
    path,
    values: source.kind === 'helm' ? source.values : [],
    target,
    status,
    objects: manifests.length,
  };
}

/** What is missing from a source that did not render whole may still be there: of that nothing is said. */
function knownPosture(base: Looked | null, head: Looked): WorkloadPosture[] {
  const unknown = notWhole(head);
  const all = posture(base === null ? null : postureSide(base), postureSide(head));
  return all.filter(({ source, psa }) => psa.after !== null || !unknown.has(source));
}

function postureSide({ renderings, evaluated }: Looked): PostureSide {
  return { manifests: manifestsOf(renderings), findings: evaluated.findings };
}

/** A chart that lacks a dependency lacks it with each of its value files: that is said once. */
function once(problems: readonly Problem[]): Problem[] {
  return [
    ...new Map(problems.toReversed().map((problem) => [`${problem.code} ${problem.message}`, problem])).values(),
  ].toReversed();
}

/** The texts that a report may quote, read now so that reports are pure. */
async function quotable({ side }: Looked, findings: readonly Finding[]): Promise<(file: string) => string | null> {
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
