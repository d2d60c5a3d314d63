import { posix } from 'node:path';
import { type Engines } from '../engine/engines.ts';
import { type EngineFile } from '../engine/frame.ts';
import { type KustomizeResource } from '../engine/kustomize.ts';
import { type EngineError } from '../engine/outcome.ts';
import { objectName } from '../names.ts';
import {
  type Json,
  type KustomizeSource,
  type Manifest,
  type Origin,
  type Place,
  type Problem,
  type Rendering,
  type Tree,
} from '../model.ts';
import { objectsIn } from './objects.ts';

/** The objects of a kustomization, as `kustomize build` gives them. */
export async function renderKustomize(source: KustomizeSource, tree: Tree, engines: Engines): Promise<Rendering> {
  const files = await Promise.all(
    source.reads.map(async (name): Promise<EngineFile> => ({ name, bytes: await tree.read(name) })),
  );
  const answer = await engines.kustomize.build({ files, dir: source.path });
  if (!answer.ok) return { source, status: 'failed', manifests: [], problems: [problemOf(source, answer.error)] };
  const manifests = answer.value.resources.flatMap((resource) => manifestsOf(source, resource));
  return { source, status: 'rendered', manifests, problems: [] };
}

function manifestsOf(source: KustomizeSource, resource: KustomizeResource): Manifest[] {
  const value: unknown = JSON.parse(resource.text);
  return objectsIn(value as Json).map(({ object }) => ({
    source: source.id,
    object,
    origin: originOf(source, resource, objectName(object)),
  }));
}

type BuildOrigin = Extract<Origin, { kind: 'kustomize' }>;

function originOf(source: KustomizeSource, { origin }: KustomizeResource, name: BuildOrigin['original']): BuildOrigin {
  const own = kustomizationFile(source);
  if (origin === null) return { kind: 'kustomize', file: null, configuredIn: own, original: name, transformers: [] };
  const transformers = [...new Set(origin.transformers.map(({ configuredIn }) => configuredIn))];
  return {
    kind: 'kustomize',
    file: origin.path,
    configuredIn: origin.configuredIn ?? own,
    original: origin.original,
    transformers,
  };
}

function kustomizationFile({ path, reads }: KustomizeSource): string {
  const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].map((name) => posix.join(path, name));
  return names.find((name) => reads.includes(name)) ?? posix.join(path, 'kustomization.yaml');
}

function problemOf(source: KustomizeSource, { code, message, file, line }: EngineError): Problem {
  const at = file ?? kustomizationFile(source);
  const place: Place =
    line === null ? { kind: 'file', file: at, why: message } : { kind: 'lines', file: at, first: line, last: line };
  return {
    stage: 'render',
    code,
    subject: source.id,
    message: `${at}${line === null ? '' : `:${line}`}: ${message}`,
    place,
  };
}
