/** Matches the items of two lists one to one. */

/** Whether each item of `some` can have an item of `others` for itself that fits. Both are short. */
export function isMatched<S, O>(
  some: readonly S[],
  others: readonly O[],
  fits: (other: O, one: S) => boolean,
): boolean {
  if (some.length > others.length) return false;
  const taken = new Map<O, S>();
  // An item whose place is taken may move its holder to another one (Kuhn's algorithm).
  const place = (one: S, seen: Set<O>): boolean =>
    others.some((other) => {
      if (seen.has(other) || !fits(other, one)) return false;
      seen.add(other);
      const holder = taken.get(other);
      if (holder !== undefined && !place(holder, seen)) return false;
      taken.set(other, one);
      return true;
    });
  return some.every((one) => place(one, new Set()));
}
