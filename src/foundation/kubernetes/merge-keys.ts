/** Fields by which items of lists of maps are told apart, as Kubernetes and kustomize merge them. */

/** The first that an item has names it in paths and fingerprints. */
export const itemKeys = ['name', 'mountPath', 'containerPort', 'port', 'ip', 'key', 'topologyKey', 'type'] as const;

/** Several items of a list may have the same of these in lists that are not merged by them. */
const notAlone: ReadonlySet<string> = new Set(['ip', 'topologyKey', 'type']);

/** Those by which an item is found in another writing of its object. */
export const counterpartKeys: readonly string[] = itemKeys.filter((key) => !notAlone.has(key));

/** The one by which kustomize merges a list, by the list's name: of a patch it must be the very one. */
export const patchKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  ports: 'containerPort',
};
