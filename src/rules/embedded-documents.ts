/**
 * The settings of Kubernetes' own components that an object carries as text, or as patches: kubeadm's ConfigMap, files of
 * nodes, kind's patches, patches of a ClusterClass. They are evaluated as the objects that they become.
 */
import { type Json, type JsonObject, type Path } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { at, isJsonList, isJsonMap } from '../foundation/json.ts';
import { groupOf } from '../foundation/kubernetes/names.ts';
import { parseManifests } from '../yaml/values.ts';

export interface EmbeddedDocument {
  readonly object: KubernetesObject;
  /** The path in the object that carries it, for a path in the document. */
  readonly written: (path: Path) => Path;
  /** Whether the document is text, so that all of its fields are at one path and no edit of a field is possible. */
  readonly isText: boolean;
}

/** The kinds of settings, and the version of those that leave it out, as patches for kind do. */
const kinds: Readonly<Record<string, string>> = {
  AdmissionConfiguration: 'apiserver.config.k8s.io/v1',
  AuthenticationConfiguration: 'apiserver.config.k8s.io/v1',
  AuthorizationConfiguration: 'apiserver.config.k8s.io/v1',
  ClusterConfiguration: 'kubeadm.k8s.io/v1beta3',
  EncryptionConfiguration: 'apiserver.config.k8s.io/v1',
  InitConfiguration: 'kubeadm.k8s.io/v1beta3',
  JoinConfiguration: 'kubeadm.k8s.io/v1beta3',
  KubeletConfiguration: 'kubelet.config.k8s.io/v1beta1',
  Pod: 'v1',
  Policy: 'audit.k8s.io/v1',
  PodSecurityConfiguration: 'pod-security.admission.config.k8s.io/v1',
};

/** Longer texts are no settings of a component. */
const mostCharacters = 1_000_000;

const mostDocuments = 200;

const kindLine = new RegExp(`kind["']?[ \\t]*:[ \\t]*["']?(?:${Object.keys(kinds).join('|')})\\b`);

const distributionLine = /^(?:kube-apiserver|kube-controller-manager|kube-scheduler|kubelet|etcd)-arg\+?:/m;

/** The documents of settings in an object; empty for nearly all objects. */
export function embeddedDocuments(object: KubernetesObject): EmbeddedDocument[] {
  return [...inTexts(object), ...inPatches(object)];
}

function inTexts(object: KubernetesObject): EmbeddedDocument[] {
  return textsOf(object)
    .filter(({ text }) => text.length <= mostCharacters && (kindLine.test(text) || distributionLine.test(text)))
    .flatMap(({ path, text }) =>
      parseManifests(text)
        .documents.slice(0, mostDocuments)
        .flatMap(({ value }) => settingsIn(value))
        .map((document) => ({ object: named(document, path), written: () => path, isText: true })),
    );
}

function settingsIn(value: Json): KubernetesObject[] {
  if (!isJsonMap(value)) return [];
  const { apiVersion, kind } = value;
  if (kind === undefined) return ofDistribution(value);
  if (typeof kind !== 'string') return [];
  const usual = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  const version = apiVersion ?? usual;
  if (usual === undefined || typeof version !== 'string' || groupOf(version) !== groupOf(usual)) return [];
  return [{ ...value, apiVersion: version, kind }];
}

/** Settings have no name of their own: messages call them by where they are. */
function named(document: KubernetesObject, path: Path): KubernetesObject {
  if (typeof at(document, ['metadata', 'name']) === 'string') return document;
  const name = path.filter((key) => typeof key === 'string').join('.'); // places in lists change
  return /^[\w.-]{1,80}$/.test(name) ? { ...document, metadata: { name } } : document;
}

/** The configuration of K3s or RKE2 has the same settings as Rancher's Cluster. A key with `+` adds to others. */
function ofDistribution(value: JsonObject): KubernetesObject[] {
  const settings = Object.fromEntries(
    Object.entries(value).map(([key, setting]) => [
      key.replace(/\+$/, ''),
      typeof setting === 'string' ? [setting] : setting,
    ]),
  );
  if (!Object.keys(settings).some((key) => distributionLine.test(`${key}:`))) return [];
  return [{ ...rancher, spec: { rkeConfig: { machineGlobalConfig: settings } } }];
}

const rancher = { apiVersion: 'provisioning.cattle.io/v1', kind: 'Cluster' };

interface Text {
  readonly path: Path;
  readonly text: string;
}

/** The texts of ConfigMaps, of files of nodes and of patches for kubeadm. */
function textsOf(object: KubernetesObject): Text[] {
  if (object.kind === 'ConfigMap' && object.apiVersion === 'v1') {
    return [...strings(object, ['data']), ...strings(object, ['binaryData']).map(decoded)];
  }
  return textFields(object, [], 0);
}

function strings(object: Json, path: Path): Text[] {
  const map = at(object, path);
  return Object.entries(isJsonMap(map) ? map : {}).flatMap(([key, text]) =>
    typeof text === 'string' ? [{ path: [...path, key], text }] : [],
  );
}

/** `files` of KubeadmConfig and its like; `kubeadmConfigPatches` of kind. */
function textFields(value: Json, path: Path, depth: number): Text[] {
  if (!isJsonMap(value) || depth > 6) return [];
  return Object.entries(value).flatMap(([key, held]): Text[] => {
    const here = [...path, key];
    if (key === 'files' && isJsonList(held)) return held.flatMap((file, index) => fileText(file, [...here, index]));
    if (key === 'kubeadmConfigPatches' && isJsonList(held)) {
      return held.flatMap((text, index) => (typeof text === 'string' ? [{ path: [...here, index], text }] : []));
    }
    if (key === 'nodes' && isJsonList(held)) {
      return held.flatMap((node, index) => textFields(node, [...here, index], depth + 1));
    }
    return textFields(held, here, depth + 1);
  });
}

function fileText(file: Json, path: Path): Text[] {
  const [content, encoding] = [at(file, ['content']), at(file, ['encoding'])];
  if (typeof content !== 'string') return [];
  const text = { path: [...path, 'content'], text: content };
  return [encoding === 'base64' || encoding === 'b64' ? decoded(text) : text];
}

function decoded({ path, text }: Text): Text {
  return { path, text: Buffer.from(text, 'base64').toString('utf8') };
}

function inPatches(object: KubernetesObject): EmbeddedDocument[] {
  const group = groupOf(object.apiVersion);
  if (object.kind === 'ClusterClass' && group === 'cluster.x-k8s.io') return ofClusterClass(object);
  return object.kind === 'Cluster' && group === 'kind.x-k8s.io' ? ofKind(object) : [];
}

/** https://cluster-api.sigs.k8s.io/tasks/experimental-features/cluster-class/write-clusterclass */
function ofClusterClass(object: KubernetesObject): EmbeddedDocument[] {
  return items(object, ['spec', 'patches']).flatMap((patch) =>
    items(object, [...patch, 'definitions']).flatMap((definition) => {
      const { apiVersion, kind } = texts(at(object, [...definition, 'selector']));
      if (apiVersion === undefined || kind === undefined) return [];
      return items(object, [...definition, 'jsonPatches']).flatMap((operation) =>
        patched({ apiVersion, kind }, object, operation),
      );
    }),
  );
}

/** https://kind.sigs.k8s.io/docs/user/configuration/#kubeadm-config-patches */
function ofKind(object: KubernetesObject): EmbeddedDocument[] {
  const nodes = items(object, ['nodes']);
  return [[], ...nodes].flatMap((place) =>
    items(object, [...place, 'kubeadmConfigPatchesJSON6902']).flatMap((entry): EmbeddedDocument[] => {
      const { group, version, kind, patch } = texts(at(object, entry));
      if (group === undefined || version === undefined || kind === undefined || patch === undefined) return [];
      const [operations] = parseManifests(patch).documents;
      if (operations === undefined) return [];
      return items(operations.value, [])
        .flatMap((path) => patched({ apiVersion: `${group}/${version}`, kind }, operations.value, path))
        .map((document) => ({ ...document, written: () => [...entry, 'patch'], isText: true }));
    }),
  );
}

/** What one operation of a JSON patch brings, as an object that has nothing else. */
function patched(head: { apiVersion: string; kind: string }, carrier: Json, operation: Path): EmbeddedDocument[] {
  const pointer = at(carrier, [...operation, 'path']);
  const template = at(carrier, [...operation, 'valueFrom', 'template']);
  const value =
    typeof template === 'string' ? parseManifests(template).documents[0]?.value : at(carrier, [...operation, 'value']);
  if (typeof pointer !== 'string' || !pointer.startsWith('/') || value === undefined) return [];
  const keys = pointer.slice(1).split('/').map(unescaped);
  if (keys.length > 32) return [];
  const isText = typeof template === 'string';
  const field = [...operation, ...(isText ? ['valueFrom', 'template'] : ['value'])];
  const body = keys.reduceRight<Json>((inner, key) => (isIndex(key) ? [inner] : { [key]: inner }), value);
  if (!isJsonMap(body)) return [];
  const written = (path: Path): Path => (isText ? field : [...field, ...path.slice(keys.length)]);
  return [{ object: { ...body, ...head }, written, isText }];
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The place of an item in a list: `-` is behind the last one. */
function isIndex(key: string): boolean {
  return /^(?:-|\d+)$/.test(key);
}

function items(value: Json, path: Path): Path[] {
  const list = at(value, path);
  return isJsonList(list) ? list.map((_, index) => [...path, index]) : [];
}

function texts(value: Json | undefined): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(isJsonMap(value) ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
