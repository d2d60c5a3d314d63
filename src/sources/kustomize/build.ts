/** What is asked of any source or object, and true of what kustomize builds alone. */
import { type Origin } from '../../model/manifest.ts';
import { type KustomizeSource, type Source } from '../../model/source.ts';
import { type BuildOrigin } from './writing/writing.ts';

export function isBuild(source: Source): source is KustomizeSource {
  return source.kind === 'kustomize';
}

export function isBuilt(origin: Origin): origin is BuildOrigin {
  return origin.kind === 'kustomize';
}
