/** Writes the manifests of the cases of docs/comparison.md. */
import { Document, parseAllDocuments } from 'yaml';
import type { Edit } from './cases.ts';

function only(documents: readonly Document[], kind: string): Document {
  const [found, another] = documents.filter((document) => document.get('kind') === kind);
  if (found === undefined || another !== undefined) throw new Error(`not one ${kind} but none or several`);
  return found;
}

function edited(documents: readonly Document[], edit: Edit): readonly Document[] {
  switch (edit.op) {
    case 'set': {
      const document = only(documents, edit.kind);
      document.setIn(edit.path, document.createNode(edit.value));
      return documents;
    }
    case 'remove': {
      const removed = only(documents, edit.kind).deleteIn(edit.path);
      if (!removed) throw new Error(`${edit.kind} has no ${edit.path.join('.')}`);
      return documents;
    }
    case 'remove-object': {
      const gone = only(documents, edit.kind);
      return documents.filter((document) => document !== gone);
    }
    case 'add-object':
      return [...documents, new Document(edit.object)];
  }
}

/**
 * The clean manifests with the edits.
 *
 * @throws {Error} when an edit fits nothing: the case would then show nothing.
 */
export function withEdits(clean: string, edits: readonly Edit[]): string {
  const format = { lineWidth: 0, directives: false, flowCollectionPadding: false, singleQuote: true } as const;
  let documents: readonly Document[] = [...parseAllDocuments(clean)];
  for (const edit of edits) documents = edited(documents, edit);
  return documents.map((document) => document.toString(format)).join('---\n');
}
