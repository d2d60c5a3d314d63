/**
 * The few WASI calls that Go's runtime makes, without access to anything: no files, environment or network, a fixed
 * clock, and pseudo-random numbers. So every run repeats exactly. (node:wasi prints a warning, and provides real time
 * and randomness.)
 */

/** The imports of a module, and what it wrote before it ended. */
export interface Sandbox {
  readonly imports: WebAssembly.Imports;
  /** Must be called once, before anything else. */
  attach(memory: WebAssembly.Memory): void;
  /** The beginning of what Go's runtime wrote to standard error: the reason for an exit, before the stack traces. */
  lastWords(): string;
}

/** Thrown where Go exits its process. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
}

const SUCCESS = 0;
const BAD_DESCRIPTOR = 8; // EBADF: no folder is open
const NOT_SUPPORTED = 52; // ENOSYS
const ARGUMENT = 'engine'; // klog reads os.Args[0] when it is initialised
const START = 1_767_225_600_000_000_000n; // 2026-01-01T00:00:00Z in nanoseconds
const LAST_WORDS = 4096; // bytes

/** `module` defines the imports; calls that are not implemented answer "not supported". */
export function createSandbox(module: WebAssembly.Module): Sandbox {
  let memory: WebAssembly.Memory | undefined;
  let words = '';
  const view = (): DataView => {
    if (memory === undefined) throw new Error('the sandbox has no memory yet');
    return new DataView(memory.buffer);
  };
  const say = (text: string): void => {
    if (words.length < LAST_WORDS) words += text.slice(0, LAST_WORDS);
  };
  const known: Readonly<Record<string, (...args: never[]) => number>> = {
    ...processCalls(view, say),
    ...clockCalls(view),
    ...randomCalls(view),
  };
  const names = WebAssembly.Module.imports(module).map(({ name }) => name);
  const calls = Object.fromEntries(names.map((name) => [name, known[name] ?? (() => NOT_SUPPORTED)]));
  return {
    imports: { wasi_snapshot_preview1: calls },
    attach: (given) => {
      memory = given;
    },
    lastWords: () => words,
  };
}

function processCalls(view: () => DataView, say: (text: string) => void): Record<string, (...args: never[]) => number> {
  return {
    args_sizes_get: (count: number, size: number) => {
      view().setUint32(count, 1, true);
      view().setUint32(size, ARGUMENT.length + 1, true);
      return SUCCESS;
    },
    args_get: (pointers: number, text: number) => {
      view().setUint32(pointers, text, true);
      new TextEncoder().encodeInto(`${ARGUMENT}\0`, new Uint8Array(view().buffer, text, ARGUMENT.length + 1));
      return SUCCESS;
    },
    environ_sizes_get: (count: number, size: number) => {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return SUCCESS;
    },
    environ_get: () => SUCCESS,
    fd_prestat_get: () => BAD_DESCRIPTOR,
    fd_write: (_descriptor: number, vectors: number, count: number, written: number) => {
      let total = 0;
      for (let i = 0; i < count; i++) {
        const size = view().getUint32(vectors + 8 * i + 4, true);
        const bytes = new Uint8Array(view().buffer, view().getUint32(vectors + 8 * i, true), size);
        say(new TextDecoder().decode(bytes.subarray(0, LAST_WORDS)));
        total += size;
      }
      view().setUint32(written, total, true);
      return SUCCESS;
    },
    proc_exit: (code: number) => {
      throw new ExitError(`the engine's process ended with ${code}`);
    },
    sched_yield: () => SUCCESS,
  };
}

/**
 * Time advances only when Go waits. Each read of the clock adds a tick, so that Go's scheduler does not loop forever.
 */
function clockCalls(view: () => DataView): Record<string, (...args: never[]) => number> {
  let waited = 0n;
  let looks = 0n;
  return {
    clock_time_get: (clock: number, _precision: bigint, result: number) => {
      const realtime = clock === 0;
      if (!realtime) looks += 1000n;
      view().setBigUint64(result, START + waited + (realtime ? 0n : looks), true);
      return SUCCESS;
    },
    // One subscription of 48 bytes to a clock: its user data at 0, the time to wait at 24, whether that is absolute at 40.
    poll_oneoff: (subscriptions: number, events: number, _count: number, happened: number) => {
      const timeout = view().getBigUint64(subscriptions + 24, true);
      const absolute = (view().getUint16(subscriptions + 40, true) & 1) === 1;
      const until = absolute ? timeout - START : waited + timeout;
      if (until > waited) waited = until;
      view().setBigUint64(events, view().getBigUint64(subscriptions, true), true);
      view().setBigUint64(events + 8, 0n, true);
      view().setUint32(happened, 1, true);
      return SUCCESS;
    },
  };
}

/** xorshift32: Go needs bytes, but nothing relies on their quality. */
function randomCalls(view: () => DataView): Record<string, (...args: never[]) => number> {
  let state = 0x9e3779b9;
  return {
    random_get: (at: number, size: number) => {
      const bytes = new Uint8Array(view().buffer, at, size);
      for (let i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        bytes[i] = state;
      }
      return SUCCESS;
    },
  };
}
