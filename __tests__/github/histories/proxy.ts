/** A proxy that leads every host to the hub, and keeps which hosts it was asked for. */
import { createServer, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Hub } from '../hub/hub.ts';

export interface Proxy {
  readonly url: string;
  /** `CONNECT host`, as the API is asked, or `GET host/path`, as git asks. */
  readonly asked: readonly string[];
  readonly close: () => void;
}

export async function openProxy(hub: Hub): Promise<Proxy> {
  const port = Number(new URL(hub.url).port);
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { host, pathname, search } = new URL(incoming.url ?? '');
    asked.push(`${incoming.method ?? ''} ${host}${pathname}`);
    const { method, headers } = incoming;
    const onward = send({ host: '127.0.0.1', port, method, path: `${pathname}${search}`, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, client) => {
    asked.push(`CONNECT ${new URL(`http://${incoming.url ?? ''}`).hostname}`);
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    for (const socket of [upstream, client]) socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
