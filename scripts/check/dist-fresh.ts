/** Checks that dist/ is what a build of this tree writes. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode, typescript } from '../command.ts';
import type { Step } from '../steps.ts';

/** Built by `npm run build:engine`, which needs Go; `npm run build:engine -- --compare` checks these. */
const engines = ['helm.wasm.br', 'kustomize.wasm.br', 'rego.wasm.br'];

const budget = 22_000_000;

async function contents(directory: string): Promise<ReadonlyMap<string, Buffer>> {
  const names = (await readdir(directory)).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name))] as const)));
}

/** How `committed` differs from what a build writes: one line per file. */
export function differences(
  committed: ReadonlyMap<string, Buffer>,
  built: ReadonlyMap<string, Buffer>,
): readonly string[] {
  const names = [...new Set([...committed.keys(), ...built.keys(), ...engines])].sort();
  return names.flatMap((name) => {
    const [here, wanted] = [committed.get(name), built.get(name)];
    if (here === undefined) return [`dist/${name} is missing`];
    if (engines.includes(name)) return [];
    if (wanted === undefined) return [`dist/${name} is made by nothing`];
    return here.equals(wanted) ? [] : [`dist/${name} is not what its sources give`];
  });
}

/**
 * Checks that `dist/` has exactly the files that a build of this tree writes, byte for byte, within the limit on its
 * size in bytes.
 */
export function distFreshStep(root: string): Step {
  return {
    name: 'dist is fresh',
    run: async () => {
      const directory = await mkdtemp(join(tmpdir(), 'plimsoll-dist-'));
      try {
        const { code, stdout, stderr } = await runNode(root, typescript('scripts/build.ts', '--out', directory));
        if (code !== 0) return [`${stdout}${stderr}`.trim()];
        const committed = await contents(join(root, 'dist'));
        const faults = differences(committed, await contents(directory));
        const bytes = [...committed.values()].reduce((sum, file) => sum + file.length, 0);
        return [
          ...(faults.length === 0 ? [] : [...faults, 'run: npm run build']),
          ...(bytes > budget ? [`dist/ has ${bytes} bytes; its budget is ${budget}`] : []),
        ];
      } finally {
        await rm(directory, { recursive: true });
      }
    },
  };
}
