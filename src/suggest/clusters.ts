/** Groups of items that hang together, directly or through others. Quadratic: for the edits of one file. */
export function clusters<T>(items: readonly T[], together: (a: T, b: T) => boolean): T[][] {
  const groups: T[][] = [];
  for (const item of items) {
    const mine = groups.filter((group) => group.some((other) => together(item, other)));
    const merged = [...mine.flat(), item];
    for (const group of mine) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  return groups;
}
