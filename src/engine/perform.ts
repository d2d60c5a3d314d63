/** The call of an engine: a frame in, a decoded answer out. */
import { type FrameBody } from './frame.ts';
import { type Answer } from './outcome.ts';

/**
 * Sends a frame to an engine and decodes the answer with `read`. An error in `read` is an error of the engine. When the
 * signal aborts, the engine is stopped, and the answer is the error `deadline`.
 */
export type Perform = <T>(
  frame: Uint8Array<ArrayBuffer>,
  read: (header: unknown, body: FrameBody) => T,
  signal?: AbortSignal,
) => Promise<Answer<T>>;
