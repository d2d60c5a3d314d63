import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const decompress = promisify(brotliDecompress);

/** Larger than most engines are: the less often zlib asks for another piece, the less is copied. Bytes. */
const piece = 1 << 25;

const loaded = new Map<string, Promise<WebAssembly.Module>>();

/**
 * Decompresses and compiles an engine, once for all who open it in this process. The module can be posted to workers,
 * which then share the compiled code.
 */
export async function loadModule(path: string): Promise<WebAssembly.Module> {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const loading = compiled(path);
  loaded.set(path, loading);
  loading.catch(() => loaded.delete(path));
  return loading;
}

async function compiled(path: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await decompress(await readFile(path), { chunkSize: piece }));
}

/**
 * How V8 is to compile the engines, for the whole process; to be called before the first is compiled.
 *
 * They are far larger than what V8's defaults are made for, and most runs call few of their functions often. So each is
 * validated when it is first called, and only one that is really hot is compiled a second time, optimised: a run over
 * one chart is half a second quicker for it, and one over a hundred charts no slower. The modules are our own and held
 * to their sources by the build, so nothing invalid can hide in what is never called.
 */
export function tuneCompiler(): void {
  setFlagsFromString('--wasm-lazy-validation');
  setFlagsFromString('--wasm-tiering-budget=200000000');
}
