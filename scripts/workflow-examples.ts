/**
 * Writes those workflows of docs/workflows that `plimsoll init` writes too.
 *
 *     npx tsx scripts/workflow-examples.ts [--check]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { unpinnedAction, workflowTexts } from '../src/setup/workflow-texts.ts';

const folder = resolve(import.meta.dirname, '../docs/workflows');
const isCheck = process.argv.includes('--check');

await mkdir(folder, { recursive: true });
for (const { example, text } of Object.values(workflowTexts).flat()) {
  const file = join(folder, example);
  const wanted = text(unpinnedAction);
  if (!isCheck) await writeFile(file, wanted);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== wanted) {
    process.stdout.write(`docs/workflows/${example} is out of date\n`);
    process.exitCode = 1;
  }
}
