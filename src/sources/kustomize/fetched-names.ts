/** Names fetched repositories, charts and files in the tree and in the engine. */
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { posix } from 'node:path';
import { type Address } from './addresses.ts';
import { type HelmChartEntry } from './helm-charts.ts';

type Repository = Extract<Address, { readonly kind: 'git' }>;

/** The folder of a fetched repository's files in a tree: `https://github.com/org/repo@v1/`. */
export function repositoryFolder({ origin, repository, ref }: Repository): string {
  return `${origin}/${repository}@${encodeURIComponent(ref)}/`;
}

/**
 * The folder of a chart's files in a tree that was fetched for an entry. The name has the requested version, so that it
 * can be found for the entry without knowing the resolved version.
 */
export function fetchedChartFolder({ repository, name, version, devel }: HelmChartEntry): string {
  const asked = version === '' ? (devel ? 'devel' : 'newest') : version;
  return `${plainAddress(repository)}/${name}@${encodeURIComponent(asked)}/`;
}

function plainAddress(address: string): string {
  const withoutLogin = address.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
  return withoutSlashes(withoutLogin.replace(/[?#].*$/, ''));
}

/** The engine's file system does not support empty names between slashes. */
export function nameInEngine(path: string): string {
  return path.replace('://', ':/');
}

/** The engine's copy of a folder whose charts are rendered for this namespace. */
export function copyOf(folder: string, namespace: string): string {
  return `${folder}#namespace.${encodeURIComponent(namespace)}`;
}

/**
 * The tree's path for a file name of the engine. A file from an address is in the folder of the kustomization that
 * names it.
 */
export function pathInTree(name: string): string {
  const parts = name.split('/');
  const folders = parts.slice(0, -1).map(withoutNamespace);
  return [...folders, ...parts.slice(-1)].join('/').replace(/^(?:.*\/)?(https?|oci):\/(?!\/)/, '$1://');
}

function withoutNamespace(folder: string): string {
  const at = folder.indexOf('#namespace.');
  return at === -1 ? folder : folder.slice(0, at);
}

/**
 * The engine's path for a file from an address: in the kustomization's folder, because Kustomize may not read above it.
 */
export function fileInEngine(folder: string, url: string): string {
  return posix.join(folder, nameInEngine(url));
}

/** A message of the engine with users' names: addresses as written, and templates instead of their output. */
export function messageForPeople(message: string): string {
  const addresses = message.replace(/\b(https?|oci):\/(?!\/)/g, '$1://');
  const originals = addresses.replace(/#namespace\.[^/'\s]*/g, '');
  return originals.replace(/[^\s']+/g, (word) => withoutChartsFolder(word).replace(/\.\/\d+\/\d+\//g, ''));
}

const chartsFolder = '#helmCharts/charts/';

/** A word may have any length, so it is scanned only once. */
function withoutChartsFolder(word: string): string {
  const at = word.lastIndexOf(chartsFolder);
  const numbers = at === -1 ? null : /^\d+\/\d+\//.exec(word.slice(at + chartsFolder.length));
  return numbers === null ? word : word.slice(at + chartsFolder.length + numbers[0].length);
}
