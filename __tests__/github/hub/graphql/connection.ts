/** Pages of GraphQL: cursors are opaque, and stay valid when the list grows. */
export interface Paging {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

export function connection<T>(items: readonly T[], { first, last, after, before }: Paging, of: (item: T) => unknown) {
  let start = typeof after === 'string' ? indexOf(after) + 1 : 0;
  let end = typeof before === 'string' ? indexOf(before) : items.length;
  if (typeof first === 'number') end = Math.min(end, start + first);
  else if (typeof last === 'number') start = Math.max(start, end - last);
  const nodes = items.slice(start, end).map(of);
  return {
    nodes,
    edges: nodes.map((node, at) => ({ node, cursor: cursorOf(start + at) })),
    totalCount: items.length,
    pageInfo: {
      ...{ hasNextPage: end < items.length, hasPreviousPage: start > 0 },
      ...{ startCursor: nodes.length === 0 ? null : cursorOf(start) },
      endCursor: nodes.length === 0 ? null : cursorOf(start + nodes.length - 1),
    },
  };
}

function cursorOf(at: number): string {
  return Buffer.from(`cursor:v2:${at}`).toString('base64');
}

function indexOf(cursor: string): number {
  return Number(/:(\d+)$/u.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1] ?? 0);
}
