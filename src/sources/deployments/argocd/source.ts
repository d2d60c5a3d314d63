/** Reads one source of an Argo CD Application as a part of its deployment. */
import { withoutSlashes } from '../../../foundation/text/without-slashes.ts';
import { type ChartRef, type DeployedPartKind } from '../deployment.ts';
import { type Field } from '../field.ts';
import { inside, insideOf } from '../paths.ts';
import { hasChart, isThis, isThisTree, kustomizationOfFolder, type Repository } from '../repository.ts';
import { directoryPart } from './directory-source.ts';
import { helmPart, type Release } from './helm-source.ts';
import { kustomizePart } from './kustomize-source.ts';
import { type PathScope, type RefSource } from './value-files.ts';

/** What a source of an Application deploys: nothing where it is only referred to for its files. */
export function partOf(source: Field, release: Release, scope: PathScope): DeployedPartKind[] {
  const url = source.at('repoURL').text();
  if (url === null) {
    source.problem('deployment-invalid', 'expected repoURL, got nothing.');
    return [];
  }
  const chart = registryChart(source, url);
  if (chart !== null) return [helmPart(source, chart, release, scope)];
  const path = source.at('path').text();
  if (path === null) {
    if (!source.at('ref').isThere) source.problem('deployment-invalid', 'expected a path or a chart, got neither.');
    return [];
  }
  const why = unseen(source, url, scope.repository);
  return why === null ? localPart(source, path, release, scope) : remotePart(source, url, path, why, release, scope);
}

/** A chart in a chart repository or an OCI registry. Argo CD omits `oci://` from the address of a registry. */
function registryChart(source: Field, url: string): ChartRef | null {
  const name = source.at('chart').text();
  const isRegistry = url.startsWith('oci://');
  if (name === null && !isRegistry) return null;
  const version = source.at('targetRevision').text();
  const { place } = source.at('targetRevision');
  if (name === null) return { kind: 'oci', reference: withoutSlashes(url), version, place };
  if (/^https?:\/\//i.test(url)) return { kind: 'http', repository: withoutSlashes(url), name, version, place };
  const registry = withoutSlashes(url.replace(/^oci:\/\//, ''));
  return { kind: 'oci', reference: `oci://${registry}/${name}`, version, place };
}

export function refOf(source: Field, repository: Repository): RefSource {
  const url = source.at('repoURL').text() ?? '';
  return { why: unseen(source, url, repository) };
}

/** Why the source's files are not the files of the tree; null where they are. */
function unseen(source: Field, url: string, repository: Repository): string | null {
  const path = inside('.', source.at('path').text() ?? '.');
  const isHere = isThis(repository, url, path !== null && repository.folders.has(path));
  if (!isHere) return `${repositoryNameOf(url)} is another repository.`;
  const revision = source.at('targetRevision').text() ?? '';
  return isThisTree(repository, revision) ? null : `${revision} is another revision of this repository.`;
}

/** An address without credentials. */
export function repositoryNameOf(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

function localPart(source: Field, path: string, release: Release, scope: PathScope): DeployedPartKind[] {
  const { repository } = scope;
  const folder = insideOf(source.at('path'), '.', path);
  if (folder === null) return [];
  if (!repository.folders.has(folder)) {
    source.at('path').problem('deployment-invalid', `there is no folder ${folder}; expected one in this repository.`);
    return [];
  }
  switch (toolOf(source, folder, repository)) {
    case 'helm':
      return [helmPart(source, { kind: 'folder', path: folder }, release, { ...scope, folder })];
    case 'kustomize':
      return [kustomizePart(source, folder, scope)];
    case 'directory':
      return [directoryPart(source, folder, repository)];
    case 'plugin':
      source.at('plugin').unknown('A plugin renders the manifests; plugins are not run.');
      return [];
  }
}

/** The tool that Argo CD uses: the configured one; else decided by the files, kustomize before Helm. */
function toolOf(source: Field, folder: string, repository: Repository): 'helm' | 'kustomize' | 'directory' | 'plugin' {
  const tools = ['kustomize', 'helm', 'directory', 'plugin'] as const;
  const configured = tools.filter((tool) => source.at(tool).isThere);
  if (configured.length > 1) {
    const names = configured.join(' and ');
    source.problem('deployment-invalid', `expected one of ${tools.join(', ')}, got ${names}; Argo CD refuses that.`);
  }
  const [explicit] = configured;
  if (explicit !== undefined) return explicit;
  if (kustomizationOfFolder(repository, folder) !== null) return 'kustomize';
  return hasChart(repository, folder) ? 'helm' : 'directory';
}

/** From another repository only a chart can be fetched; a source that is not known to be a chart may be anything. */
function remotePart(
  source: Field,
  url: string,
  path: string,
  why: string,
  release: Release,
  scope: PathScope,
): DeployedPartKind[] {
  if (!source.at('helm').isThere) {
    source.at('repoURL').unknown(why, 'manifests');
    return [];
  }
  const { place } = source.at('targetRevision');
  const chart: ChartRef = { kind: 'git', url, ref: source.at('targetRevision').text(), path, place };
  return [helmPart(source, chart, release, scope)];
}
