/** The call of an engine: a frame in, a decoded answer out. */
import { type FrameBody } from './frame.ts';
import { type Answer } from './outcome.ts';

/** Sends a frame to an engine and decodes the answer with `read`. An error in `read` is an error of the engine. */
export type Perform = <T>(
  frame: Uint8Array<ArrayBuffer>,
  read: (header: unknown, body: FrameBody) => T,
) => Promise<Answer<T>>;
