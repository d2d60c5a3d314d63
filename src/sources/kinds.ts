/** All kinds of source and all origins of objects. A new kind is a folder beside these and an entry here. */
import { type Origin, type Source } from '../model/source.ts';
import { helmKind, helmOriginKind } from './helm/kind.ts';
import { kustomizeKind, kustomizeOriginKind } from './kustomize/kind.ts';
import { type OriginKind, type SourceKind } from './kind.ts';
import { plainKind, plainOriginKind } from './plain/kind.ts';
import { madeByDeployment } from './plain/made.ts';

type SourceKinds = { readonly [K in Source['kind']]: SourceKind<Extract<Source, { readonly kind: K }>> };
type OriginKinds = { readonly [K in Origin['kind']]: OriginKind<Extract<Origin, { readonly kind: K }>> };

const byKind: SourceKinds = { plain: plainKind, kustomize: kustomizeKind, helm: helmKind };
const originKinds: OriginKinds = {
  plain: plainOriginKind,
  made: madeByDeployment,
  helm: helmOriginKind,
  kustomize: kustomizeOriginKind,
};

/** All kinds, in the order in which the search adds their sources. */
export const sourceKinds: readonly SourceKind[] = Object.values(byKind);

export function sourceKindOf({ kind }: Source): SourceKind {
  return byKind[kind];
}

export function originKindOf({ kind }: Origin): OriginKind {
  return originKinds[kind];
}

/** Whether a source is a single file that is applied as it is. */
export function isFile(source: Source): boolean {
  return sourceKindOf(source).isFile;
}
