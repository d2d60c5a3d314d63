/** Computes the cache key of a chart's render. */
import { createHash } from 'node:crypto';
import { type EngineFile } from './frame.ts';
import { type HelmRequest } from './helm-request.ts';

/** Equal for the same chart and the same options, whatever the value files and templates. */
export function chartKeyOf({ files, values: _, include: __, asking: ___, apart: ____, ...rest }: HelmRequest): string {
  return hashOf(JSON.stringify(rest), files);
}

export function hashOf(text: string, files: readonly EngineFile[]): string {
  const hash = createHash('sha256').update(text);
  for (const { name, bytes } of files) hash.update(JSON.stringify([name, bytes.byteLength])).update(bytes);
  return hash.digest('hex');
}
