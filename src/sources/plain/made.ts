/** The kind of namespaces that deployments create. */
import { isJsonMap } from '../../foundation/json.ts';
import { type Json } from '../../model/json.ts';
import { type MadeNamespace, type Origin, type PlainSource, type Source } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { notInOneFile } from '../candidates/candidate.ts';
import { isAsWritten, valuesWritten } from '../deployments/inline-layer.ts';
import { type OriginKind } from '../kind.ts';
import { locateMade } from './locate.ts';

type Making = PlainSource & { readonly makes: MadeNamespace };

/** Whether a source is a namespace that a deployment creates. */
export function makes(source: Source): source is Making {
  return source.kind === 'plain' && source.makes !== null;
}

/** The metadata that a deployment sets on a namespace, without its place. */
export function madeSettings({ name, metadata: { labels, annotations } }: MadeNamespace): Json {
  return [name, [labels, annotations]];
}

/** The source with the metadata that the deployment sets after an edit. */
export async function madeAfter(
  source: PlainSource,
  edits: ReadonlyMap<string, string>,
  texts: Texts,
): Promise<PlainSource> {
  const { makes } = source;
  const edited = makes === null ? undefined : edits.get(makes.written.file);
  const before = makes === null ? null : await texts.of(makes.written.file);
  if (makes === null || edited === undefined || before?.ok !== true) return source;
  const { labels, annotations } = makes.metadata;
  const given = Object.entries({ labels, annotations }).filter(([, map]) => Object.keys(map).length > 0);
  const { file, document, path } = makes.written;
  const layer = { kind: 'inline', file, document, path, value: Object.fromEntries(given) } as const;
  const value = isAsWritten(before.text, layer) ? valuesWritten(edited, layer) : null;
  if (value === null) return source;
  const metadata = { labels: textMap(value['labels']), annotations: textMap(value['annotations']) };
  return { ...source, makes: { ...makes, metadata } };
}

function textMap(value: Json | undefined): Record<string, string> {
  const entries = isJsonMap(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])));
}

export const madeByDeployment: OriginKind<Extract<Origin, { readonly kind: 'made' }>> = {
  file: ({ namespace }) => namespace.written.file,
  mayBeInSeveralFiles: false,
  locator: ({ texts }, open) => ({ locate: (_, { namespace }, path) => locateMade(texts, open, namespace, path) }),
  written: ({ namespace: { written } }) => ({
    file: written.file,
    document: written.document,
    within: written.path.length,
    below: ['metadata'],
  }),
  edit: (_, { namespace: { written } }, operations) => {
    if (operations.some(({ path }) => path[0] !== 'metadata')) return Promise.resolve(notInOneFile);
    const { file, document, path } = written;
    const moved = operations.map((operation) => ({ ...operation, path: [...path, ...operation.path.slice(1)] }));
    return Promise.resolve({
      kind: 'edit',
      edit: { file, document, block: null, sheds: true, operations: moved },
    });
  },
  lines: () => Promise.resolve(null),
};
