/** A copy of a record with each value changed. */
export function mapped<K extends string, T, R>(
  record: Readonly<Record<K, T>>,
  change: (value: T, key: K) => R,
): Readonly<Record<K, R>>;
export function mapped(
  record: Readonly<Record<string, unknown>>,
  change: (value: unknown, key: string) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
