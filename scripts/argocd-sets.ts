/**
 * Compares our result of ApplicationSets with that of Argo CD's own controller, for generated sets. Needs Go.
 *
 *     tsx scripts/argocd-sets.ts [--count 2000] [--seed 1] [--write FILE]
 *
 * `--write` stores the sets and the controller's answers, in the form of __tests__/deploy/golden/argocd-sets.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { applicationSet, differenceFrom, type MadeByArgo, repositoryFiles } from '../__tests__/deploy/argocd-sets.ts';
import { randomOf } from '../__tests__/yaml/spellings.ts';
import { createEngines } from '../src/engine/engines.ts';
import { type JsonObject } from '../src/model/json.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      write: { type: 'string' },
    },
  });
  const random = randomOf(Number(values.seed));
  const sets = Array.from({ length: Number(values.count) }, () => applicationSet(random));
  const made = answers(sets);
  if (values.write !== undefined)
    writeFileSync(
      values.write,
      `[\n${sets.map((set, at) => JSON.stringify({ set, argo: made[at] })).join(',\n')}\n]\n`,
    );
  const different = await differences(sets, made);
  for (const text of different) process.stdout.write(text);
  const applied = made.filter(({ error }) => error === undefined).length;
  process.stdout.write(`${sets.length} sets, ${applied} that Argo CD takes, ${different.length} made otherwise\n`);
  process.exitCode = different.length > 0 ? 1 : 0;
}

async function differences(sets: readonly JsonObject[], made: readonly MadeByArgo[]): Promise<string[]> {
  const root = resolve(import.meta.dirname, '..');
  const worker = join(mkdtempSync(join(tmpdir(), 'argocd-')), 'worker.js');
  await build({ entryPoints: [join(root, 'src/engine/worker.ts')], outfile: worker, bundle: true, platform: 'node' });
  const engines = createEngines({ directory: join(root, 'dist'), worker, workers: 2, limits: { seconds: 120 } });
  const found = await Promise.all(
    sets.map(async (set, at) => differenceFrom(made[at] ?? { applications: null }, set, engines.helm.fill)),
  );
  await engines.close();
  return found.flatMap((difference, at) =>
    difference === null ? [] : [`${JSON.stringify(sets[at])}\n    ${difference}\n`],
  );
}

/** The controller's answers. The go command fetches a newer Go if Argo CD needs one. */
function answers(sets: readonly JsonObject[]): MadeByArgo[] {
  const program = join(mkdtempSync(join(tmpdir(), 'argocd-')), 'argocd');
  const cwd = resolve(import.meta.dirname, '../engine/generate/argocd');
  const env = { ...process.env, GOTOOLCHAIN: 'auto' };
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd, env, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`go build: ${built.stderr}`);
  const files = Object.fromEntries(repositoryFiles);
  const input = sets.map((set) => `${JSON.stringify({ set, files })}\n`).join('');
  const { stdout, stderr } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const lines = stdout.trimEnd().split('\n');
  if (lines.length !== sets.length) throw new Error(`argocd: ${stderr}`);
  return lines.map((line) => JSON.parse(line) as MadeByArgo);
}

await main();
