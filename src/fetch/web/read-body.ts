/** Reads a response's body within a size limit and computes its digest. */
import { createHash } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Digest } from '../digest.ts';
import { Refused } from '../refusal.ts';
import { interrupted } from './interrupted.ts';

export interface ResponseBody {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

export interface BodyLimit {
  /** Size of the returned body. */
  readonly bytes: number;
  /** What the body is, for messages: `the index`. */
  readonly what: string;
}

/** Reads a body and hashes it. @throws {Refused} as soon as it exceeds the limit, or if it is incomplete. */
export async function readBody(
  response: IncomingMessage,
  url: URL,
  limit: BodyLimit,
  expand: boolean,
): Promise<ResponseBody> {
  const tooLarge = new Refused('too-large', `${limit.what} is larger than ${limit.bytes} bytes`);
  const zipped = expand && response.headers['content-encoding'] === 'gzip';
  if (!zipped && Number(response.headers['content-length'] ?? 0) > limit.bytes) {
    response.destroy();
    throw tooLarge;
  }
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of buffersOf(zipped ? expanded(response) : response)) {
      size += chunk.length;
      if (size > limit.bytes) throw tooLarge; // leaving the loop destroys the stream
      hash.update(chunk);
      chunks.push(chunk);
    }
  } catch (thrown) {
    response.destroy();
    throw interrupted(url, thrown);
  }
  return { bytes: Buffer.concat(chunks), digest: `sha256:${hash.digest('hex')}` };
}

function expanded(response: IncomingMessage): Readable {
  return pipeline(response, createGunzip(), () => undefined); // its error is also emitted by the stream
}

async function* buffersOf(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (chunk instanceof Buffer) yield chunk;
  }
}
