/** Opens the committed Rego engine with a worker that is bundled from src. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { createEngines, type Engines } from '../../src/engine/engines.ts';
import type { RegoOutcome } from '../../src/engine/rego.ts';

/** Opens the committed engines with the worker of src, bundled now: needs neither Go nor an earlier build. */
export async function openEngines(root: string): Promise<Engines> {
  const worker = join(root, 'node_modules/.cache/plimsoll/policies-worker.cjs');
  await build({
    entryPoints: [join(root, 'src/engine/worker.ts')],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  return createEngines({ directory: join(root, 'dist'), worker, workers: 1, limits: { seconds: 120 } });
}

/**
 * The value of an outcome.
 *
 * @throws {Error} with one line per fault: `file:line: message`.
 */
export function orFaults<T>(outcome: RegoOutcome<T>): T {
  if (outcome.ok) return outcome.value;
  if (outcome.faults.length === 0) throw new Error(outcome.error.message);
  throw new Error(outcome.faults.map(({ file, line, message }) => `policies/${file}:${line}: ${message}`).join('\n'));
}
