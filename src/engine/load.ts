import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const decompress = promisify(brotliDecompress);

/** Decompresses and compiles an engine. The module can be posted to workers, which then share the compiled code. */
export async function loadModule(path: string): Promise<WebAssembly.Module> {
  const compressed = await readFile(path);
  const bytes = await decompress(compressed);
  return WebAssembly.compile(new Uint8Array(bytes));
}
