/** Leaves out what rules say of objects together that one cluster never has together. */
import { groupBy } from '../../foundation/groups.ts';
import { canonical } from '../../foundation/json.ts';
import { type Facts } from '../../facts/relate.ts';
import { type KubernetesObject, type Rendering } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type Evaluator } from '../../rules/evaluate.ts';
import { type SourceInput } from '../../model/question.ts';
import { type JudgedObject } from '../../rules/unknown/hanging.ts';

/**
 * Of the findings that join objects, keeps those that hold without the alternatives of their source, as they are then.
 * Only sources with such findings are looked at again.
 *
 * @param inputOf `input.source` for the objects of a source.
 */
export function withoutAlternatives(
  evaluator: Evaluator,
  renderings: readonly Rendering[],
  facts: Facts,
  judged: readonly JudgedObject[],
  inputOf: (rendering: Rendering, facts: Facts) => (object: KubernetesObject) => SourceInput,
): readonly JudgedObject[] {
  const { apart } = facts;
  if (apart === undefined) return judged;
  const joined = judged.flatMap(({ findings }) => findings.filter(({ rule }) => evaluator.joins(rule)));
  if (joined.length === 0) return judged;
  const sources = new Map(renderings.map((rendering) => [rendering.source.id, rendering]));
  const instead = new Map<RawFinding, RawFinding | null>();
  for (const [source, some] of groupBy(joined, ({ manifest }) => manifest.source)) {
    const [rendering, own] = [sources.get(source), apart(source)];
    if (rendering === undefined || own === null) continue;
    evaluator.know(own);
    const input = inputOf(rendering, own);
    for (const [manifest, findings] of groupBy(some, (finding) => finding.manifest)) {
      const { findings: alone, problems } = evaluator.evaluate(manifest, input(manifest.object));
      if (problems.length > 0) continue;
      const known = new Map(alone.map((finding) => [keyOf(finding), finding]));
      for (const finding of findings) instead.set(finding, known.get(keyOf(finding)) ?? null);
    }
  }
  evaluator.know(facts);
  if (instead.size === 0) return judged;
  return judged.map((each) => ({
    ...each,
    findings: each.findings.flatMap((finding) => {
      const other = instead.get(finding);
      return other === undefined ? [finding] : other === null ? [] : [other];
    }),
  }));
}

function keyOf({ rule, path }: RawFinding): string {
  return canonical([rule, path]);
}
