/** JSON with sorted keys, in which integers beyond 2^53 stay apart: they become texts with a mark. */
export function sortedJson(json: string): string {
  const marked = json.replace(
    /("(?:[^"\\]|\\.)*")|(-?\d{16,})(?![\d.eE])/g,
    (_, text?: string, digits?: string) => text ?? `"int ${digits ?? ''}"`,
  );
  return JSON.stringify(sorted(JSON.parse(marked)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value; // -0
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
