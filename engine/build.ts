/**
 * Builds the engines: `npm run build:engine [-- --compare | --quick]`. Needs the Go version of go.mod.
 *
 * Each module is built by Go, initialised once (build/snapshot.ts) and compressed into dist/. With `--compare`, nothing
 * is written: the result is compared with dist/, and the exit code is 1 if it differs. With `--quick`, compression
 * takes seconds rather than minutes, for trying things out: the file is a fifth larger, the module in it is the same.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib';

import { goBuild } from './build/go.ts';
import { licenses } from './build/licenses.ts';
import { snapshot } from './build/snapshot.ts';

const MEGABYTE = 1024 * 1024;

interface Engine {
  readonly name: 'helm' | 'kustomize' | 'rego';
  /** Maximum memory of the module, in bytes. Charts and kustomizations are hostile; policies are trusted. */
  readonly memory: number;
  /** Go variables that the linker sets. */
  readonly variables: Readonly<Record<string, string>>;
}

const ENGINES: readonly Engine[] = [
  { name: 'helm', memory: 512 * MEGABYTE, variables: {} },
  {
    name: 'kustomize',
    memory: 512 * MEGABYTE,
    // The value that kustomize of this version writes to `app.kubernetes.io/managed-by`.
    variables: { 'sigs.k8s.io/kustomize/api/provenance.version': 'kustomize/v5.8.2' },
  },
  { name: 'rego', memory: 1024 * MEGABYTE, variables: {} },
];

const here = import.meta.dirname;
const dist = join(here, '..', 'dist');

function build({ name, memory, variables }: Engine): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  try {
    const path = join(folder, `${name}.wasm`);
    goBuild(here, `./cmd/${name}`, path, variables);
    return snapshot(readFileSync(path), memory);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The bytes of the module in dist, or null if there is none. */
function built(path: string): Buffer | null {
  return existsSync(path) ? brotliDecompressSync(readFileSync(path)) : null;
}

async function compressed(bytes: Buffer, quality: number): Promise<Buffer> {
  return promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/**
 * Returns whether dist/ has the same module. It is written in any case, because it may have been compressed with
 * `--quick`.
 */
async function settle(name: string, bytes: Buffer): Promise<boolean> {
  const path = join(dist, `${name}.wasm.br`);
  const same = built(path)?.equals(bytes) ?? false;
  if (!compare) writeFileSync(path, await compressed(bytes, quality));
  console.log(`${name}: ${bytes.length} bytes, ${verdict(same)}`);
  return same;
}

function settleLicenses(): boolean {
  const path = join(here, 'licenses.txt');
  const text = licenses(
    here,
    ENGINES.map(({ name }) => `./cmd/${name}`),
  );
  const same = existsSync(path) && readFileSync(path, 'utf8') === text;
  if (!same && !compare) writeFileSync(path, text);
  console.log(`licenses.txt: ${verdict(same)}`);
  return same;
}

function verdict(same: boolean): string {
  if (same) return 'as it was';
  return compare ? 'DIFFERENT' : 'written';
}

const compare = process.argv.includes('--compare');
const quality = process.argv.includes('--quick') ? 5 : constants.BROTLI_MAX_QUALITY;
const modules = ENGINES.map((engine) => ({ name: engine.name, bytes: build(engine) }));
// Compression runs in Node's thread pool, so all modules are compressed in parallel.
void Promise.all(modules.map(async ({ name, bytes }) => settle(name, bytes))).then((settled) => {
  const same = [...settled, settleLicenses()].every(Boolean);
  if (!compare || same) return;
  console.error('This is not what engine/ makes: run npm run build:engine and commit the result.');
  process.exitCode = 1;
});
