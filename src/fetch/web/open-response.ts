/** Sends a GET request and enforces its time limits. */
import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestHttp,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { type LookupFunction } from 'node:net';
import { type FetchLimits } from '../limits.ts';
import { Refused } from '../refusal.ts';
import { interrupted } from './interrupted.ts';

export interface Call {
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
  readonly agent: Agent;
  readonly lookup: LookupFunction;
  readonly limits: FetchLimits;
  /** Aborts it: the time limit for the chart is reached. */
  readonly signal: AbortSignal;
}

/**
 * Sends a GET and returns the response as soon as it begins. The time limits between chunks and in total also apply
 * while the body is read: the stream then fails with a {@link Refused}.
 */
export function openResponse(call: Call): Promise<IncomingMessage> {
  const { url, headers, agent, lookup, limits, signal } = call;
  return new Promise((settle, refuse) => {
    const secure = url.protocol === 'https:';
    const request = (secure ? requestHttps : requestHttp)(url, { headers, agent, lookup });
    let response: IncomingMessage | null = null;
    const giveUp = (why: string): void => {
      (response ?? request).destroy(new Refused('timed-out', `${url.host} ${why}`));
    };
    const outOfTime = (): void => {
      giveUp(`took longer than ${limits.totalSeconds} s`);
    };
    request.setTimeout(limits.idleSeconds * 1000, () => {
      giveUp(`was silent for ${limits.idleSeconds} s`);
    });
    limitConnecting(request, secure, limits.connectSeconds, giveUp);
    signal.addEventListener('abort', outOfTime);
    request.once('close', () => {
      signal.removeEventListener('abort', outOfTime);
    });
    request.once('response', (begun) => {
      response = begun;
      settle(begun);
    });
    request.on('error', (error) => {
      refuse(interrupted(url, error));
    });
    if (signal.aborted) outOfTime();
    request.end();
  });
}

/** Limits the time for DNS, connection and TLS. Waiting for a free socket does not count. */
function limitConnecting(
  request: ClientRequest,
  secure: boolean,
  seconds: number,
  giveUp: (why: string) => void,
): void {
  request.once('socket', (socket) => {
    if (request.reusedSocket) return;
    const timer = setTimeout(() => {
      giveUp(`did not connect within ${seconds} s`);
    }, seconds * 1000);
    for (const event of [secure ? 'secureConnect' : 'connect', 'close']) {
      socket.once(event, () => {
        clearTimeout(timer);
      });
    }
  });
}
