/**
 * Writes the tables of docs/configuration.md from the schema of the configuration; with `--check`, only reports whether
 * they are out of date.
 *
 *     npx tsx scripts/config-page.ts [--check]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { configSchema } from '../src/policy/config/config.ts';
import { configKeys } from './config-page/keys.ts';
import { fill, table } from './readme/markdown.ts';

const page = 'docs/configuration.md';

/** The text of the page with its table generated from the schema. */
export async function filledConfigPage(text: string): Promise<string> {
  const rows = configKeys(z.toJSONSchema(configSchema, { io: 'input' })).map(({ key, value, meaning }) => [
    `\`${key}\``,
    value,
    meaning,
  ]);
  const filled = fill(text, 'keys', table(['key', 'value', 'meaning'], rows));
  return format(filled, { ...(await resolveConfig(page)), parser: 'markdown' });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const file = resolve(import.meta.dirname, '..', page);
  const current = await readFile(file, 'utf8');
  const wanted = await filledConfigPage(current);
  if (wanted === current) return;
  if (!values.check) return writeFile(file, wanted);
  process.stderr.write(`${page} is not what src/policy/config/config.ts gives; run: npx tsx scripts/config-page.ts\n`);
  process.exitCode = 1;
}

if (import.meta.filename === process.argv[1]) await main();
