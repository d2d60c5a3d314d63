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
import { type Plan } from '../../candidates/plan.ts';
import { mergePatch } from './merge-patch.ts';
import { inOrder } from '../../candidates/units.ts';
import { type Workbench } from '../../candidates/workbench.ts';

/**
 * For what no file of ours writes, patches at the end of the kustomization that is built: one for each object, all of a
 * kustomization in one edit, since they would stand on the same line.
 */
export async function planNewPatches(findings: readonly Compared[], workbench: Workbench): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const [id, group] of groupBy(findings, ({ manifest }) => manifest.source)) {
    const file = kustomizationOf(id, workbench);
    const plan = file === null ? null : await planIn(file, group, workbench);
    if (plan !== null) plans.push(plan);
  }
  return plans;
}

/** The kustomization's own file; null for a folder that has none. */
function kustomizationOf(id: string, { source, mayEdit }: Workbench): string | null {
  const built = source(id);
  return built?.kind === 'kustomize' && built.resources === null ? kustomizationIn(built.path, mayEdit) : null;
}

async function planIn(file: string, findings: readonly Compared[], { texts }: Workbench): Promise<Plan | null> {
  const text = await texts.of(file);
  const [document] = text.ok ? parseManifests(text.text).documents : [];
  const there = at(document?.value, ['patches']) ?? [];
  if (!text.ok || document === undefined || !isJsonList(there)) return null;
  const mended: Compared[] = [];
  const patches: Json[] = [];
  for (const [manifest, group] of groupBy(findings, (finding) => finding.manifest)) {
    const patch = mergePatch(manifest, inOrder(group.flatMap(({ fix }) => fix)));
    if (patch === null) continue;
    patches.push({ patch: textOf(patch) });
    for (const finding of group) mended.push(finding);
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
  return planned.kind === 'candidate' ? { candidate: planned.candidate, findings: mended } : null;
}

function textOf(patch: JsonObject): string {
  return blockLines(patch, 0, { eol: '\n', step: 2, listStep: 2, quote: "'" }).join('\n');
}
