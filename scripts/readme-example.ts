/**
 * Writes the demo's output, from the committed dist/, into examples/shop/README.md; with `--check`, only reports
 * whether it is out of date.
 *
 *     npx tsx scripts/readme-example.ts [--check]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './command.ts';
import { excerpt } from './readme/excerpt.ts';
import { fill } from './readme/markdown.ts';

const page = 'examples/shop/README.md';

/** The parts of the demo's review to show, by words that only these contain. */
const shown = ['  fix       charts/web/values.yaml', 'mailer/deployment.yaml', 'Pod Security level', 'block the merge'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const root = resolve(import.meta.dirname, '..');
  const demo = await run(process.execPath, ['scripts/demo.mjs'], { cwd: root, env: { NO_COLOR: '1' } });
  if (demo.code !== 0) throw new Error(`the demo ended with ${demo.code ?? 'a signal'}: ${demo.stderr}`);
  const file = join(root, page);
  const current = await readFile(file, 'utf8');
  const wanted = fill(current, 'example', `\`\`\`text\n${excerpt(demo.stdout, shown)}\n\`\`\``);
  if (wanted === current) return;
  if (!values.check) return writeFile(file, wanted);
  process.stderr.write(`${page} does not show what the demo prints; run: npx tsx scripts/readme-example.ts\n`);
  process.exitCode = 1;
}

if (import.meta.filename === process.argv[1]) await main();
