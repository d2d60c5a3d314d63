import {
  type CommonMetadata,
  type MadeNamespace,
  type Manifest,
  type PlainSource,
  type Problem,
  type Rendering,
} from '../model.ts';
import { type Texts } from '../texts.ts';
import { parseManifests, type YamlFault } from '../yaml/values.ts';
import { objectsIn, wasMeantAsObject } from './objects.ts';

/** The objects of a file of manifests. One broken document loses none of the others. */
export async function renderPlain(source: PlainSource, texts: Texts): Promise<Rendering> {
  if (source.makes !== null)
    return { source, status: 'rendered', manifests: [made(source.id, source.makes)], problems: [] };
  const text = await texts.of(source.path);
  if (!text.ok) return { source, status: 'failed', manifests: [], problems: [text.problem] };
  const { documents, faults } = parseManifests(text.text);
  const manifests = documents.flatMap(({ index, value }): Manifest[] =>
    objectsIn(value).map(({ object, item }) => ({
      source: source.id,
      object,
      origin: { kind: 'plain', file: source.path, document: index, item },
    })),
  );
  const meant = documents
    .filter(({ value }) => wasMeantAsObject(value))
    .map(({ line }) => notAManifest(source.path, line));
  const problems = [...faults.map((fault) => problemOf(source.path, fault)), ...meant];
  const failed = manifests.length === 0 && problems.length > 0;
  return { source, status: failed ? 'failed' : 'rendered', manifests, problems };
}

function made(source: string, namespace: MadeNamespace): Manifest {
  const { name, metadata } = namespace;
  const written = Object.entries<CommonMetadata['labels']>({ ...metadata }).filter(
    ([, texts]) => Object.keys(texts).length > 0,
  );
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...Object.fromEntries(written) } };
  return { source, object, origin: { kind: 'made', namespace } };
}

export function problemOf(file: string, fault: YamlFault): Problem {
  const message = `${file}:${fault.line}: ${fault.message}`;
  return {
    stage: 'render',
    code: fault.code,
    subject: file,
    message,
    place: { kind: 'lines', file, first: fault.line, last: fault.line },
  };
}

function notAManifest(file: string, line: number): Problem {
  const message = `${file}:${line}: expected both apiVersion and kind; this document has only one of them.`;
  return {
    stage: 'render',
    code: 'not-a-manifest',
    subject: file,
    message,
    place: { kind: 'lines', file, first: line, last: line },
  };
}
