import { posix } from 'node:path';
import { canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';

/**
 * Whether `head` reaches nowhere that `base` did not: every list is a subset (`*` covers all, among `host_paths` a folder
 * all below it), every number at most as large, all else equal. What can't be compared counts as larger: no edit that enlarges an extent is ever "existing".
 */
export function isWithin(head: JsonObject, base: JsonObject, covered: Covered = bySame): boolean {
  return Object.entries(head).every(([key, value]) =>
    covers(Object.hasOwn(base, key) ? base[key] : undefined, value, key === 'host_paths' ? byPath : covered),
  );
}

/** Whether the items of a list cover another one. They are prepared once: lists may have thousands. */
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

/** Links of a process of the node: whoever resolves them comes to the root of its file system. */
const processLinks = /^\/proc\/(?:.*\/)?(?:root|cwd|exe|fd|map_files)\//;

/** The sockets of container runtimes, below /run. Who can write to any of them is root on the node. */
const runtimeSockets = new Set([
  '/run/docker.sock/',
  '/run/containerd/containerd.sock/',
  '/run/k3s/containerd/containerd.sock/',
  '/run/crio/crio.sock/',
  '/run/cri-dockerd.sock/',
  '/run/dockershim.sock/',
  '/run/podman/podman.sock/',
]);

/**
 * With a `/` at its end, by each of its names: nodes have /var/run and /var/lock as links into /run, and any runtime's socket
 * is as good as another. Kubernetes refuses a path with `..` in it: nothing is said of where that leads.
 */
function folderOf(path: Json): string[] {
  if (typeof path !== 'string' || path.split('/').includes('..')) return [];
  const folder = `${posix.normalize(path)}/`.replace(/\/+$/, '/');
  if (processLinks.test(folder)) return ['/'];
  const linked = folder.replace(/^\/var\/run\//, '/run/').replace(/^\/var\/lock\//, '/run/lock/');
  return [linked, ...(runtimeSockets.has(linked) ? runtimeSockets : [])];
}
