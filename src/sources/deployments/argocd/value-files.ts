/** Resolves the value files of a Helm source of an Argo CD Application. */
import { posix } from 'node:path';
import { comparePaths } from '../../../foundation/json.ts';
import { type DeploymentLayer } from '../deployment.ts';
import { type Field } from '../field.ts';
import { globMatcher, hasGlob } from '../../../foundation/text/glob.ts';
import { unknownLayer } from '../inline-values.ts';
import { inside, insideOf } from '../paths.ts';
import { type Repository } from '../repository.ts';
import { type Environment, substituted } from './environment.ts';

/** The base of a source's paths, and the meaning of `$name/` at the beginning of a path. */
export interface PathScope {
  readonly repository: Repository;
  /** The folder of the chart; null where the chart is not in this repository. */
  readonly folder: string | null;
  /** Sources with a `ref`, by `$` and the name: whether each is this repository at the tree's revision. */
  readonly refs: ReadonlyMap<string, RefSource>;
  readonly environment: Environment;
}

export interface RefSource {
  /** Null for this repository; else why its files are not known. */
  readonly why: string | null;
}

/**
 * The value files of a source, in order. A pattern stands for its files in the order in which Argo CD walks them,
 * without files that are named directly or matched by an earlier pattern.
 */
export function argocdValueFiles(helm: Field, scope: PathScope): DeploymentLayer[] {
  const ignoreMissing = helm.at('ignoreMissingValueFiles').flag();
  const found = helm
    .at('valueFiles')
    .items()
    .flatMap((field) => resolve(field, scope));
  const named = new Set(found.flatMap((one) => (one.kind === 'file' ? [one.file] : [])));
  const seen = new Set<string>();
  return found.flatMap((one): DeploymentLayer[] => {
    if (one.kind === 'unknown') return unknownLayer(one.field, one.why);
    if (one.kind === 'file') return namedFile(one.field, one.file, scope, ignoreMissing);
    const all = matching(one.pattern, scope.repository);
    if (all.length === 0 && !ignoreMissing) sayMissing(one.field, `no file matches ${one.pattern}`);
    const files = all.filter((file) => !named.has(file) && !seen.has(file));
    for (const file of files) seen.add(file);
    return files.map((file) => ({ kind: 'file', file, ignoreMissing }));
  });
}

type Resolved =
  | { readonly kind: 'file'; readonly field: Field; readonly file: string }
  | { readonly kind: 'pattern'; readonly field: Field; readonly pattern: string }
  | { readonly kind: 'unknown'; readonly field: Field; readonly why: string };

function resolve(field: Field, scope: PathScope): Resolved[] {
  const written = field.text();
  if (written === null) return [];
  const located = locatePath(field, written, scope);
  if (located === null) return [];
  if (typeof located !== 'string') {
    return [{ kind: 'unknown', field, why: located.why }];
  }
  return hasGlob(located) && !scope.repository.tree.files.has(located)
    ? [{ kind: 'pattern', field, pattern: located }]
    : [{ kind: 'file', field, file: located }];
}

/**
 * The path in this repository that a source's field names; or why it is not known; null where that is already noted.
 */
export function locatePath(field: Field, written: string, scope: PathScope): string | { why: string } | null {
  const [head = ''] = written.split('/');
  const ref = scope.refs.get(head);
  if (ref !== undefined && ref.why !== null) return { why: ref.why };
  // Argo CD substitutes after the name of a source is split off, so a source may have the name of a variable.
  const text = substituted(field, ref === undefined ? written : written.slice(head.length + 1), scope.environment);
  if (text === null) return { why: 'its name is known only to Argo CD when it deploys.' };
  if (ref !== undefined) return insideOf(field, '.', text);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { why: whyNotFetched(text) };
  if (text.startsWith('/')) return insideOf(field, '.', text.slice(1));
  if (scope.folder === null) return { why: 'the file is beside the chart, which is not in this repository.' };
  return insideOf(field, scope.folder, text);
}

function whyNotFetched(url: string): string {
  const [, scheme = '', host = ''] = /^([^:]+):\/\/(?:[^@/]*@)?([^/]*)/.exec(url) ?? [];
  return /^https?$/i.test(scheme) ? `it is fetched from ${host}.` : `${scheme}:// is read by a plugin of Argo CD.`;
}

function namedFile(field: Field, file: string, { repository }: PathScope, ignoreMissing: boolean): DeploymentLayer[] {
  if (repository.tree.files.has(file)) return [{ kind: 'file', file, ignoreMissing }];
  if (!ignoreMissing) sayMissing(field, `${file} does not exist`);
  return [];
}

function sayMissing(field: Field, what: string): void {
  field.problem('values-missing', `${what}; expected a values file, or ignoreMissingValueFiles.`);
}

/** Folder by folder: the files of a folder before those of its subfolders. */
function matching(pattern: string, { tree }: Repository): string[] {
  const fits = globMatcher(pattern, 'doublestar');
  const [fixed = '.'] = /^[^*?[{]*/.exec(pattern) ?? [];
  const base = inside('.', posix.dirname(`${fixed}x`)) ?? '.';
  const files = [...tree.files.keys()].filter((path) => (base === '.' || path.startsWith(`${base}/`)) && fits(path));
  return files.sort((a, b) => comparePaths(foldersAbove(a), foldersAbove(b)) || (a < b ? -1 : 1));
}

function foldersAbove(path: string): string[] {
  return path.split('/').slice(0, -1);
}
