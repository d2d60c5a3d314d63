/** Caches the results of a function for the most recently used keys. */
import { LRUCache } from 'lru-cache';

/**
 * Caches `make(key)` for the most recently used keys with a total weight of at most `most`. By default each key weighs
 * 1.
 */
export function recentlyUsed<T>(
  most: number,
  make: (key: string) => T,
  weightOf: (key: string) => number = () => 1,
): (key: string) => T {
  const known = new LRUCache<string, { readonly made: T }>({ maxSize: most });
  return (key) => {
    const kept = known.get(key);
    if (kept !== undefined) return kept.made;
    const made = make(key);
    const size = Math.max(1, Math.ceil(weightOf(key)));
    if (size <= most) known.set(key, { made }, { size });
    return made;
  };
}
