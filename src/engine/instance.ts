/** Instantiates an engine's WebAssembly module and calls it. */
import { createSandbox, type Sandbox } from './wasi.ts';

/** An instance of an engine with its own memory. */
export interface Instance {
  /**
   * Answers a frame with a frame.
   *
   * @throws where the module traps or exits; the instance cannot be used any more then.
   */
  call(frame: Uint8Array): Uint8Array<ArrayBuffer>;
  readonly sandbox: Sandbox;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly alloc: (size: number) => number;
  readonly call: (address: number) => bigint;
}

/** The module must be initialised at build time: `_initialize` is not called. */
export function instantiate(module: WebAssembly.Module): Instance {
  const sandbox = createSandbox(module);
  const exports = checked(new WebAssembly.Instance(module, sandbox.imports).exports);
  sandbox.attach(exports.memory);
  return {
    sandbox,
    call: (frame) => {
      const address = exports.alloc(frame.byteLength) >>> 0;
      new Uint8Array(exports.memory.buffer, address, frame.byteLength).set(frame);
      const answer = BigInt.asUintN(64, exports.call(address));
      const size = Number(answer & 0xffffffffn);
      return new Uint8Array(exports.memory.buffer, Number(answer >> 32n), size).slice();
    },
  };
}

function checked(exports: WebAssembly.Exports): Exports {
  const { memory, alloc, call } = exports;
  if (!(memory instanceof WebAssembly.Memory) || !isFunction(alloc) || !isFunction(call)) {
    throw new TypeError('the module is not one of our engines');
  }
  return {
    memory,
    alloc: (size) => numberFrom(alloc(size)),
    call: (address) => bigintFrom(call(address)),
  };
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

function numberFrom(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('expected a number from the engine');
  return value;
}

function bigintFrom(value: unknown): bigint {
  if (typeof value !== 'bigint') throw new TypeError('expected a 64-bit number from the engine');
  return value;
}
