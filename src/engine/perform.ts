import { type FrameBody } from './frame.ts';
import { type Answer } from './outcome.ts';

/** Has an engine answer a frame, and reads the answer. What `read` throws is an error of the engine's. */
export type Perform = <T>(
  frame: Uint8Array<ArrayBuffer>,
  read: (header: unknown, body: FrameBody) => T,
) => Promise<Answer<T>>;
