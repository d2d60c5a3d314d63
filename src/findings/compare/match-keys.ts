/** The keys by which findings of base and head are matched, from strict to loose. */
import { objectName } from '../../foundation/kubernetes/names.ts';
import { type Identified } from './identified.ts';

export const byIdentity = ({ same }: Identified): string => same;

export const byPlace = ({ kind, identity: { source, object, path } }: Identified): string =>
  joinedKey(kind, JSON.stringify(source), object, path);

export const byObject = ({ kind, identity: { object, path } }: Identified): string => joinedKey(kind, object, path);

export const byName = ({ kind, identity: { source, path }, finding }: Identified): string =>
  joinedKey(
    kind,
    JSON.stringify([source, finding.manifest.object.kind, objectName(finding.manifest.object).name]),
    path,
  );

export const byShape = ({ kind, identity: { source, object, shape } }: Identified): string =>
  joinedKey(kind, JSON.stringify(source), object, shape);

/** Ignores names of containers, also in keys of annotations. */
export const byOwnShape = ({ kind, identity: { source, object }, finding: { path } }: Identified): string =>
  joinedKey(kind, JSON.stringify([source, path.filter((_, at) => path[at - 1] !== 'annotations')]), object);

/** Joins parts that are JSON, and so have no line breaks: different lists of parts give different keys. */
export function joinedKey(...parts: readonly string[]): string {
  return parts.join('\n');
}
