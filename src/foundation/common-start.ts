/** Compares the beginnings of two lists. */

/** How many items are the same at the beginning of both. */
export function commonStart(one: readonly string[], other: readonly string[]): number {
  const differing = one.findIndex((item, index) => item !== other[index]);
  return differing === -1 ? one.length : differing;
}
