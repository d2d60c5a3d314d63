/**
 * Vitest's global setup: Node 20 can't start a worker thread from TypeScript, so the engines' worker program is bundled
 * once before the tests.
 */
import { buildSync } from 'esbuild';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export const workerPath = join(root, 'node_modules', '.cache', 'plimsoll', 'engine-worker.js');

export function setup(): void {
  buildSync({
    entryPoints: [join(root, 'src', 'engine', 'worker.ts')],
    outfile: workerPath,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    logLevel: 'warning',
  });
}
