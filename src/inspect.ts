import { type Evaluation, type Evaluator, type SourceInput } from './evaluate/evaluate.ts';
import { type Manifest, type Problem, type RawFinding, type Rendering, type Source } from './model.ts';
import { type Borders, brokenProblem, withinNow } from './border.ts';
import { inTurns } from './in-turns.ts';
import { type Hanging, type Judged, judged, judgedElsewhere } from './hanging.ts';
import {
  type Contribution,
  askedWords,
  contributionOf,
  contributionOfNamespace,
  type Facts,
  type Opaque,
  relate,
} from './relate/relate.ts';
import { sbomFacts } from './relate/sboms.ts';
import { type Side } from './side.ts';
import { type Texts } from './texts.ts';

/** What rules said about renderings, whatever the configuration makes of it. */
export interface Evaluated {
  readonly findings: readonly RawFinding[];
  /** What is neither found nor ruled out. */
  readonly hanging: readonly Hanging[];
  readonly problems: readonly Problem[];
  /** Pairs of an object and a rule that looked at it. */
  readonly evaluations: number;
}

/**
 * The facts of a side: over what was rendered, over what is known of sources that were not, by their ids, and over what
 * the text of the rest may bring.
 */
export async function factsOf(
  { tree, texts, namespaces }: Pick<Side, 'tree' | 'texts' | 'namespaces'>,
  renderings: readonly Rendering[],
  borders: Borders,
  known: ReadonlyMap<string, Contribution> = new Map(),
): Promise<Facts> {
  const unseen = renderings.filter(
    (rendering) => (isUnseen(rendering) || isPartial(rendering.source)) && !known.has(rendering.source.id),
  );
  const opaque = await inTurns(unseen, width, ({ source }) => opaqueOf(source, texts));
  const sbom = await borders.around(
    { stage: 'relate', subject: 'what SBOMs describe' },
    () => sbomFacts(tree, texts, manifestsOf(renderings)),
    () => ({ kept: false, images: {} }),
  );
  const broken: Opaque[] = [];
  const brought = renderings.map((rendering) => {
    const { id, target } = rendering.source;
    return borders.aroundNow(
      { stage: 'relate', subject: `what ${id} brings to its cluster` },
      () => known.get(id) ?? contributionOfRendering(rendering),
      () => {
        broken.push({ target, mentions: () => true });
        return contributionOf(target, []);
      },
    );
  });
  const made = namespaces.map(({ target, name }) => contributionOfNamespace(target, name));
  return relate([...brought, ...made], [...opaque, ...broken], sbom);
}

/** Of a source as it was rendered: whether a dependency of it could not be had. */
export function isPartial(source: Source): boolean {
  return source.kind === 'helm' && source.leftOut !== undefined;
}

/** Whether nothing is known of what the source renders to. */
export function isUnseen({ status, manifests }: Rendering): boolean {
  return status !== 'rendered' && manifests.length === 0;
}

export function contributionOfRendering({ source, manifests, supposed }: Rendering): Contribution {
  const { target, namespace } = source;
  const all = [...manifests, ...(supposed?.possible ?? [])];
  return contributionOf(
    target,
    all.map((manifest) => ({ manifest, namespace })),
  );
}

async function opaqueOf(source: Source, texts: Texts): Promise<Opaque> {
  const { target } = source;
  if (source.kind === 'helm' && source.remote !== null) return { target, mentions: () => true };
  const mentioned = new Set<string>();
  for (const path of source.reads) {
    const text = await texts.of(path);
    // What can't be read (an archive, say) may mention anything.
    for (const word of askedWords) if (!text.ok || text.text.includes(word)) mentioned.add(word);
    if (mentioned.size === askedWords.length) break;
  }
  return { target, mentions: (word) => mentioned.has(word) };
}

/** Whose texts are read at once: no more than are to be held. */
const width = 8;

/** More findings than anyone reads: past them nothing more is judged, so that they take no more memory than there is. */
export const mostFindings = 40_000;

/** Evaluates whole renderings under given facts. */
export function evaluateAll(
  evaluator: Evaluator,
  renderings: readonly Rendering[],
  facts: Facts,
  most = mostFindings,
): Evaluated {
  evaluator.know(facts);
  let left = most;
  const found = renderings.flatMap(({ source, manifests, supposed, elsewhere }) => {
    const evaluate = (manifest: Manifest): Evaluation => evaluator.evaluate(manifest, inputOf(source));
    const broken = (why: string): Judged => ({
      findings: [],
      hanging: [],
      problems: [brokenProblem('evaluate', source.id, why)],
      rules: 0,
    });
    const judge = (manifest: Manifest): Judged => {
      if (left <= 0) return { findings: [], hanging: [], problems: [tooManyFindings(source.id, most)], rules: 0 };
      const said = withinNow(() => judged(manifest, evaluate), broken);
      const room = left;
      left -= said.findings.length + said.hanging.length;
      return left >= 0 ? said : upTo(room, said, tooManyFindings(source.id, most));
    };
    const here = [
      ...manifests.map(judge),
      ...(supposed?.possible ?? []).map((manifest) => ({ ...withoutProblems(judge(manifest)), rules: 0 })),
    ];
    if (elsewhere === undefined) return here;
    return [...here, withinNow(() => judgedElsewhere(elsewhere, here, evaluate), broken)];
  });
  return {
    findings: found.flatMap(({ findings }) => findings),
    hanging: found.flatMap(({ hanging }) => hanging),
    problems: eachOnce(found.flatMap(({ problems }) => problems)),
    evaluations: found.reduce((sum, { rules }) => sum + rules, 0),
  };
}

/** What is supposed may break what reads it; not to have looked is another thing. */
function withoutProblems(said: Judged): Judged {
  return { ...said, problems: said.problems.filter(({ code }) => code === 'too-large') };
}

/** One object alone may have more than are left: the first of them are said. */
function upTo(room: number, said: Judged, problem: Problem): Judged {
  const findings = said.findings.slice(0, room);
  const hanging = said.hanging.slice(0, room - findings.length);
  return { ...said, findings, hanging, problems: [...said.problems, problem] };
}

function tooManyFindings(subject: string, most: number): Problem {
  const message = `${subject} was not judged, or not wholly: all sources together have more than ${most} findings. Mend some, or look at less at once.`;
  return { stage: 'evaluate', code: 'too-large', subject, message };
}

/** One object more of a source that was not judged says nothing more. */
function eachOnce(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
}

function inputOf(source: Source): SourceInput {
  const { id, kind, path, target } = source;
  return { id, kind, path, target, namespace: source.namespace };
}

export function manifestsOf(renderings: readonly Rendering[]): Manifest[] {
  return renderings.flatMap(({ manifests }) => manifests);
}
