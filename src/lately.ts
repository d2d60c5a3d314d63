/**
 * What is made of a key, made once as long as the key is among those asked for last that together weigh `most`: each weighs
 * one, if nothing else is said.
 */
export function lately<T>(
  most: number,
  make: (key: string) => T,
  weightOf: (key: string) => number = () => 1,
): (key: string) => T {
  const known = new Map<string, T>();
  let weight = 0;
  const forget = (key: string): void => {
    if (known.delete(key)) weight -= weightOf(key);
  };
  return (key) => {
    const kept = known.get(key);
    const value = kept ?? make(key);
    forget(key);
    known.set(key, value);
    weight += weightOf(key);
    for (const oldest of known.keys()) {
      if (weight <= most) break;
      forget(oldest);
    }
    return value;
  };
}
