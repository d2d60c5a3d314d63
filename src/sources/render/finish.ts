/** Applies what a deployment changes in objects after the render. */
import { mostSubstituted, type Substituted, substituteIn } from '../deployments/flux/substitute.ts';
import { type Engines } from '../../engine/engines.ts';
import { type EngineFile } from '../../engine/frame.ts';
import { isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type KubernetesObject, type Manifest, type Rendering } from '../../model/manifest.ts';
import { type ObjectName } from '../../model/object-name.ts';
import { type Problem } from '../../model/problem.ts';
import { type CommonMetadata, type Finishing } from '../../model/source.ts';
import { groupOf, objectName } from '../../foundation/kubernetes/names.ts';
import { isKubernetesObject } from './objects.ts';

/** The rendering after what its deployment changes in the objects afterwards. `supposed`: see `substituteIn`. */
export async function finished(
  rendering: Rendering,
  { kustomize }: Pick<Engines, 'kustomize'>,
  supposed: string | null = null,
): Promise<Rendering> {
  const { finishing } = rendering.source;
  if (finishing === null || rendering.manifests.length === 0) return rendering;
  let manifests = rendering.manifests;
  for (const fields of finishing.postRender) {
    const files = [file('rendered.json', listOf(manifests)), file('kustomization.yaml', { resources, ...fields })];
    const answer = await kustomize.build({ files, dir: '.' });
    if (!answer.ok) return failed(rendering, answer.error.message);
    const before = new Map(
      manifests.toReversed().map((manifest) => [keyWithoutVersion(objectName(manifest.object)), manifest]),
    );
    manifests = answer.value.resources.flatMap(({ text, origin }) => {
      const value: unknown = JSON.parse(text);
      return withObject(before, value as Json, origin?.original ?? null);
    });
  }
  return withLastChanges({ ...rendering, manifests }, finishing, supposed);
}

/** If one object is refused, Flux applies none. The objects then stay unchanged and are still reviewed. */
function withLastChanges(rendering: Rendering, finishing: Finishing, supposed: string | null): Rendering {
  const manifests: Manifest[] = [];
  let left = mostSubstituted;
  for (const manifest of rendering.manifests) {
    const { object, refused, size } = lastChanges(manifest.object, finishing, supposed, left);
    if (refused !== null)
      return { ...rendering, problems: [...rendering.problems, refusedProblem(rendering, manifest, refused)] };
    left -= size;
    manifests.push(changed(manifest, object));
  }
  return { ...rendering, manifests };
}

function refusedProblem(
  { source }: Rendering,
  { object }: Manifest,
  { code, why }: NonNullable<Substituted['refused']>,
): Problem {
  const { kind, name } = objectName(object);
  const place = source.deployment?.place;
  return {
    stage: 'render',
    code: code === 'refused' ? 'deployment-invalid' : 'too-large',
    subject: source.id,
    message: `${source.deployment?.name ?? source.id}: the variables in ${kind}/${name} can't be substituted: ${why}`,
    ...(place === undefined ? {} : { place }),
  };
}

const resources = ['rendered.json'];

function file(name: string, value: Json): EngineFile {
  return { name, bytes: new TextEncoder().encode(JSON.stringify(value)) };
}

function listOf(manifests: readonly Manifest[]): JsonObject {
  return { apiVersion: 'v1', kind: 'List', items: manifests.map(({ object }) => object) };
}

/** The manifest from which an object was built, with the new object. */
function withObject(manifests: ReadonlyMap<string, Manifest>, value: Json, original: ObjectName | null): Manifest[] {
  if (!isKubernetesObject(value)) return [];
  const name = original ?? objectName(value);
  const before = manifests.get(keyWithoutVersion(name));
  return before === undefined ? [] : [changed(before, value)];
}

/** Kustomize treats the namespace `default` as none. */
function keyWithoutVersion({ apiVersion, kind, namespace, name }: ObjectName): string {
  return JSON.stringify([groupOf(apiVersion), kind, namespace === 'default' ? null : namespace, name]);
}

function changed(manifest: Manifest, object: KubernetesObject): Manifest {
  return object === manifest.object ? manifest : { rendered: manifest.object, ...manifest, object };
}

type LastChanged = Pick<Substituted, 'refused' | 'size'> & { readonly object: KubernetesObject };

/**
 * The changes that are made to each object on its own. `supposed` replaces variables that only the cluster knows; null
 * leaves them as written.
 */
export function lastChanges(
  object: KubernetesObject,
  { substitute, commonMetadata, namespaces }: Finishing,
  supposed: string | null = null,
  most = mostSubstituted,
): LastChanged {
  const substituted = substitute === null ? null : substituteIn(object, substitute, supposed, most);
  const known = substituted !== null && isKubernetesObject(substituted.object) ? substituted.object : object;
  const common = commonMetadata === null ? known : withMetadata(known, commonMetadata);
  const last = namespaces
    .filter(({ name }) => isNamespaceOf(common, name))
    .reduce((object, { metadata }) => withMetadata(object, metadata), common);
  return { object: last, refused: substituted?.refused ?? null, size: substituted?.size ?? 0 };
}

/** Whether an object is the namespace with this name. */
export function isNamespaceOf(object: KubernetesObject, name: string): boolean {
  return object.apiVersion === 'v1' && object.kind === 'Namespace' && objectName(object).name === name;
}

function withMetadata(object: KubernetesObject, { labels, annotations }: CommonMetadata): KubernetesObject {
  const own = object['metadata'];
  const metadata = isJsonMap(own) ? own : {};
  return { ...object, metadata: { ...metadata, ...laidOver(metadata, { labels, annotations }) } };
}

function laidOver(metadata: JsonObject, fields: Readonly<Record<string, JsonObject>>): JsonObject {
  const entries = Object.entries(fields).filter(([, set]) => Object.keys(set).length > 0);
  return Object.fromEntries(
    entries.map(([field, set]) => {
      const own = metadata[field];
      return [field, { ...(isJsonMap(own) ? own : {}), ...set }];
    }),
  );
}

function failed(rendering: Rendering, message: string): Rendering {
  const { source } = rendering;
  const place = source.deployment?.place;
  const problem = {
    stage: 'render',
    code: 'kustomize-failed',
    subject: source.id,
    message: `the post-renderers of ${source.deployment?.name ?? source.id}: ${message}`,
    ...(place === undefined ? {} : { place }),
  } as const;
  return { source, status: 'failed', manifests: [], problems: [...rendering.problems, problem] };
}
