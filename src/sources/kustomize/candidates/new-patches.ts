/** Plans new patches at the end of a kustomization for what no editable file sets. */
import { groupBy } from '../../../foundation/groups.ts';
import { at, isJsonList } from '../../../foundation/json.ts';
import { kustomizationIn } from '../kustomization-file.ts';
import { sourceText } from '../../../yaml/source-text.ts';
import { type Compared } from '../../../model/finding.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { type FixOperation } from '../../../model/rule.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { blockLines } from '../../../yaml/write-value.ts';
import { editFile } from '../../candidates/edit-file.ts';
import { type FixPlan } from '../../candidates/fix-plan.ts';
import { mergePatchFor } from './merge-patch.ts';
import { inOrder } from '../../candidates/units.ts';
import { type CandidateContext } from '../../candidates/candidate-context.ts';

/**
 * New patches at the end of the built kustomization, for fields that no editable file sets: one per object. All patches
 * of a kustomization are one edit, since they are inserted at the same line.
 */
export async function planNewPatches(findings: readonly Compared[], context: CandidateContext): Promise<FixPlan[]> {
  const plans: FixPlan[] = [];
  for (const [id, group] of groupBy(findings, ({ manifest }) => manifest.source)) {
    const file = kustomizationOf(id, context);
    const plan = file === null ? null : await planIn(file, group, context);
    if (plan !== null) plans.push(plan);
  }
  return plans;
}

/** The kustomization's file; null for a folder without one. */
function kustomizationOf(id: string, { source, mayEdit }: CandidateContext): string | null {
  const built = source(id);
  return built?.kind === 'kustomize' && built.resources === null ? kustomizationIn(built.path, mayEdit) : null;
}

async function planIn(
  file: string,
  findings: readonly Compared[],
  { texts }: CandidateContext,
): Promise<FixPlan | null> {
  const text = await texts.of(file);
  const [document] = text.ok ? parseManifests(text.text).documents : [];
  const there = at(document?.value, ['patches']) ?? [];
  if (!text.ok || document === undefined || !isJsonList(there)) return null;
  const fixed: Compared[] = [];
  const patches: Json[] = [];
  for (const [manifest, group] of groupBy(findings, (finding) => finding.manifest)) {
    const patch = mergePatchFor(manifest, inOrder(group.flatMap(({ fix }) => fix)));
    if (patch === null) continue;
    patches.push({ patch: textOf(patch) });
    for (const finding of group) fixed.push(finding);
  }
  const operations = patches.map((value, index): FixOperation => ({
    op: 'set',
    path: ['patches', there.length + index],
    value,
  }));
  const planned = editFile(file, sourceText(text.text), {
    document: document.index,
    block: null,
    operations,
    sheds: false,
  });
  return planned.kind === 'candidate' ? { candidate: planned.candidate, findings: fixed } : null;
}

function textOf(patch: JsonObject): string {
  return blockLines(patch, 0, { eol: '\n', step: 2, listStep: 2, quote: "'" }).join('\n');
}
