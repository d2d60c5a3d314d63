/**
 * Types for the parts of WebAssembly's JavaScript interface that the engines use: TypeScript only has them in its DOM
 * library.
 */
declare namespace WebAssembly {
  type ImportValue = (...args: never[]) => number | bigint | undefined;
  type Imports = Record<string, Record<string, ImportValue>>;
  type Exports = Record<string, unknown>;
  /** Opaque: compiled code. */
  interface Module {
    readonly kind?: never;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  interface Global {
    readonly value: unknown;
  }
  interface Instance {
    readonly exports: Exports;
  }
  // eslint-disable-next-line no-var -- what merges with a namespace of the same name has to be a var
  var Module: {
    new (bytes: Uint8Array<ArrayBuffer>): Module;
    imports(module: Module): { module: string; name: string; kind: string }[];
  };
  // eslint-disable-next-line no-var
  var Memory: new (limits: { initial: number; maximum?: number }) => Memory;
  // eslint-disable-next-line no-var
  var Global: new (type: { value: string; mutable?: boolean }, value?: unknown) => Global;
  // eslint-disable-next-line no-var
  var Instance: new (module: Module, imports: Imports) => Instance;
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
}
