/** Computes the facts of a side and evaluates the rules on its renderings. */
import { sourceKindOf } from '../../sources/kinds.ts';
import { isPartial, isRemoteChart } from '../../sources/helm/chart.ts';
import { appliedBy, minorOf } from '../../rules/pod-security-version.ts';
import { type KubernetesObject, type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Evaluation, type Evaluator } from '../../rules/evaluate.ts';
import { type SourceInput } from '../../model/question.ts';
import { type Problem } from '../../model/problem.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type Source } from '../../model/source.ts';
import { type Borders, brokenProblem, withinNow } from '../../foundation/border.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { inTurns } from '../../foundation/concurrency/in-turns.ts';
import { type Hanging, type JudgedObject, judgedObject, judgedElsewhere } from '../../rules/unknown/hanging.ts';
import { alternativesAmong } from '../../facts/alternatives.ts';
import {
  type Contribution,
  askedWords,
  contributionOf,
  contributionOfNamespace,
  type Facts,
  type Opaque,
  relate,
} from '../../facts/relate.ts';
import { withoutAlternatives } from './apart.ts';
import { podSecurityIn } from './namespace-labels.ts';
import { type CheckedObject } from '../../policy/config/idle.ts';
import { everything, type Reading } from './reading.ts';
import { sbomFacts } from '../../facts/sboms.ts';
import { type Side } from '../../sources/side.ts';
import { type Texts } from '../../snapshot/texts.ts';

/** The results of the rules, before the configuration is applied. */
export interface Evaluated {
  readonly findings: readonly RawFinding[];
  /** Possible findings that are neither found nor ruled out. */
  readonly hanging: readonly Hanging[];
  readonly problems: readonly Problem[];
  /** Number of pairs of an object and a rule evaluated on it. */
  readonly evaluations: number;
}

export const nothingEvaluated: Evaluated = { findings: [], hanging: [], problems: [], evaluations: 0 };

/**
 * The facts of a side: from renderings, from stored contributions of sources that were not rendered (by id), and from
 * what the text of other sources may contribute.
 */
export async function factsOf(
  { tree, texts, namespaces }: Pick<Side, 'tree' | 'texts' | 'namespaces'>,
  renderings: readonly Rendering[],
  borders: Borders,
  known: ReadonlyMap<string, Contribution> = new Map(),
  reading: Reading = everything,
): Promise<Facts> {
  const { families, hasOrigins } = reading;
  const words = askedWords(families);
  const unseen = renderings.filter(
    (rendering) => (isUnseen(rendering) || isPartial(rendering.source)) && !known.has(rendering.source.id),
  );
  const opaque = await inTurns(unseen, width, ({ source }) => opaqueOf(source, texts, words));
  const sbom = await borders.around(
    { stage: 'relate', subject: 'what SBOMs describe' },
    () => sbomFacts(tree, texts, manifestsOf(renderings)),
    () => ({ kept: false, images: {} }),
  );
  const broken: Opaque[] = [];
  const brought = renderings.map((rendering) => {
    const { id, target } = rendering.source;
    return borders.aroundNow(
      { stage: 'relate', subject: `what ${id} adds to its cluster` },
      () => ({ ...(known.get(id) ?? contributionOfRendering(rendering, reading)), source: id }),
      () => {
        broken.push({ target, source: id, mentions: () => true });
        return contributionOf(target, [], families);
      },
    );
  });
  const made = namespaces.map(({ target, name }) => contributionOfNamespace(target, name));
  const relating = (left: readonly Contribution[], without: readonly Opaque[]): Facts =>
    relate(left, without, sbom, families, hasOrigins);
  const [all, unknown] = [
    [...brought, ...made],
    [...opaque, ...broken],
  ];
  const sources = renderings.map(({ source }) => source);
  return { ...relating(all, unknown), apart: factsApart(sources, all, unknown, relating) };
}

/** The facts of the cluster of a source without its alternatives, computed where they are asked. */
function factsApart(
  sources: readonly Source[],
  brought: readonly Contribution[],
  opaque: readonly Opaque[],
  relating: (brought: readonly Contribution[], opaque: readonly Opaque[]) => Facts,
): (source: string) => Facts | null {
  const alternativesOf = onceEach((_: 'all') => alternativesAmong(sources, brought));
  const targets = new Map(sources.map(({ id, target }) => [id, target]));
  const factsOfOne = onceEach((id: string): { readonly facts: Facts | null } => {
    const others = alternativesOf('all')(id);
    if (others.size === 0) return { facts: null };
    const isHere = ({ target }: { readonly target: string }): boolean => target === targets.get(id);
    const left = brought.filter((each) => isHere(each) && !others.has(each.source ?? ''));
    return { facts: relating(left, opaque.filter(isHere)) };
  });
  return (id) => factsOfOne(id).facts;
}

/** All objects, each with its source. */
export function checkedObjects(renderings: readonly Rendering[]): CheckedObject[] {
  return renderings.flatMap(({ source, manifests }) => manifests.map(({ object }) => ({ object, source })));
}

/** Whether nothing is known about the objects of the source. */
export function isUnseen({ status, manifests }: Rendering): boolean {
  return status !== 'rendered' && manifests.length === 0;
}

export function contributionOfRendering(
  { source, manifests, supposed }: Rendering,
  { families, pods }: Pick<Reading, 'families' | 'pods'>,
): Contribution {
  const { target, namespace } = source;
  const all = [...manifests, ...(supposed?.possible ?? [])];
  return contributionOf(
    target,
    all.map((manifest) => ({ manifest, namespace })),
    families,
    pods,
  );
}

async function opaqueOf(source: Source, texts: Texts, words: readonly string[]): Promise<Opaque> {
  const { id, target } = source;
  if (isRemoteChart(source)) return { target, source: id, mentions: () => true };
  const mentioned = new Set<string>();
  for (const path of source.reads) {
    const text = await texts.of(path);
    // A file that can't be read, such as an archive, may contain any word.
    for (const word of words) if (!text.ok || text.text.includes(word)) mentioned.add(word);
    if (mentioned.size === words.length) break;
  }
  return { target, source: id, mentions: (word) => mentioned.has(word) };
}

export function joined(one: Evaluated, other: Evaluated): Evaluated {
  return {
    findings: [...one.findings, ...other.findings],
    hanging: [...one.hanging, ...other.hanging],
    problems: [...one.problems, ...other.problems],
    evaluations: one.evaluations + other.evaluations,
  };
}

/** Number of sources whose texts are read at a time, to limit memory. */
const width = 8;

/** Maximum number of findings; after that nothing more is evaluated, to limit memory. */
export const mostFindings = 40_000;

/** Evaluates the rules on renderings under the given facts. */
export function evaluateAll(
  evaluator: Evaluator,
  renderings: readonly Rendering[],
  facts: Facts,
  most = mostFindings,
): Evaluated {
  evaluator.know(facts);
  let left = most;
  const inputOf = onceEach((rendering: Rendering) => inputsOf(rendering, facts, evaluator.kubernetes));
  const prepare = preparing(evaluator, renderings, inputOf);
  const all = renderings.flatMap((rendering) => {
    const { source, manifests, supposed, elsewhere } = rendering;
    const input = inputOf(rendering);
    const evaluate = (manifest: Manifest): Evaluation => evaluator.evaluate(manifest, input(manifest.object));
    const broken = (why: string): JudgedObject => ({
      findings: [],
      hanging: [],
      problems: [brokenProblem('evaluate', source.id, why)],
      rules: 0,
    });
    const judge = (manifest: Manifest): JudgedObject => {
      if (left <= 0) return { findings: [], hanging: [], problems: [tooManyFindings(source.id, most)], rules: 0 };
      const judgement = withinNow(() => {
        prepare(manifest);
        return judgedObject(manifest, evaluate);
      }, broken);
      const room = left;
      left -= judgement.findings.length + judgement.hanging.length;
      return left >= 0 ? judgement : upTo(room, judgement, tooManyFindings(source.id, most));
    };
    const here = [
      ...manifests.map(judge),
      ...(supposed?.possible ?? []).map((manifest) => ({ ...withoutProblems(judge(manifest)), rules: 0 })),
    ];
    if (elsewhere === undefined) return here;
    return [...here, withinNow(() => judgedElsewhere(elsewhere, here, evaluate), broken)];
  });
  const found = withoutAlternatives(evaluator, renderings, facts, all, (rendering, own) =>
    inputsOf(rendering, own, evaluator.kubernetes),
  );
  return {
    findings: found.flatMap(({ findings }) => findings),
    hanging: found.flatMap(({ hanging }) => hanging),
    problems: eachOnce(found.flatMap(({ problems }) => problems)),
    evaluations: found.reduce((sum, { rules }) => sum + rules, 0),
  };
}

/** Number of objects that are evaluated together. */
const together = 64;

/** Evaluates an object together with those that follow it, if it is not among those that were. */
function preparing(
  evaluator: Evaluator,
  renderings: readonly Rendering[],
  inputOf: (rendering: Rendering) => (object: KubernetesObject) => SourceInput,
): (manifest: Manifest) => void {
  const all = renderings.flatMap((rendering) => {
    const input = inputOf(rendering);
    return rendering.manifests.map((manifest) => ({ manifest, input }));
  });
  const places = new Map(all.map(({ manifest }, place) => [manifest, place]));
  let prepared = 0;
  return (manifest) => {
    if ((places.get(manifest) ?? -1) < prepared) return;
    const next = all.slice(prepared, prepared + together);
    prepared += together;
    evaluator.prepare(next.map(({ manifest: { object }, input }) => ({ object, source: input(object) })));
  };
}

/**
 * Drops problems of suppositions, which can make a rule fail. `too-large` stays: it says that something was not
 * evaluated.
 */
function withoutProblems(judgement: JudgedObject): JudgedObject {
  return { ...judgement, problems: judgement.problems.filter(({ code }) => code === 'too-large') };
}

/** Cuts the findings of one object to the number that is left. */
function upTo(room: number, judgement: JudgedObject, problem: Problem): JudgedObject {
  const findings = judgement.findings.slice(0, room);
  const hanging = judgement.hanging.slice(0, room - findings.length);
  return { ...judgement, findings, hanging, problems: [...judgement.problems, problem] };
}

function tooManyFindings(subject: string, most: number): Problem {
  const message = `${subject} was not checked, or not completely: all sources together have more than ${most} findings. Fix some, or check less at once.`;
  return { stage: 'evaluate', code: 'too-large', subject, message };
}

/** Removes duplicate problems: several objects of a source may have the same one. */
function eachOnce(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
}

/** `input.source` for each object of a source. */
export function inputsOf(
  rendering: Pick<Rendering, 'source' | 'manifests'>,
  facts: Facts,
  clusters: number | null,
): (object: KubernetesObject) => SourceInput {
  const { source } = rendering;
  const { id, kind, path, target, namespace } = source;
  const cluster = minorOf(sourceKindOf(source).kubernetesVersion(source)) ?? clusters;
  const labels = podSecurityIn(rendering, facts);
  return (object) => ({
    id,
    kind,
    path,
    target,
    namespace,
    kubernetes_version: cluster,
    pod_security_version: appliedBy(cluster, labels(object).version),
  });
}

export function manifestsOf(renderings: readonly Rendering[]): Manifest[] {
  return renderings.flatMap(({ manifests }) => manifests);
}
