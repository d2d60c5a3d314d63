/** Groups edits that touch each other. */
import { type LineEdit } from '../yaml/line-edits.ts';
import { touch } from '../sources/candidates/edit-file.ts';

/**
 * Groups of items whose edits touch, directly or through others. Groups, and the items in each, keep the order of
 * `items`.
 */
export function clusters<T>(items: readonly T[], editOf: (item: T) => LineEdit): T[][] {
  const sorted = [...items.entries()].sort(([, a], [, b]) => editOf(a).first - editOf(b).first);
  const groups: [number, T][][] = [];
  let reach: LineEdit | null = null; // the edit of the current group that ends last
  for (const entry of sorted) {
    const edit = editOf(entry[1]);
    const isNear = reach !== null && touch(reach, edit);
    if (isNear) groups.at(-1)?.push(entry);
    else groups.push([entry]);
    if (reach === null || !isNear || edit.last > reach.last) reach = edit;
  }
  const inOrder = groups.map((group) => group.sort(([a], [b]) => a - b));
  return inOrder.sort(([a], [b]) => (a?.[0] ?? 0) - (b?.[0] ?? 0)).map((group) => group.map(([, item]) => item));
}
