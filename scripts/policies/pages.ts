/**
 * Writes docs/rules from the compiled rules and their cases; with --check, reports what is stale, and fails.
 *
 *     npx tsx scripts/policies/pages.ts [--check]
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { openEvaluator } from './evaluator.ts';
import { exampleOf } from './example.ts';
import { rulePage } from './page.ts';
import { ruleIndex } from './rule-index.ts';

const folder = 'docs/rules';

/** Every page by its path below docs/rules. */
async function pages(): Promise<Map<string, string>> {
  const pack = await loadPack('dist');
  const { rules } = pack;
  const evaluator = await openEvaluator(pack);
  const style = await resolveConfig(join(folder, 'README.md'));
  const formatted = (text: string): Promise<string> => format(text, { ...style, parser: 'markdown' });
  const made = new Map([['README.md', await formatted(ruleIndex(rules))]]);
  for (const rule of rules) {
    const example = await exampleOf('policies', rule.id, evaluator);
    made.set(`${rule.id}.md`, await formatted(rulePage(rule, example)));
  }
  return made;
}

/** The existing files of docs/rules, by their path there. */
async function present(): Promise<Map<string, string>> {
  if (!existsSync(folder)) return new Map();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Map(files.map((file, index) => [file.slice(folder.length + 1), texts[index] ?? '']));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const [wanted, found] = [await pages(), await present()];
  const stale = [...new Set([...wanted.keys(), ...found.keys()])].filter(
    (file) => wanted.get(file) !== found.get(file),
  );
  if (values.check) {
    if (stale.length === 0) return;
    process.stderr.write(`${folder} is stale (${stale.join(', ')}): run npx tsx scripts/policies/pages.ts\n`);
    process.exitCode = 1;
    return;
  }
  for (const file of stale) await replace(join(folder, file), wanted.get(file));
}

async function replace(file: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

await main();
