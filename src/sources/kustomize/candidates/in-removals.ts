/** Plans edits of patches that remove fields which the resource has. */
import { isBuild, isBuilt } from '../build.ts';
import { groupBy } from '../../../foundation/groups.ts';
import { isJsonList } from '../../../foundation/json.ts';
import { type Compared } from '../../../model/finding.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type FixOperation } from '../../../model/rule.ts';
import { patchesOver } from '../writing/patches.ts';
import { takenAway, type TakenAway } from '../writing/taken-away.ts';
import { type Planned, type FileEdit } from '../../candidates/candidate.ts';
import { editFile } from '../../candidates/edit-file.ts';
import { planWholeOrParts } from '../../candidates/whole-or-parts.ts';
import { type FixPlan } from '../../candidates/fix-plan.ts';
import { inOrder, type Unit, unitsOf } from '../../candidates/units.ts';
import { type CandidateContext } from '../../candidates/candidate-context.ts';

export interface Undoing {
  readonly plans: readonly FixPlan[];
  /**
   * Findings whose fields a patch removes. The resource has them, so it is not edited. With the reason if there is no
   * edit.
   */
  readonly taken: ReadonlyMap<Compared, Taken>;
}

interface Taken {
  readonly why: string;
  /** Whether the field itself is removed, and not the pod's setting for all of its containers. */
  readonly isOwn: boolean;
}

/** Edits that remove from patches what removes fields of a kustomization's resource. */
export async function planUndoing(findings: readonly Compared[], context: CandidateContext): Promise<Undoing> {
  const plans: FixPlan[] = [];
  const taken = new Map<Compared, Taken>();
  for (const [manifest, group] of groupBy(findings, (finding) => finding.manifest)) {
    const known = await takenOf(manifest, group, context);
    for (const whole of unitsOf([...known.keys()])) {
      for (const finding of whole.findings) taken.set(finding, takenBy(known.get(finding) ?? []));
      const plan = async (unit: Unit): Promise<Planned> => planUnit(unit, known, context);
      for (const { unit, planned } of await planWholeOrParts(manifest, whole, plan))
        if (planned.kind === 'candidate') plans.push({ candidate: planned.candidate, findings: unit.findings });
    }
  }
  return { plans, taken };
}

/** For findings whose fix sets only removed fields: what removes them. */
async function takenOf(
  manifest: Manifest,
  findings: readonly Compared[],
  { texts, source }: CandidateContext,
): Promise<Map<Compared, readonly TakenAway[]>> {
  const known = new Map<Compared, readonly TakenAway[]>();
  const { origin } = manifest;
  if (!isBuilt(origin)) return known;
  const built = source(manifest.source);
  const further = built !== null && isBuild(built) ? patchesOver(texts, built) : [];
  for (const finding of findings) {
    const all: TakenAway[] = [];
    for (const { op, path } of finding.fix) {
      const found = op === 'set' ? await takenAway(texts, manifest, origin, path, further) : null;
      if (found !== null) all.push(found);
    }
    if (all.length > 0 && all.length === finding.fix.length) known.set(finding, all);
  }
  return known;
}

function takenBy(all: readonly TakenAway[]): Taken {
  const [first] = all;
  const field = first?.field.join('.') ?? '';
  const why = `A patch in ${first?.patch.file ?? ''} removes ${field}, which the resource has. Remove that from the patch by hand.`;
  return { why, isOwn: all.every(({ field }) => field.some((part) => typeof part === 'number')) };
}

async function planUnit(
  { findings }: Unit,
  known: ReadonlyMap<Compared, readonly TakenAway[]>,
  { texts }: Pick<CandidateContext, 'texts'>,
): Promise<Planned> {
  const edits = findings.flatMap((finding) =>
    (known.get(finding) ?? []).map((taken, index) => editOf(taken, finding.fix[index])),
  );
  const [first] = edits;
  const isOne = edits.every((edit) => edit !== null && removalKey(edit) === removalKey(first ?? null));
  const text = first === undefined || first === null || !isOne ? null : await texts.parts(first.file);
  if (first === undefined || first === null || text === null)
    return { kind: 'none', why: 'Several patches remove it, or a patch that cannot be edited.' };
  const all = edits.filter((edit) => edit !== null);
  const operations = inOrder(all.flatMap((edit) => edit.operations));
  return editFile(first.file, text, { ...first, operations, restores: all.flatMap(({ restores = [] }) => restores) });
}

function removalKey(edit: FileEdit | null): string {
  return edit === null ? '' : JSON.stringify([edit.file, edit.document, edit.block]);
}

/**
 * Removes the step or field that removes the value; removes a whole patch where it does nothing else. Where the patch
 * sets another value, sets the fix's value.
 */
function editOf({ patch, writing, undo, field }: TakenAway, operation: FixOperation | undefined): FileEdit | null {
  const { file, document, block } = patch;
  if (operation?.op !== 'set' || patch.shownAt !== undefined) return null;
  const edit = { file, document, block, sheds: true, restores: [field] };
  if (undo === null) {
    return writing.edit === 'field' ? { ...edit, operations: [{ ...operation, path: writing.way }] } : null;
  }
  const isAll = isJsonList(patch.value) && patch.value.length === 1;
  if (isAll && block?.[0] === 'patches')
    return { ...edit, block: null, operations: [{ op: 'remove', path: block.slice(0, -1) }] };
  return { ...edit, operations: [{ op: 'remove', path: undo }] };
}
