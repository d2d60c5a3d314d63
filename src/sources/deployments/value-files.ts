/** Derives deployments of a chart from the value files beside it. */
import { posix } from 'node:path';
import { type Problem } from '../../model/problem.ts';
import { type Deployment, type HelmPart } from './deployment.ts';
import { type Folders } from '../../snapshot/folders.ts';
import { type FoundDeployments } from './found.ts';
import { unnamedTarget } from './target.ts';

/** The release name and namespace where none is given; the same as in `helm template`. */
export interface UnsaidRelease {
  readonly name: string;
  readonly namespace: string;
}

export const unsaidRelease: UnsaidRelease = { name: 'release-name', namespace: 'default' };

/** The configured release, with defaults for what is not configured. */
export function releaseOf(
  said: { readonly release?: string | undefined; readonly namespace?: string | undefined } | undefined,
): UnsaidRelease {
  return { name: said?.release ?? unsaidRelease.name, namespace: said?.namespace ?? unsaidRelease.namespace };
}

/**
 * Deployments for the value files beside a chart whose names each stand for one environment. Only for charts that no
 * declaration deploys. The part of the file name that varies is the name of the deployment.
 */
export function valueFileDeployments(folders: Folders, chart: string, release: UnsaidRelease): FoundDeployments {
  const named = candidates(folders, chart)
    .flatMap(({ file, name }) => (name === null || isNotDeployed(name) ? [] : [{ file, name }]))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  return {
    deployments: named.slice(0, mostValueFiles).map(({ file, name }) => deployment(file, name, chart, release)),
    problems: named.length > mostValueFiles ? [tooManyValueFiles(chart, named.length, 'beside it')] : [],
  };
}

/** Maximum number of value files of a chart that count as deployments without being configured. */
export const mostValueFiles = 500;

/** `which`: where the files are, for the message. */
export function tooManyValueFiles(chart: string, count: number, which: string): Problem {
  const file = posix.join(chart, 'Chart.yaml');
  const message = `${file}: ${count} files ${which} have names of value files; only the first ${mostValueFiles} are reviewed. List the relevant ones under \`charts\` in the configuration.`;
  return { stage: 'discover', code: 'too-large', subject: chart, message, place: { kind: 'file', file, why: message } };
}

interface Candidate {
  readonly file: string;
  readonly name: string | null;
}

/** Folders that have a file or a folder for each environment. */
const environmentFolders = ['environments', 'environment', 'envs', 'env', 'values'];

function candidates(folders: Folders, chart: string): Candidate[] {
  const beside = filesIn(folders, chart).map((file) => ({ file, name: wildcard(posix.basename(file)) }));
  const perEnvironment = environmentFolders
    .map((name) => posix.join(chart, name))
    .flatMap((folder) => [...filesIn(folders, folder).map(named), ...foldersIn(folders, folder).flatMap(valuesIn)]);
  return [...beside, ...perEnvironment];

  function valuesIn(folder: string): Candidate[] {
    const name = posix.basename(folder);
    return filesIn(folders, folder)
      .filter((file) => /^values\.ya?ml$/.test(posix.basename(file)))
      .map((file) => ({ file, name }));
  }
}

/** `prod` of `values-prod.yaml`, `values.prod.yaml`, `values_prod.yaml`. */
function wildcard(name: string): string | null {
  return /^values[-._](.+)\.ya?ml$/.exec(name)?.[1] ?? null;
}

/** `prod` of `envs/prod.yaml`, and of `envs/values-prod.yaml`. */
function named(file: string): Candidate {
  const base = posix.basename(file);
  return { file, name: wildcard(base) ?? /^(.+)\.ya?ml$/.exec(base)?.[1] ?? null };
}

/**
 * Files that are no deployment: schemas, samples, secrets, and shared files that others are merged over in an unknown
 * order.
 */
const others =
  /(^|[-._])(schema|examples?|samples?|templates?|tests?|secrets?|enc|default|defaults|common|base|shared|global|globals|values|old|bak)($|[-._])/i;

function isNotDeployed(name: string): boolean {
  return others.test(name);
}

function filesIn(folders: Folders, folder: string): string[] {
  const names = folders.get(folder) ?? [];
  return names.filter((name) => !name.endsWith('/')).map((name) => posix.join(folder, name));
}

function foldersIn(folders: Folders, folder: string): string[] {
  const names = folders.get(folder) ?? [];
  return names.filter((name) => name.endsWith('/')).map((name) => posix.join(folder, name.slice(0, -1)));
}

function deployment(file: string, name: string, chart: string, release: UnsaidRelease): Deployment {
  return {
    name,
    declaredBy: 'values-pattern',
    target: unnamedTarget,
    namespace: null,
    place: { kind: 'lines', file, first: 1, last: 1 },
    declaredIn: [file],
    parts: [plainPart(chart, release, [file])],
    createsNamespace: null,
    unknown: [],
  };
}

/** A chart of this repository with value files and no other settings. */
export function plainPart(chart: string, release: UnsaidRelease, values: readonly string[]): HelmPart {
  return {
    kind: 'helm',
    chart: { kind: 'folder', path: chart },
    release,
    layers: values.map((file) => ({ kind: 'file', file, ignoreMissing: false })),
    set: [],
    skipCrds: false,
    skipSchemaValidation: false,
    apiVersions: [],
    kubeVersion: null,
    postRender: [],
    commonMetadata: null,
  };
}
