/** Compares the extents of two findings: whether one reaches no further than the other. */
import { posix } from 'node:path';
import { canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';

/**
 * Whether `head` reaches no further than `base`: every list is a subset, every number at most as large, all else equal.
 * `*` covers everything; among `host_paths` a folder covers all below it. What can't be compared counts as larger, so
 * that a growing extent is never "existing".
 */
export function isWithin(head: JsonObject, base: JsonObject, covered: Covered = bySame): boolean {
  return Object.entries(head).every(([key, value]) =>
    covers(Object.hasOwn(base, key) ? base[key] : undefined, value, key === 'host_paths' ? byPath : covered),
  );
}

/** Whether the items of a list cover another item. The list is prepared once: it may have thousands of items. */
type Covered = (items: readonly Json[]) => (item: Json) => boolean;

function covers(base: Json | undefined, head: Json, covered: Covered): boolean {
  if (base === undefined) return isJsonList(head) && head.length === 0;
  if (isJsonList(head) && isJsonList(base)) return base.includes('*') || head.every(covered(base));
  if (typeof head === 'number' && typeof base === 'number') return head <= base;
  if (isJsonMap(head) && isJsonMap(base)) return isWithin(head, base, covered);
  return canonical(head) === canonical(base);
}

function bySame(items: readonly Json[]): (item: Json) => boolean {
  const known = new Set(items.map(canonical));
  return (item) => known.has(canonical(item));
}

function byPath(items: readonly Json[]): (item: Json) => boolean {
  const isSame = bySame(items);
  const folders = new Set(items.flatMap(folderOf).filter((folder) => folder.startsWith('/')));
  const lengths = [...new Set([...folders].map(({ length }) => length))];
  return (item) =>
    isSame(item) || folderOf(item).some((path) => lengths.some((length) => folders.has(path.slice(0, length))));
}

/** Links of a process on the node. They lead to the root of the node's file system. */
const processLinks = /^\/proc\/(?:.*\/)?(?:root|cwd|exe|fd|map_files)\//;

/** Sockets of container runtimes below /run. Write access to any of them gives root on the node. */
const runtimeSockets = new Set([
  '/run/buildkit/buildkitd.sock/',
  '/run/containerd/containerd.sock/',
  '/run/containerd/containerd.sock.ttrpc/',
  '/run/cri-dockerd.sock/',
  '/run/crio/crio.sock/',
  '/run/docker.sock/',
  '/run/dockershim.sock/',
  '/run/isulad.sock/',
  '/run/k0s/containerd.sock/',
  '/run/k3s/containerd/containerd.sock/',
  '/run/nri/nri.sock/',
  '/run/podman/podman.sock/',
]);

/**
 * The path with a final `/`, under each of its names: on nodes /var/run and /var/lock are links into /run, and all
 * runtime sockets count as one. Empty for a path with `..`, which Kubernetes rejects.
 */
function folderOf(path: Json): string[] {
  if (typeof path !== 'string' || path.split('/').includes('..')) return [];
  const folder = `${posix.normalize(path)}/`.replace(/\/+$/, '/');
  if (processLinks.test(folder)) return ['/'];
  const linked = folder.replace(/^\/var\/run\//, '/run/').replace(/^\/var\/lock\//, '/run/lock/');
  return [linked, ...(runtimeSockets.has(linked) ? runtimeSockets : [])];
}
