/** Evaluates the rules that compare an object with the same one at base. */
import { placeholderFinding } from '../../findings/compare/lost.ts';
import { objectPartners } from '../../findings/compare/partners.ts';
import { canonical } from '../../foundation/json.ts';
import { type KubernetesObject, type Manifest, type Rendering } from '../../model/manifest.ts';
import { isComparing, type RawFinding } from '../../model/rule.ts';
import { type Evaluation } from '../../rules/evaluate.ts';
import { looksBy } from '../../rules/interest.ts';
import { judgedObject } from '../../rules/unknown/hanging.ts';
import { type Evaluated, inputsOf, manifestsOf, nothingEvaluated } from '../look/inspect.ts';
import { foundOf, type InspectedSide, misdeclaredSources } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';
import { hasReliableObjects, type LostInputs, type UnchangedBase } from './lost-findings.ts';

/**
 * The findings of rules with `compares`, in the objects of head that base has in another form. Objects that are new, are
 * the same at base, or that base may have in a form that is not known, are not compared.
 */
export function comparisons(
  before: InspectedSide,
  after: InspectedSide,
  unchanged: UnchangedBase,
  { history, retained, predecessors }: LostInputs['matching'],
  { running, evaluator }: Setting,
): Evaluated {
  const rules = running.filter(isComparing);
  if (rules.length === 0) return nothingEvaluated;
  const looks = looksBy(rules, evaluator.pods);
  const isOfInterest = ({ object }: Manifest): boolean => looks(object).length > 0;
  const objectsIn = (renderings: readonly Rendering[]): ReturnType<typeof foundOf> =>
    foundOf({ renderings, unchanged: [] }, manifestsOf(renderings).filter(isOfInterest).map(placeholderFinding));
  const objects = objectsIn(after.renderings);
  if (objects.length === 0) return nothingEvaluated;
  const partners = objectPartners(objectsIn(before.renderings), objects, history, retained, {
    ...predecessors,
    found: objectsIn(unchanged.renderings),
  });
  const isKnown = knownAtBase(before, after, unchanged);
  const judged = after.renderings.flatMap((rendering) => {
    const input = inputsOf(rendering, after.facts, evaluator.kubernetes);
    return rendering.manifests.flatMap((manifest) => {
      const partner = partners.get(manifest);
      if (partner === undefined || !isKnown(partner)) return [];
      const bases = statesOf(partner);
      if (bases === null || bases.every((base) => canonical(base) === canonical(manifest.object))) return [];
      const evaluate = (variant: Manifest): Evaluation =>
        inAll(bases.map((base) => evaluator.evaluate(variant, input(variant.object), base)));
      return [judgedObject(manifest, evaluate)];
    });
  });
  return {
    findings: judged.flatMap(({ findings }) => findings),
    hanging: judged.flatMap(({ hanging }) => hanging),
    problems: judged.flatMap(({ problems }) => problems),
    evaluations: judged.reduce((sum, { rules: evaluated }) => sum + evaluated, 0),
  };
}

function knownAtBase(before: InspectedSide, after: InspectedSide, unchanged: UnchangedBase): (at: Manifest) => boolean {
  const all = [...unchanged.renderings, ...before.renderings];
  const reliable = new Set(all.filter(hasReliableObjects).map(({ source }) => source.id));
  const misdeclared = misdeclaredSources(after, before);
  return ({ source }) => reliable.has(source) && !misdeclared.has(source);
}

/** What the object may be, whatever the unknown values are; null if it may not exist. */
function statesOf({ object, otherwise = [] }: Manifest): readonly KubernetesObject[] | null {
  const others = otherwise.flatMap((each) => (each.object === null ? [] : [each.object]));
  return others.length < otherwise.length ? null : [object, ...others];
}

/** What is found against every state of base. */
function inAll([first, ...others]: readonly Evaluation[]): Evaluation {
  if (first === undefined) return { findings: [], problems: [], rules: 0 };
  const found = others.map(({ findings }) => new Set(findings.map(keyOf)));
  return {
    findings: first.findings.filter((finding) => found.every((keys) => keys.has(keyOf(finding)))),
    problems: [first, ...others].flatMap(({ problems }) => problems),
    rules: first.rules,
  };
}

function keyOf({ rule, path, message, extent }: RawFinding): string {
  return canonical([rule, path, message, extent]);
}
