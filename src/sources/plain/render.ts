/** Reads the objects and problems in a file of manifests. */
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Problem } from '../../model/problem.ts';
import { type CommonMetadata, type MadeNamespace, type PlainSource } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { parseManifests, type YamlFault } from '../../yaml/values.ts';
import { duplicateNotices, isDuplicate } from '../render/duplicate-key.ts';
import { objectsIn, wasMeantAsObject } from '../render/objects.ts';

/** The objects of a manifest file. A broken document does not affect the others. */
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
  const grave = faults.filter((fault) => !isDuplicate(fault));
  const problems = [...grave.map((fault) => problemOf(source.path, fault)), ...meant];
  const notices = duplicateNotices(source.path, faults);
  const failed = manifests.length === 0 && problems.length > 0;
  const status = failed ? 'failed' : 'rendered';
  return { source, status, manifests, problems, ...(notices.length > 0 ? { notices } : {}) };
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
