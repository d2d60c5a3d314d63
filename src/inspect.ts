import { type Evaluator, type SourceInput } from './evaluate/evaluate.ts';
import { type Manifest, type Problem, type RawFinding, type Rendering, type Source } from './model.ts';
import { type Facts, type Opaque, type Placed, relate } from './relate/relate.ts';
import { sbomFacts } from './relate/sboms.ts';
import { type Side } from './side.ts';
import { type Texts } from './texts.ts';

/** What rules said about renderings, whatever the configuration makes of it. */
export interface Evaluated {
  readonly findings: readonly RawFinding[];
  readonly problems: readonly Problem[];
  /** Pairs of an object and a rule that looked at it. */
  readonly evaluations: number;
}

/** The facts of a side: over what was rendered, and over what the text of the rest may bring. */
export async function factsOf(
  { tree, texts }: Pick<Side, 'tree' | 'texts'>,
  renderings: readonly Rendering[],
): Promise<Facts> {
  const placed = renderings.flatMap(({ source, manifests }): Placed[] =>
    manifests.map((manifest) => ({ manifest, target: source.target, namespace: namespaceOf(source) })),
  );
  const unseen = renderings.filter(({ status, manifests }) => status !== 'rendered' && manifests.length === 0);
  const opaque = await Promise.all(unseen.map(({ source }) => opaqueOf(source, texts)));
  const sbom = await sbomFacts(tree, texts, manifestsOf(renderings));
  return relate(placed, opaque, sbom);
}

async function opaqueOf(source: Source, texts: Texts): Promise<Opaque> {
  const read = await Promise.all(source.reads.map((path) => texts.of(path)));
  // What can't be read (an archive, say) may mention anything.
  return { target: source.target, mentions: (word) => read.some((text) => !text.ok || text.text.includes(word)) };
}

/** Evaluates whole renderings under given facts. */
export function evaluateAll(evaluator: Evaluator, renderings: readonly Rendering[], facts: Facts): Evaluated {
  evaluator.know(facts);
  const found = renderings.flatMap(({ source, manifests }) => {
    const input = inputOf(source);
    return manifests.map((manifest) => evaluator.evaluate(manifest, input));
  });
  return {
    findings: found.flatMap(({ findings }) => findings),
    problems: found.flatMap(({ problems }) => problems),
    evaluations: found.reduce((sum, { rules }) => sum + rules, 0),
  };
}

function inputOf(source: Source): SourceInput {
  const { id, kind, path, target } = source;
  return { id, kind, path, target, namespace: namespaceOf(source) };
}

/** Where a source's objects go that name no namespace. */
function namespaceOf(source: Source): string {
  return source.kind === 'helm' ? source.release.namespace : 'default';
}

export function manifestsOf(renderings: readonly Rendering[]): Manifest[] {
  return renderings.flatMap(({ manifests }) => manifests);
}
