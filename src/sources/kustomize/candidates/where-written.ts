/** Plans edits of the resources and patches in which a built object's fields are written. */
import { type Manifest } from '../../../model/manifest.ts';
import { type FixOperation } from '../../../model/rule.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { type FileEdit, notInOneFile, type PlannedEdit } from '../../candidates/candidate.ts';
import { chartDocument } from '../chart-documents.ts';
import { writingOf } from '../locate/build-writing.ts';
import { type BuildOrigin, type Writing } from '../writing/writing.ts';

/** All of the operations in one document, or none. */
export async function editWhereWritten(
  manifest: Manifest,
  origin: BuildOrigin,
  operations: readonly FixOperation[],
  texts: Texts,
): Promise<PlannedEdit> {
  const edits: FileEdit[] = [];
  for (const operation of operations) {
    const writing = await writingOf(texts, manifest, origin, operation.path);
    const applied = writing === null ? null : appliedTo(writing, operation);
    if (writing === null || applied === null) return whyNone(origin);
    const { file, document, block } = writing;
    edits.push({ file, document, block, sheds: true, operations: applied });
  }
  const [first] = edits;
  if (first === undefined || edits.some((edit) => textOf(edit) !== textOf(first))) return whyNone(origin);
  return { kind: 'edit', edit: { ...first, operations: edits.flatMap((edit) => edit.operations) } };
}

/**
 * An operation on what sets the field; null where that cannot be edited: an entry of a kustomization sets fields of many
 * objects. A removal from a patch would bring back what the resource has, so there the patch removes it.
 */
function appliedTo({ edit, way, repeats }: Writing, operation: FixOperation): readonly FixOperation[] | null {
  const isRemoved = operation.op === 'remove' && repeats === true;
  const isInMergePatch = typeof way[0] === 'string' && typeof way.at(-1) === 'string';
  if (edit === 'field')
    return [isRemoved && isInMergePatch ? { op: 'set', path: way, value: null } : { ...operation, path: way }];
  if (edit === null || (operation.op === 'remove' && !isRemoved)) return null;
  if (!isRemoved) return [{ ...operation, path: way }];
  const step = way.slice(0, -1);
  return [
    { op: 'set', path: [...step, 'op'], value: 'remove' },
    { op: 'remove', path: way },
  ];
}

function textOf({ file, document, block }: FileEdit): string {
  return JSON.stringify([file, document, block]);
}

function whyNone({ file }: BuildOrigin): PlannedEdit {
  return file !== null && chartDocument(file) !== null ? ofChart : notInOneFile;
}

const ofChart: PlannedEdit = {
  kind: 'none',
  why: 'The object comes from a chart of `helmCharts`, whose values are not edited, and no patch could be shown to fix it. Set a value of the chart by hand.',
};
