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
  /** Of the body as it is given back. */
  readonly bytes: number;
  /** What it would be, for the message: `the index`. */
  readonly what: string;
}

/** All of a body, hashed on the way. @throws {Refused} as soon as it is more than the limit, or ends before its end. */
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
  return pipeline(response, createGunzip(), () => undefined); // its error comes out of the stream as well
}

async function* buffersOf(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (chunk instanceof Buffer) yield chunk;
  }
}
