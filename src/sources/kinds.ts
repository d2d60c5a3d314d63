/** All kinds of source, and all origins of objects. A new kind is a folder beside these, and a line here. */
import { type Origin } from '../model/manifest.ts';
import { type Source } from '../model/source.ts';
import { chart, printed } from './helm/kind.ts';
import { build, built } from './kustomize/kind.ts';
import { type OriginKind, type SourceKind } from './kind.ts';
import { file, inFile } from './plain/kind.ts';
import { madeByDeployment } from './plain/made.ts';

type SourceKinds = { readonly [K in Source['kind']]: SourceKind<Extract<Source, { readonly kind: K }>> };
type OriginKinds = { readonly [K in Origin['kind']]: OriginKind<Extract<Origin, { readonly kind: K }>> };

const sourceKinds: SourceKinds = { plain: file, helm: chart, kustomize: build };
const originKinds: OriginKinds = { plain: inFile, made: madeByDeployment, helm: printed, kustomize: built };

export function kindOf({ kind }: Source): SourceKind {
  return sourceKinds[kind];
}

export function originKindOf({ kind }: Origin): OriginKind {
  return originKinds[kind];
}

/** Whether a source is one file that is applied as it stands. */
export function isFile(source: Source): boolean {
  return kindOf(source).isFile;
}
