/** Posture: the state of objects before and after a change, in families of rows. */
import { type ObjectName } from './object-name.ts';

export interface PostureFamily {
  /** In kebab-case. */
  readonly id: string;
  /** A heading. */
  readonly title: string;
  /** What a row is about, in the singular: `workload`. */
  readonly subject: string;
  /** All possible values of `before` and `after`, from the worst to the best. */
  readonly values: readonly string[];
  readonly rows: readonly PostureRow[];
}

/** One object in one source. */
export interface PostureRow {
  readonly object: ObjectName;
  readonly source: string;
  /** Null if the object does not exist. */
  readonly before: string | null;
  readonly after: string | null;
  /** `after` is null because its deployment can't be seen at head: the object may still exist. */
  readonly unknown?: true;
}
