/** Renders and traces a chart of the fixtures with Plimsoll's own code. */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { undeployed } from '../../../src/sources/deployments/undeployed.ts';
import { createEngines, type Engines } from '../../../src/engine/engines.ts';
import { type Manifest } from '../../../src/model/manifest.ts';
import { type HelmSource } from '../../../src/model/source.ts';
import { type Tree } from '../../../src/model/tree.ts';
import { renderHelm, requestOf, type Traced, tracedOf } from '../../../src/sources/helm/render/render.ts';
import { folderTree } from '../../../src/snapshot/folder.ts';
import { type Texts, textsOf } from '../../../src/snapshot/texts.ts';
import type { Case } from '../cases.ts';

/** A rendered chart before rules are evaluated. Files are relative to the chart's folder. */
export interface OpenChart {
  readonly name: string;
  readonly folder: string;
  readonly source: HelmSource;
  readonly tree: Tree;
  readonly texts: Texts;
  readonly kubernetesVersion: string;
  readonly manifests: readonly Manifest[];
  readonly traced: Traced;
}

/** Opens the engines of a folder such as dist/. */
export function openEngines(directory: string): Engines {
  const worker = join(directory, 'engine-worker.js');
  return createEngines({ directory, worker, workers: 2, limits: { seconds: 60 } });
}

/** @throws {Error} if the chart fails to render. */
export async function openChart(
  fixtures: string,
  { name, repository, path, args }: Case,
  engines: Engines,
): Promise<OpenChart> {
  const folder = join(fixtures, repository, path);
  const tree = await folderTree(folder, { tracked: false, digests: 'stat' });
  const flags = flagsOf(args);
  const source = chartSource(tree, { ...flags, values: flags.values.map((file) => relative(path, file)) });
  const { manifests, status, problems } = await renderHelm(source, tree, engines, flags.kubernetesVersion);
  const request = await requestOf(source, tree, flags.kubernetesVersion, true);
  const answer = request.ok ? await engines.helm.render(request.value) : request;
  if (status !== 'rendered' || !answer.ok) throw new Error(`${name}: ${problems[0]?.message ?? 'no provenance'}`);
  const { kubernetesVersion } = flags;
  const traced = tracedOf(source, answer.value);
  return { name, folder, source, tree, texts: textsOf(tree), kubernetesVersion, manifests, traced };
}

interface Flags {
  readonly kubernetesVersion: string;
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly skipSchemaValidation: boolean;
}

function flagsOf(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'kube-version': { type: 'string', default: '1.37.0' },
      values: { type: 'string', multiple: true, default: [] },
      set: { type: 'string', multiple: true, default: [] },
      'skip-schema-validation': { type: 'boolean', default: false },
    },
  });
  return {
    kubernetesVersion: values['kube-version'],
    values: values.values,
    set: values.set,
    skipSchemaValidation: values['skip-schema-validation'],
  };
}

function chartSource(tree: Tree, { values, set, skipSchemaValidation }: Flags): HelmSource {
  const paths = [...tree.files.keys()];
  return {
    kind: 'helm',
    id: '.',
    path: '.',
    ...undeployed,
    reads: paths,
    files: new Map(paths.map((path) => [path, path])),
    values,
    layers: values.map((file) => ({ kind: 'file', file })),
    release: { name: 'release-name', namespace: 'default' },
    set,
    setString: [],
    setFile: [],
    setUnknown: [],
    apiVersions: [],
    kubernetesVersion: null,
    skipCrds: false,
    chosenAt: null,
    remote: null,
    skipSchemaValidation,
  };
}
