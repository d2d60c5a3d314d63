/** Determines the version of the Pod Security Standards that a cluster applies. */

/** The minor version of `1.28`, `v1.28.3` and similar; null if there is none. */
export function minorOf(version: string | null): number | null {
  const minor = /^v?1\.(\d+)/.exec(version ?? '')?.[1];
  return minor === undefined ? null : Number(minor);
}

/** The version that a cluster applies: a newer one than its own is replaced by its own. Null is the newest of all. */
export function appliedBy(cluster: number | null, asked: number | null): number | null {
  if (cluster === null || asked === null) return asked ?? cluster;
  return Math.min(cluster, asked);
}
