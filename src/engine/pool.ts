/** Runs an engine's calls in worker threads, with time and memory limits. */
import { Worker } from 'node:worker_threads';

import { messageOf } from '../foundation/errors.ts';
import { failed, type Answer } from './outcome.ts';
import { type WorkerAnswer } from './worker.ts';

/** Answers frames with one engine in worker threads. */
export interface Pool {
  /** When the signal aborts, the call is answered with `deadline`, and its worker is stopped. */
  call(frame: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<Answer<Uint8Array>>;
  /** Loads the module and starts a worker before the first call needs them. */
  prepare(): void;
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly module: () => Promise<WebAssembly.Module>;
  /** Path of the bundled worker program. */
  readonly worker: string;
  /** Number of frames that may be answered at the same time. */
  readonly width: number;
  /** Maximum duration of a frame. */
  readonly seconds: number;
}

interface Task {
  readonly frame: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal | undefined;
  readonly done: (outcome: Answer<Uint8Array>) => void;
}

/** Recursive templates need a deeper call stack in the engine than Node's 4 MB allow. */
const STACK_MEGABYTES = 64;

export function createPool(options: PoolOptions): Pool {
  const waiting: Task[] = [];
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  let busy = 0;
  let prepared: Promise<Worker> | undefined;

  const hire = async (): Promise<Worker> => {
    const loading = options.module();
    const worker = new Worker(options.worker, {
      resourceLimits: { stackSizeMb: STACK_MEGABYTES },
      execArgv: [], // the flags of the process (such as a loader) are not for the worker
      env: {},
    });
    worker.on('error', () => undefined); // pending calls listen too; between calls an error does not matter
    worker.unref();
    all.add(worker);
    worker.postMessage(await loading); // the worker starts while the module is loaded
    return worker;
  };
  const perform = async (task: Task): Promise<Answer<Uint8Array>> => {
    if (task.signal?.aborted === true) return outOfTime;
    const first = prepared;
    prepared = undefined;
    const worker = idle.pop() ?? (await (first ?? hire()));
    worker.ref();
    const outcome = await ask(worker, task, options.seconds);
    if (outcome.ok) {
      worker.unref(); // an idle worker does not keep the process alive
      idle.push(worker);
    } else {
      all.delete(worker); // a worker that failed or hangs is discarded
      await worker.terminate();
    }
    return outcome;
  };
  const next = (): void => {
    const task = busy < options.width ? waiting.shift() : undefined;
    if (task === undefined) return;
    busy += 1;
    void perform(task)
      .catch((error: unknown) => failed('engine-failed', `the engine does not start: ${messageOf(error)}`))
      .then((outcome) => {
        busy -= 1;
        task.done(outcome);
        next();
      });
  };

  return {
    prepare: () => {
      if (all.size > 0) return;
      prepared = hire();
      prepared.catch(() => undefined); // the first call reports it
    },
    call: async (frame, signal) =>
      new Promise((done) => {
        waiting.push({ frame, signal, done });
        next();
      }),
    close: async () => {
      await Promise.all([...all].map(async (worker) => worker.terminate()));
    },
  };
}

const outOfTime = failed('deadline', 'the time of the run was over');

/** Sends one frame and waits for one answer. The worker can only be used again if the answer is ok. */
async function ask(worker: Worker, { frame, signal }: Task, seconds: number): Promise<Answer<Uint8Array>> {
  return new Promise((settle) => {
    const heard = {
      message: (answer: WorkerAnswer) => {
        end(answer.kind === 'answer' ? { ok: true, value: answer.frame } : broken(answer.message, answer.lastWords));
      },
      error: (error: unknown) => {
        end(broken(messageOf(error), ''));
      },
      exit: () => {
        end(failed('engine-failed', 'the worker ended'));
      },
    };
    const end = (outcome: Answer<Uint8Array>): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      for (const [event, listener] of Object.entries(heard)) worker.off(event, listener);
      settle(outcome);
    };
    const stop = (): void => {
      end(outOfTime);
    };
    signal?.addEventListener('abort', stop);
    const timer = setTimeout(() => {
      end(failed('engine-timeout', `it took longer than ${seconds} seconds`));
    }, seconds * 1000);
    for (const [event, listener] of Object.entries(heard)) worker.on(event, listener);
    worker.postMessage(frame, [frame.buffer]);
  });
}

/** Go reports "out of memory" when its memory cannot grow; V8 throws a RangeError when the call stack overflows. */
function broken(message: string, lastWords: string): Answer<never> {
  if (/out of memory|cannot allocate|memory access out of bounds|Out of memory/.test(message + lastWords)) {
    return failed('engine-memory', 'it exceeded its memory limit');
  }
  if (/call stack|stack overflow|stack exceeds/i.test(message + lastWords)) {
    return failed('engine-memory', 'it exceeded its call stack limit');
  }
  return failed('engine-failed', `the engine failed: ${message} ${lastWords.split('\n')[0] ?? ''}`.trim());
}
