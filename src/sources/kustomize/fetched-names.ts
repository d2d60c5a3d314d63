import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { posix } from 'node:path';
import { type Address } from './addresses.ts';
import { type HelmChartEntry } from './helm-charts.ts';

type Repository = Extract<Address, { readonly kind: 'git' }>;

/** What the paths of a fetched repository's files begin with in a tree: `https://github.com/org/repo@v1/`. */
export function repositoryFolder({ origin, repository, ref }: Repository): string {
  return `${origin}/${repository}@${encodeURIComponent(ref)}/`;
}

/**
 * What the paths of a chart's files begin with in a tree that was fetched for an entry. It says what was asked for, so
 * that who renders the entry finds it again without knowing what it turned out to mean.
 */
export function fetchedChartFolder({ repository, name, version, devel }: HelmChartEntry): string {
  const asked = version === '' ? (devel ? 'devel' : 'newest') : version;
  return `${plainAddress(repository)}/${name}@${encodeURIComponent(asked)}/`;
}

function plainAddress(address: string): string {
  const withoutLogin = address.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
  return withoutSlashes(withoutLogin.replace(/[?#].*$/, ''));
}

/** The engine's file system knows no empty names between slashes. */
export function nameInEngine(path: string): string {
  return path.replace('://', ':/');
}

/** Where the engine has the copy of a folder whose charts are rendered for that namespace. */
export function copyOf(folder: string, namespace: string): string {
  return `${folder}#namespace.${encodeURIComponent(namespace)}`;
}

/** The tree's path of a file that the engine names. A file of an address lies in the folder that names it. */
export function pathInTree(name: string): string {
  const parts = name.split('/');
  const folders = parts.slice(0, -1).map(withoutNamespace);
  return [...folders, ...parts.slice(-1)].join('/').replace(/^(?:.*\/)?(https?|oci):\/(?!\/)/, '$1://');
}

function withoutNamespace(folder: string): string {
  const at = folder.indexOf('#namespace.');
  return at === -1 ? folder : folder.slice(0, at);
}

/** Where the engine has a file of an address: in the folder of the kustomization, which may read nothing above itself. */
export function fileInEngine(folder: string, url: string): string {
  return posix.join(folder, nameInEngine(url));
}

/** A message of the engine with the names that people know: addresses, and templates rather than what they print. */
export function messageForPeople(message: string): string {
  const addresses = message.replace(/\b(https?|oci):\/(?!\/)/g, '$1://');
  const originals = addresses.replace(/#namespace\.[^/'\s]*/g, '');
  return originals.replace(/[^\s']+/g, (word) => withoutChartsFolder(word).replace(/\.\/\d+\/\d+\//g, ''));
}

const chartsFolder = '#helmCharts/charts/';

/** A word may be of any length: it is looked through once. */
function withoutChartsFolder(word: string): string {
  const at = word.lastIndexOf(chartsFolder);
  const numbers = at === -1 ? null : /^\d+\/\d+\//.exec(word.slice(at + chartsFolder.length));
  return numbers === null ? word : word.slice(at + chartsFolder.length + numbers[0].length);
}
