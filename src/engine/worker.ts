/** The program of a worker thread: answers frames one after the other, each with a fresh instance. */
import { type MessagePort, parentPort } from 'node:worker_threads';

import { messageOf } from '../foundation/errors.ts';
import { type Instance, instantiate } from './instance.ts';

/** A worker's answer: a frame, or why the engine failed. */
export type WorkerAnswer =
  | { readonly kind: 'answer'; readonly frame: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'broken'; readonly message: string; readonly lastWords: string };

/**
 * Uses a fresh instance for each frame: the module's memory is a snapshot taken after its start, so this takes
 * milliseconds, and no call can see or depend on what another left. The next instance is created while the worker is
 * idle.
 */
function serve(port: MessagePort, module: WebAssembly.Module): void {
  let ready: Instance | undefined = instantiate(module);
  port.on('message', (frame: unknown) => {
    if (!(frame instanceof Uint8Array)) return;
    const answered = answer(ready ?? instantiate(module), frame);
    ready = undefined;
    port.postMessage(answered, answered.kind === 'answer' ? [answered.frame.buffer] : []);
    setImmediate(() => (ready ??= instantiate(module)));
  });
}

function answer(instance: Instance, frame: Uint8Array): WorkerAnswer {
  try {
    return { kind: 'answer', frame: instance.call(frame) };
  } catch (error) {
    return { kind: 'broken', message: messageOf(error), lastWords: instance.sandbox.lastWords() };
  }
}

// The first message is the module; all later ones are frames.
parentPort?.once('message', (module: unknown) => {
  if (parentPort !== null && module instanceof WebAssembly.Module) serve(parentPort, module);
});
