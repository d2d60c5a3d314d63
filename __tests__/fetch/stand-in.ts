import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A request that came, for asking afterwards. */
export interface Seen {
  readonly path: string;
  readonly authorization: string | null;
}

/** A real HTTP server on loopback. */
export interface StandIn {
  /** `http://127.0.0.1:PORT`, as an allow-list names it. */
  readonly origin: string;
  readonly host: string;
  /** In the order in which they came. */
  readonly seen: Seen[];
  readonly close: () => Promise<void>;
}

export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Uint8Array }
  | ((response: ServerResponse) => void);

/** Answers by path (query included first, then without); what is not named is not found. */
export type Answers = (request: IncomingMessage, origin: string) => Readonly<Record<string, Answer | undefined>>;

export async function standIn(answers: Answers): Promise<StandIn> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push({ path, authorization: request.headers.authorization ?? null });
    const known = answers(request, origin);
    const answer = known[path] ?? known[path.split('?')[0] ?? ''] ?? { status: 404 };
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    host: `127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}
