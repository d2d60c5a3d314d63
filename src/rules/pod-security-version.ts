/** The version of the Pod Security Standards that a cluster applies. */

/** The minor version in `1.28`, `v1.28.3` and the like; null where there is none. */
export function minorOf(version: string | null): number | null {
  const minor = /^v?1\.(\d+)/.exec(version ?? '')?.[1];
  return minor === undefined ? null : Number(minor);
}

/** A cluster knows no newer version than its own, and applies that one instead. Null stands for the newest of all. */
export function appliedBy(cluster: number | null, asked: number | null): number | null {
  if (cluster === null || asked === null) return asked ?? cluster;
  return Math.min(cluster, asked);
}
