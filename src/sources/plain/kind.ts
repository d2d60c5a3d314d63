/** The kind of manifest files, which are applied as they are. Also of the namespace that a deployment creates. */
import { type Origin, type PlainSource } from '../../model/source.ts';
import { splitStream } from '../../yaml/stream.ts';
import { type OriginKind, type SourceKind } from '../kind.ts';
import { lineUnless } from '../locate/shown-line.ts';
import { asItIs } from '../remote/equipped.ts';
import { locateInFile } from './locate.ts';
import { madeAfter, madeSettings } from './made.ts';
import { renderPlain } from './render.ts';
import { retainedFile } from './retained.ts';
import { undeployedFiles } from './undeployed.ts';

type FileOrigin = Extract<Origin, { readonly kind: 'plain' }>;

export const plainKind: SourceKind<PlainSource> = {
  isFile: true,
  claims: () => false,
  undeployed: undeployedFiles,
  retained: retainedFile,
  marks: ({ path }) => [path],
  valueFiles: () => [],
  equip: (source) => Promise.resolve(asItIs(source)),
  isLacking: () => false,
  render: (source, { texts }) => renderPlain(source, texts),
  kubernetesVersion: () => null,
  settings: ({ makes }) => (makes === null ? null : madeSettings(makes)),
  edited: madeAfter,
};

export const plainOriginKind: OriginKind<FileOrigin> = {
  file: (origin) => origin.file,
  mayBeInSeveralFiles: false,
  locator: ({ texts }, open) => ({
    locate: (_, origin, path) => locateInFile(texts, open, origin.file, origin.document, [...origin.item, ...path]),
  }),
  written: ({ file, document, item }) => ({ file, document, within: item.length, below: [] }),
  edit: (_, { file, document, item }, operations) => {
    const moved = operations.map((operation) => ({ ...operation, path: [...item, ...operation.path] }));
    return Promise.resolve({
      kind: 'edit',
      edit: { file, document, block: null, sheds: true, operations: moved },
    });
  },
  lines: async ({ file, document }, _, texts) => {
    const text = await texts.of(file);
    const chunk = text.ok ? splitStream(text.text)[document] : undefined;
    return (chunk?.text ?? '')
      .replace(/\r?\n$/, '')
      .split('\n')
      .flatMap((line, index) => lineUnless(/^---/, line, { file, line: (chunk?.line ?? 1) + index }));
  },
};

/** Whether an object is applied as it is written in a file. */
export function isInFile(origin: Origin): origin is FileOrigin {
  return origin.kind === 'plain';
}
