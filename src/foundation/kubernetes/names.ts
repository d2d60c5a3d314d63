/** Names, API groups and labels of objects, and which kinds are cluster-scoped. */
import { at } from '../json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { type ObjectName } from '../../model/object-name.ts';

/** The name of an object. `generateName` is used if it has no name. */
export function objectName(object: KubernetesObject): ObjectName {
  const namespace = at(object, ['metadata', 'namespace']);
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : null,
    name: nameOf(object),
  };
}

/** The same for objects of one version, kind, namespace and name. */
export function nameKey(object: KubernetesObject): string {
  return JSON.stringify(objectName(object));
}

function nameOf(object: JsonObject): string {
  const name = at(object, ['metadata', 'name']);
  if (typeof name === 'string') return name;
  const generated = at(object, ['metadata', 'generateName']);
  return typeof generated === 'string' ? generated : '';
}

/** `apps` of `apps/v1`; the core group is the empty string. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** Whether a document is the object of that kind, group and name, in any namespace and version. */
export function isObject(value: Json, name: ObjectName): boolean {
  const version = at(value, ['apiVersion']);
  if (at(value, ['kind']) !== name.kind || at(value, ['metadata', 'name']) !== name.name) return false;
  return typeof version === 'string' && groupOf(version) === groupOf(name.apiVersion);
}

/** Whether the name of a value suggests that it feeds a field: `podSecurityContext` for `securityContext`. */
export function isNameFor(value: string, field: string): boolean {
  return value.toLowerCase().endsWith(field.toLowerCase());
}

/** Cluster-scoped kinds of Kubernetes' own groups. */
const clusterScoped = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/ServiceCIDR',
  'node.k8s.io/RuntimeClass',
  'policy/PodSecurityPolicy',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceSlice',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
]);

/** Whether it is a cluster-scoped kind of Kubernetes. False for custom kinds, of which nothing is known. */
export function isClusterScoped({ apiVersion, kind }: KubernetesObject): boolean {
  return clusterScoped.has(`${groupOf(apiVersion)}/${kind}`);
}

/** Equal for manifests that the API server treats as the same object. `own`: its namespace if it names none. */
export function clusterKey(object: KubernetesObject, own: string): string {
  const { apiVersion, kind, namespace, name } = objectName(object);
  return JSON.stringify([groupOf(apiVersion), kind, namespace ?? own, name]);
}

/** A commit id abbreviated to 7 characters, as git does. */
export function shortId(commit: string): string {
  return commit.slice(0, 7);
}

/** `Deployment shop/web`; without the namespace if there is none. */
export function objectLabel(object: ObjectName): string {
  const name = object.namespace === null ? object.name : `${object.namespace}/${object.name}`;
  return `${object.kind} ${name}`;
}
