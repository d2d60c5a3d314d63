/** Questions about any source or object that are only true for Kustomize builds. */
import { type KustomizeSource, type Origin, type Source } from '../../model/source.ts';
import { type BuildOrigin } from './writing/writing.ts';

export function isBuild(source: Source): source is KustomizeSource {
  return source.kind === 'kustomize';
}

export function isBuilt(origin: Origin): origin is BuildOrigin {
  return origin.kind === 'kustomize';
}
