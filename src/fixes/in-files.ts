/** Plans edits in plain manifests and kustomization files, and joins edits that are close. */
import { originKindOf } from '../sources/kinds.ts';
import { groupBy } from '../foundation/groups.ts';
import { type Compared } from '../model/finding.ts';
import { type Manifest } from '../model/manifest.ts';
import { rankOf } from '../foundation/severity.ts';
import { severities } from '../model/rule.ts';
import { type Texts } from '../snapshot/texts.ts';
import { type LineEdit } from '../yaml/line-edits.ts';
import { sourceText, type SourceText } from '../yaml/source-text.ts';
import { type Candidate, type Planned } from '../sources/candidates/candidate.ts';
import { clusters } from './clusters.ts';
import { editFile, effortOf, merged, mostLines, touch } from '../sources/candidates/edit-file.ts';
import { inOrder, type Unit, unitsOf } from '../sources/candidates/units.ts';
import { type FixPlan } from '../sources/candidates/fix-plan.ts';
import { planWholeOrParts } from '../sources/candidates/whole-or-parts.ts';

export interface FixPlans {
  readonly plans: readonly FixPlan[];
  readonly none: readonly { readonly finding: Compared; readonly why: string }[];
}

/** Plans for findings of plain manifests, and of resources and patches in the files of a kustomization. */
export async function planInFiles(
  findings: readonly Compared[],
  texts: Texts,
  divided: (ofManifest: readonly Compared[]) => readonly Unit[] = unitsOf,
): Promise<FixPlans> {
  const plans: FixPlan[] = [];
  const none: { finding: Compared; why: string }[] = [];
  const effort = { left: mostEffort };
  for (const [manifest, group] of groupBy(findings, (finding) => finding.manifest)) {
    for (const whole of divided(group)) {
      const tried = await planWholeOrParts(manifest, whole, (unit) => planUnit(manifest, unit, texts, effort));
      for (const { unit, planned } of tried) {
        if (planned.kind === 'candidate') plans.push({ candidate: planned.candidate, findings: unit.findings });
        else for (const finding of unit.findings) none.push({ finding, why: planned.why });
      }
    }
  }
  const joined = await joinNeighbours(plans, texts);
  return { plans: joined.plans, none: [...none, ...joined.none] };
}

/** Maximum number of characters to read for the edits of all files: each edit reads its document. */
const mostEffort = 25_000_000;

interface Effort {
  left: number;
}

async function planUnit(manifest: Manifest, unit: Unit, texts: Texts, effort: Effort): Promise<Planned> {
  const { origin } = manifest;
  const planned = await originKindOf(origin).edit(manifest, origin, unit.operations, texts);
  if (planned.kind === 'none') return planned;
  const { edit } = planned;
  const text = await texts.of(edit.file);
  if (!text.ok) return { kind: 'none', why: text.problem.message };
  const source = (await texts.parts(edit.file)) ?? sourceText(text.text);
  const needed = effortOf(source, edit);
  if (needed > effort.left)
    return {
      kind: 'none',
      why: `No edit was tried: the edits of one run may read at most ${mostEffort} characters of large files, and this limit is reached. Apply the other suggestions first, or edit by hand.`,
    };
  effort.left -= needed;
  return editFile(edit.file, source, edit);
}

/** Replaces a link by the file that it leads to, so that the file is edited under one name only. */
function withHolder<P extends FixPlan>(plan: P, texts: Texts): P {
  const { candidate } = plan;
  const file = texts.holder(candidate.file);
  return file === candidate.file ? plan : { ...plan, candidate: { ...candidate, file } };
}

async function textsOfPlans(plans: readonly FixPlan[], texts: Texts): Promise<Map<string, SourceText>> {
  const known = new Map<string, SourceText>();
  for (const file of new Set(plans.map(({ candidate }) => candidate.file))) {
    const text = await texts.parts(file);
    if (text !== null) known.set(file, text);
  }
  return known;
}

/**
 * Joins plans that touch the same or neighbouring lines. Equal edits of one document (two builds of one base) become
 * one, too.
 */
export async function joinNeighbours(plans: readonly FixPlan[], texts: Texts): Promise<FixPlans> {
  const withHolders = plans.map((plan) => withHolder(plan, texts));
  const known = await textsOfPlans(withHolders, texts);
  const joinings = [...groupBy(withHolders, ({ candidate }) => candidate.file)].flatMap(([file, inFile]) => {
    const byEdit = [...groupBy(inFile, ({ candidate }) => JSON.stringify(candidate.edit)).values()];
    const distinct = byEdit.map(([first, ...rest]) => ({
      candidate: first.candidate,
      findings: [first, ...rest].flatMap(({ findings }) => findings),
    }));
    return clusters(distinct, ({ candidate }) => candidate.edit).map((cluster) =>
      joined(file, cluster, known.get(file) ?? sourceText('')),
    );
  });
  return { plans: joinings.flatMap(({ plans }) => plans), none: joinings.flatMap(({ none }) => none) };
}

/**
 * Edits of one document are planned again together, and edits of a template are merged. If that fails, the most severe
 * plans that touch no other stay. Edits of different documents stay separate: they are only close.
 */
function joined(file: string, cluster: readonly FixPlan[], text: SourceText): FixPlans {
  const [first, ...others] = cluster;
  const isSame = ({ candidate }: FixPlan): boolean => textKey(candidate) === textKey(first?.candidate);
  if (first === undefined || others.length === 0 || !others.every(isSame)) return { plans: cluster, none: [] };
  const candidate = isLong(cluster) ? null : joint(file, cluster, text);
  if (candidate === null) return untouching(cluster);
  return { plans: [{ candidate, findings: cluster.flatMap((plan) => plan.findings) }], none: [] };
}

/**
 * Whether the joined edit is too long for a suggestion, or joining takes too long: one line may have thousands of
 * plans.
 */
function isLong(cluster: readonly FixPlan[]): boolean {
  const first = cluster.reduce((least, { candidate }) => Math.min(least, candidate.edit.first), Infinity);
  const last = cluster.reduce((most, { candidate }) => Math.max(most, candidate.edit.last), 0);
  return last - first >= mostLines || cluster.length > mostJoined;
}

/** Enough for a container on each line, and some fields. */
const mostJoined = 100;

function joint(file: string, cluster: readonly FixPlan[], text: SourceText): Candidate | null {
  const yaml = cluster[0]?.candidate.yaml ?? null;
  if (yaml === null) {
    const edit = merged(
      text.lines(),
      cluster.map(({ candidate }) => candidate.edit),
    );
    return edit === null ? null : { file, edit, yaml: null };
  }
  const operations = inOrder(cluster.flatMap(({ candidate }) => candidate.yaml?.operations ?? []));
  const restores = cluster.flatMap(({ candidate }) => candidate.yaml?.restores ?? []);
  const inPod = cluster.some(({ candidate }) => candidate.yaml?.inPod === true);
  const planned = editFile(file, text, { ...yaml, operations, restores, ...(inPod ? { inPod } : {}) });
  return planned.kind === 'candidate' ? planned.candidate : null;
}

/** The plans that touch none of the earlier ones, the most severe first. */
export function untouching(plans: readonly FixPlan[]): FixPlans {
  const kept: FixPlan[] = [];
  const dropped: FixPlan[] = [];
  const taken = new Set<string>();
  for (const plan of plans.toSorted(plansBySeverity)) {
    const { file, edit } = plan.candidate;
    const isFree = linesAround(edit).every((line) => !taken.has(`${line} ${file}`));
    (isFree ? kept : dropped).push(plan);
    if (isFree) for (let line = edit.first; line <= edit.last; line++) taken.add(`${line} ${file}`);
  }
  return { plans: kept, none: unsuggested(dropped, standsTooClose) };
}

/** The lines of an edit, with the line before and after it. */
function linesAround({ first, last }: LineEdit): number[] {
  return Array.from({ length: last - first + 3 }, (_, index) => first - 1 + index);
}

export function isBeside({ candidate: one }: FixPlan, { candidate: other }: FixPlan): boolean {
  return one.file === other.file && touch(one.edit, other.edit);
}

/** Compares plans by their most severe finding. */
export function plansBySeverity(a: FixPlan, b: FixPlan): number {
  return worst(a) - worst(b);
}

function worst({ findings }: FixPlan): number {
  return findings.reduce<number>((least, { severity }) => Math.min(least, rankOf(severity)), severities.length);
}

export const standsTooClose =
  'Its edit would touch the lines of another suggestion. Apply that one first: the next run can suggest this one.';

export function unsuggested(plans: readonly FixPlan[], why: string): FixPlans['none'] {
  return plans.flatMap(({ findings }) => findings.map((finding) => ({ finding, why })));
}

/** Key of the document or text block that a candidate edits. */
function textKey(candidate: Candidate | undefined): string {
  const yaml = candidate?.yaml ?? null;
  return yaml === null ? '' : JSON.stringify([yaml.document, yaml.block]);
}
