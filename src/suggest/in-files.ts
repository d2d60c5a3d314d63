import { writingOf } from '../build-writing.ts';
import { groupBy } from '../groups.ts';
import { type Compared, type FixOperation, type Manifest } from '../model.ts';
import { type Texts } from '../texts.ts';
import { type Candidate, type Planned } from './candidate.ts';
import { clusters } from './clusters.ts';
import { editFile, touch } from './edit-file.ts';
import { inOrder, type Unit, unitsOf } from './units.ts';

/** An edit of a file and the findings it should mend. */
export interface Plan {
  readonly candidate: Candidate;
  readonly findings: readonly Compared[];
}

export interface Planning {
  readonly plans: readonly Plan[];
  readonly none: readonly { readonly finding: Compared; readonly why: string }[];
}

/** Operations on one document of a file. */
interface Edit {
  readonly file: string;
  readonly document: number;
  readonly operations: readonly FixOperation[];
}

/** Plans for findings of plain manifests, and of resources and patches that a kustomization takes from its own files. */
export async function planInFiles(findings: readonly Compared[], texts: Texts): Promise<Planning> {
  const plans: Plan[] = [];
  const none: { finding: Compared; why: string }[] = [];
  for (const [manifest, group] of groupBy(findings, (finding) => finding.manifest)) {
    for (const unit of unitsOf(group)) {
      const planned = await planUnit(manifest, unit, texts);
      if (planned.kind === 'candidate') plans.push({ candidate: planned.candidate, findings: unit.findings });
      else none.push(...unit.findings.map((finding) => ({ finding, why: planned.why })));
    }
  }
  return { plans: await joinNeighbours(plans, texts), none };
}

async function planUnit(manifest: Manifest, unit: Unit, texts: Texts): Promise<Planned> {
  const edit = await editOf(manifest, unit, texts);
  if (edit === null) return { kind: 'none', why: 'the fields are made by a generator, or written in several files' };
  const text = await texts.of(edit.file);
  return text.ok
    ? editFile(edit.file, text.text, edit.document, edit.operations)
    : { kind: 'none', why: text.problem.message };
}

/** The unit's operations where the manifest is written: all in one document, or none. */
async function editOf(manifest: Manifest, { operations }: Unit, texts: Texts): Promise<Edit | null> {
  const { origin } = manifest;
  if (origin.kind === 'helm') return null;
  if (origin.kind === 'plain') {
    const { file, document, item } = origin;
    return {
      file,
      document,
      operations: operations.map((operation) => ({ ...operation, path: [...item, ...operation.path] })),
    };
  }
  const edits: Edit[] = [];
  for (const operation of operations) {
    const writing = await writingOf(texts, manifest, origin, operation.path);
    if (writing === null) return null;
    edits.push({ file: writing.file, document: writing.document, operations: [{ ...operation, path: writing.way }] });
  }
  const [first] = edits;
  if (first === undefined || edits.some(({ file, document }) => file !== first.file || document !== first.document))
    return null;
  return { ...first, operations: edits.flatMap((edit) => edit.operations) };
}

async function textsOfPlans(plans: readonly Plan[], texts: Texts): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for (const { candidate } of plans) {
    const text = await texts.of(candidate.file);
    if (text.ok) known.set(candidate.file, text.text);
  }
  return known;
}

/** Plans that touch the same or neighbouring lines become one. The same document edited alike (two builds of one base) is one, too. */
export async function joinNeighbours(plans: readonly Plan[], texts: Texts): Promise<Plan[]> {
  const known = await textsOfPlans(plans, texts);
  return [...groupBy(plans, ({ candidate }) => candidate.file)].flatMap(([file, inFile]) => {
    const alike = [...groupBy(inFile, ({ candidate }) => JSON.stringify(candidate.edit)).values()];
    const distinct = alike.map(([first, ...rest]) => ({
      candidate: first.candidate,
      findings: [first, ...rest].flatMap(({ findings }) => findings),
    }));
    return clusters(distinct, (a, b) => touch(a.candidate.edit, b.candidate.edit)).flatMap((cluster) =>
      joined(file, cluster, known.get(file) ?? ''),
    );
  });
}

/** Edits of one document are made again, together. Where that can't be, they stay apart: they only stand close. */
function joined(file: string, cluster: readonly Plan[], text: string): Plan[] {
  const [first] = cluster;
  if (first === undefined || cluster.length === 1) return [...cluster];
  const documents = new Set(cluster.map(({ candidate }) => candidate.yaml?.document));
  const [document] = documents;
  if (documents.size !== 1 || document === undefined) return [...cluster];
  const operations = inOrder(cluster.flatMap(({ candidate }) => candidate.yaml?.operations ?? []));
  const planned = editFile(file, text, document, operations);
  if (planned.kind === 'none') return [first];
  return [{ candidate: planned.candidate, findings: cluster.flatMap(({ findings }) => findings) }];
}
