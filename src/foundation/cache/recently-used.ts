/** Values made once a key, as long as the key is among those used last. */
import { LRUCache } from 'lru-cache';

/**
 * What is made of a key, made once as long as the key is among those used last that together weigh `most`: each weighs one,
 * if nothing else is said.
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
