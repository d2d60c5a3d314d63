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
    if (writing === null || !mayApply(writing, operation)) return whyNone(origin);
    const { file, document, block, way } = writing;
    edits.push({ file, document, block, sheds: true, operations: [{ ...operation, path: way }] });
  }
  const [first] = edits;
  if (first === undefined || edits.some((edit) => textOf(edit) !== textOf(first))) return whyNone(origin);
  return { kind: 'edit', edit: { ...first, operations: edits.flatMap((edit) => edit.operations) } };
}

/** An entry of a kustomization sets fields of many objects, and an operation that only has a value cannot remove it. */
function mayApply({ edit }: Writing, { op }: FixOperation): boolean {
  return edit === 'field' || (edit === 'value' && op === 'set');
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
