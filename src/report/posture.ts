/** Lists what changes in each family of posture, for reports. */
import { groupBy } from '../foundation/groups.ts';
import { type PostureFamily, type PostureRow } from '../model/posture.ts';
import { type Posture } from '../model/report.ts';

/** Whether an object gets worse (`down`), better (`up`), or neither. */
export type Direction = 'down' | 'up' | 'none';

/** An object, in the first of the sources in which its value changes in the same way. */
export interface ChangedRow extends Pick<PostureRow, 'object' | 'source'> {
  /** A value of the family, `absent` or `unknown`. */
  readonly before: string;
  readonly after: string;
  readonly direction: Direction;
  /** Number of other sources in which it changes so. */
  readonly others: number;
}

/** A family with its changes only. */
export interface ChangedFamily extends Omit<PostureFamily, 'values' | 'rows'> {
  readonly rows: readonly ChangedRow[];
}

/** The families that have changes. */
export function changedPosture({ families }: Posture): readonly ChangedFamily[] {
  return families.flatMap(({ id, title, subject, values, rows }) => {
    const changed = changedRows(rows, values);
    return changed.length === 0 ? [] : [{ id, title, subject, rows: changed }];
  });
}

/**
 * Objects whose value changes, or that are added or removed, those that get worse first. An object that changes in the
 * same way in several sources is listed once.
 */
function changedRows(rows: readonly PostureRow[], values: readonly string[]): readonly ChangedRow[] {
  const inWords = rows.map((row) => rowInWords(row, values)).filter(({ before, after }) => before !== after);
  return [...groupBy(inWords, ({ object, before, after }) => JSON.stringify([object, before, after])).values()]
    .map((group) => ({ ...group[0], others: new Set(group.map(({ source }) => source)).size - 1 }))
    .sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction));
}

const order: readonly Direction[] = ['down', 'none', 'up'];

function rowInWords(row: PostureRow, values: readonly string[]): Omit<ChangedRow, 'others'> {
  const { object, source, before, after, unknown } = row;
  return {
    object,
    source,
    before: before ?? 'absent',
    after: unknown === true ? 'unknown' : (after ?? 'absent'),
    direction: directionOf(row, values),
  };
}

/** An object that is added with the worst value gets worse; otherwise added and removed objects have no direction. */
function directionOf({ before, after, unknown }: PostureRow, values: readonly string[]): Direction {
  if (after === null || unknown === true) return 'none';
  if (before === null) return after === values[0] ? 'down' : 'none';
  const [from, to] = [values.indexOf(before), values.indexOf(after)];
  if (from === -1 || to === -1 || from === to) return 'none';
  return to < from ? 'down' : 'up';
}
