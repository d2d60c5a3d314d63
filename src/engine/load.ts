/** Loads and compiles an engine's WebAssembly module. */
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const decompress = promisify(brotliDecompress);

/** Larger than most engines: fewer output chunks from zlib mean less copying. Bytes. */
const piece = 1 << 25;

const loaded = new Map<string, Promise<WebAssembly.Module>>();

/**
 * Decompresses and compiles an engine, once per process. The module can be posted to workers, which share the compiled
 * code.
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
 * Sets V8's options for compiling the engines, for the whole process. Must be called before the first is compiled. The
 * engines are far larger than V8's defaults assume, and most runs call few of their functions often. So each function
 * is validated on its first call, and only very hot ones are optimised. This makes a run over one chart half a second
 * faster, and a run over a hundred charts no slower. The modules are our own and the build checks them against their
 * sources, so that functions that are never called cannot hide invalid code.
 */
export function tuneCompiler(): void {
  setFlagsFromString('--wasm-lazy-validation');
  setFlagsFromString('--wasm-tiering-budget=200000000');
}
