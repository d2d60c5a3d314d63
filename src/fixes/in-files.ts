import { originKindOf } from '../sources/kinds.ts';
import { groupBy } from '../foundation/groups.ts';
import { type Compared } from '../model/finding.ts';
import { type Manifest } from '../model/manifest.ts';
import { severities } from '../model/rule.ts';
import { type Texts } from '../snapshot/texts.ts';
import { type LineEdit } from '../yaml/line-edits.ts';
import { sourceText, type SourceText } from '../yaml/source-text.ts';
import { type Candidate, type Planned } from '../sources/candidates/candidate.ts';
import { clusters } from './clusters.ts';
import { editFile, effortOf, merged, mostLines, touch } from '../sources/candidates/edit-file.ts';
import { inOrder, type Unit, unitsOf } from '../sources/candidates/units.ts';
import { type Plan } from '../sources/candidates/plan.ts';
import { planWholeOrParts } from '../sources/candidates/whole-or-parts.ts';

export interface Planning {
  readonly plans: readonly Plan[];
  readonly none: readonly { readonly finding: Compared; readonly why: string }[];
}

/** Plans for findings of plain manifests, and of resources and patches that a kustomization takes from its own files. */
export async function planInFiles(
  findings: readonly Compared[],
  texts: Texts,
  divided: (ofManifest: readonly Compared[]) => readonly Unit[] = unitsOf,
): Promise<Planning> {
  const plans: Plan[] = [];
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

/** Characters that edits of all files may have read: each reads the document that it is in. */
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
      why: `No edit was tried: edits of this run may read ${mostEffort} characters of large files, and that is used up. Apply the other suggestions first, or edit by hand.`,
    };
  effort.left -= needed;
  return editFile(edit.file, source, edit);
}

/** What links lead to is edited, and under one name only. */
function withHolder<P extends Plan>(plan: P, texts: Texts): P {
  const { candidate } = plan;
  const file = texts.holder(candidate.file);
  return file === candidate.file ? plan : { ...plan, candidate: { ...candidate, file } };
}

async function textsOfPlans(plans: readonly Plan[], texts: Texts): Promise<Map<string, SourceText>> {
  const known = new Map<string, SourceText>();
  for (const file of new Set(plans.map(({ candidate }) => candidate.file))) {
    const text = await texts.parts(file);
    if (text !== null) known.set(file, text);
  }
  return known;
}

/** Plans that touch the same or neighbouring lines become one. The same document edited alike (two builds of one base) is one, too. */
export async function joinNeighbours(plans: readonly Plan[], texts: Texts): Promise<Planning> {
  const held = plans.map((plan) => withHolder(plan, texts));
  const known = await textsOfPlans(held, texts);
  const joinings = [...groupBy(held, ({ candidate }) => candidate.file)].flatMap(([file, inFile]) => {
    const alike = [...groupBy(inFile, ({ candidate }) => JSON.stringify(candidate.edit)).values()];
    const distinct = alike.map(([first, ...rest]) => ({
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
 * Edits of one document are made again, together, and edits of a template merged; where that can't be, the most severe
 * stay that touch no other. Edits of several documents stay apart: they only stand close.
 */
function joined(file: string, cluster: readonly Plan[], text: SourceText): Planning {
  const [first, ...others] = cluster;
  const isSame = ({ candidate }: Plan): boolean => textKey(candidate) === textKey(first?.candidate);
  if (first === undefined || others.length === 0 || !others.every(isSame)) return { plans: cluster, none: [] };
  const candidate = isLong(cluster) ? null : joint(file, cluster, text);
  if (candidate === null) return untouching(cluster);
  return { plans: [{ candidate, findings: cluster.flatMap((plan) => plan.findings) }], none: [] };
}

/** Whether what spans all of them is no suggestion any more, or takes too long to make: one line may hold thousands. */
function isLong(cluster: readonly Plan[]): boolean {
  const first = cluster.reduce((least, { candidate }) => Math.min(least, candidate.edit.first), Infinity);
  const last = cluster.reduce((most, { candidate }) => Math.max(most, candidate.edit.last), 0);
  return last - first >= mostLines || cluster.length > mostJoined;
}

/** A container on each line, and some fields more. */
const mostJoined = 100;

function joint(file: string, cluster: readonly Plan[], text: SourceText): Candidate | null {
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
  const planned = editFile(file, text, { ...yaml, operations, restores });
  return planned.kind === 'candidate' ? planned.candidate : null;
}

/** Those of the plans that touch none before them, the most severe first. */
export function untouching(plans: readonly Plan[]): Planning {
  const kept: Plan[] = [];
  const dropped: Plan[] = [];
  const taken = new Set<string>();
  for (const plan of plans.toSorted(bySeverity)) {
    const { file, edit } = plan.candidate;
    const isFree = linesAround(edit).every((line) => !taken.has(`${line} ${file}`));
    (isFree ? kept : dropped).push(plan);
    if (isFree) for (let line = edit.first; line <= edit.last; line++) taken.add(`${line} ${file}`);
  }
  return { plans: kept, none: unsuggested(dropped, standsTooClose) };
}

/** An edit spans few lines. */
function linesAround({ first, last }: LineEdit): number[] {
  return Array.from({ length: last - first + 3 }, (_, index) => first - 1 + index);
}

export function isBeside({ candidate: one }: Plan, { candidate: other }: Plan): boolean {
  return one.file === other.file && touch(one.edit, other.edit);
}

/** By the most severe of their findings; else as they come. */
export function bySeverity(a: Plan, b: Plan): number {
  return worst(a) - worst(b);
}

function worst({ findings }: Plan): number {
  return findings.reduce<number>(
    (least, { severity }) => Math.min(least, severities.indexOf(severity)),
    severities.length,
  );
}

export const standsTooClose =
  'Its edit would touch the lines of another suggestion. Apply that one first: the next run can suggest this one.';

export function unsuggested(plans: readonly Plan[], why: string): Planning['none'] {
  return plans.flatMap(({ findings }) => findings.map((finding) => ({ finding, why })));
}

/** The document or text block that a candidate edits. */
function textKey(candidate: Candidate | undefined): string {
  const yaml = candidate?.yaml ?? null;
  return yaml === null ? '' : JSON.stringify([yaml.document, yaml.block]);
}
