/** What became of the objects of base: still there, moved, or gone. */
import { type Manifest } from '../../model/manifest.ts';
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { type CameFrom } from './moves.ts';
import { noRenames, type RenameOf } from './renames.ts';

/** Whether the object of a manifest of base still exists at head, in the same source. */
export type HasObject = (manifest: Manifest) => boolean;

/** What became of the objects of base. */
export interface ObjectHistory {
  readonly isAtHead: HasObject;
  /** Whether the object of a manifest of head existed at base, in the same source. */
  readonly wasAtBase: HasObject;
  readonly cameFrom: CameFrom;
  readonly renameOf: RenameOf;
  /** Absent: as for built-in kinds. */
  readonly isWorkload?: PodKinds['isWorkload'];
}

/** Sources of head that are rendered as they were at base, in addition to what head declares. */
export interface Retained {
  /** Their ids at base, by their ids at head. */
  readonly ids: ReadonlyMap<string, string>;
  /** What became of the objects in these sources. */
  readonly history: ObjectHistory;
}

export const nothingRetained: Retained = {
  ids: new Map(),
  history: { isAtHead: () => true, wasAtBase: () => true, cameFrom: () => null, renameOf: noRenames },
};
