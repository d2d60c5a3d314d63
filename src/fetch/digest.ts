/** Computes and parses sha256 digests. */
import { createHash } from 'node:crypto';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

export function contentDigest(content: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** A digest as registries (`sha256:…`) and chart repositories (bare hexadecimal digits) write it; null for anything else. */
export function parseDigest(text: string): Digest | null {
  const hex = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text)?.[1];
  return hex === undefined ? null : `sha256:${hex.toLowerCase()}`;
}
