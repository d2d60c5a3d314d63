/** Reports keys that a map has twice, in the files of charts, kustomizations and helmfiles. */
import { distinctBy } from '../foundation/groups.ts';
import { type Notice } from '../model/problem.ts';
import { type HelmSource, type Source } from '../model/source.ts';
import { type Texts } from '../snapshot/texts.ts';
import { lastCounts, type ParsedStream, parseManifests } from '../yaml/values.ts';
import { isHelmfile } from './deployments/helmfile/helmfile-names.ts';
import { isKustomization } from './kustomize/kustomization-file.ts';
import { duplicateNotices } from './render/duplicate-key.ts';
import { isNamedObject } from './helm/discover/chart-files.ts';

/**
 * Notices for duplicate keys in these files, each file once, sorted by subject. Manifests report their own when they
 * are read.
 */
export async function duplicatesRead(sources: readonly Source[], texts: Pick<Texts, 'of'>): Promise<Notice[]> {
  const files = distinctBy(sources.flatMap(readersOf), ({ file }) => file).filter(({ file }) => !file.includes('://'));
  const notices: Notice[] = [];
  for (const { file, taken, isRead } of files) {
    const text = await texts.of(file);
    if (!text.ok) continue;
    const parsed = parseManifests(text.text);
    if (isRead(parsed, text.text)) notices.push(...duplicateNotices(file, parsed.faults, taken));
  }
  return notices.sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
}

interface Reader {
  readonly file: string;
  readonly taken: string;
  /** Whether a file that says this is read as YAML. */
  readonly isRead: (parsed: ParsedStream, text: string) => boolean;
}

function readersOf(source: Source): Reader[] {
  const { kind, deployment } = source;
  const declared = deployment?.place.file ?? '';
  const helmfile = isHelmfile(declared) ? [{ file: declared, taken: inHelmfile, isRead: isNoTemplate }] : [];
  if (kind === 'helm') return [...chartFiles(source).map(asLast), ...helmfile];
  return kind === 'kustomize' ? [...source.reads.flatMap(inBuild), ...helmfile] : helmfile;
}

/**
 * sigs.k8s.io/yaml is not strict. Helm and Kustomize read their own files with it, and kubectl reads manifests with it.
 */
function asLast(file: string): Reader {
  return { file, taken: lastCounts, isRead: () => true };
}

/**
 * helmfile has read YAML with go-yaml v2 (takes the last key), goccy/go-yaml (told to allow it) and v3 (refuses it).
 */
const inHelmfile = `${lastCounts}, if helmfile accepts it: from 1.0 on it may refuse the file`;

function isNoTemplate(_: ParsedStream, text: string): boolean {
  return !text.includes('{{');
}

function chartFiles({ files, layers }: HelmSource): string[] {
  const own = [...files].filter(([name]) => /^(?:values\.ya?ml|requirements\.yaml|Chart\.yaml)$/.test(name));
  return [...own.map(([, path]) => path), ...layers.flatMap((layer) => (layer.kind === 'file' ? [layer.file] : []))];
}

/**
 * For kyaml, resources and patches are nodes: it finds the first field of a name. In the end it refuses such a
 * resource.
 */
function inBuild(file: string): Reader[] {
  if (isKustomization(file)) return [asLast(file)];
  if (!/\.(?:ya?ml|json)$/.test(file)) return [];
  return [{ file, taken: '; what Kustomize builds of it is reviewed', isRead: holdsObjects }];
}

/** Data for a generator may also be YAML, which nothing parses. */
function holdsObjects({ documents }: ParsedStream): boolean {
  return documents.some(({ value }) => isNamedObject(value));
}
