/**
 * Writes the published JSON schemas and the pages made from them; with `--check`, only reports which are out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { configJsonSchema, organisationJsonSchema } from '../src/policy/config/schema.ts';
import { reportJsonSchema } from '../src/report/schema.ts';
import { rulesJsonSchema } from '../src/cli/rules-schema.ts';
import { doctorJsonSchema } from '../src/setup/doctor-schema.ts';
import { reportPage } from './report-page.ts';

const root = join(import.meta.dirname, '..');
const style = { printWidth: 120, singleQuote: true };

/** All generated files by path, with their current content. */
export async function generatedSchemas(): Promise<ReadonlyMap<string, string>> {
  const schema = reportJsonSchema();
  const json = (value: unknown): Promise<string> => format(JSON.stringify(value), { ...style, parser: 'json' });
  return new Map([
    ['schema/config.schema.json', await json(configJsonSchema())],
    ['schema/organisation.schema.json', await json(organisationJsonSchema())],
    ['schema/report.schema.json', await json(schema)],
    ['schema/rules.schema.json', await json(rulesJsonSchema())],
    ['schema/doctor.schema.json', await json(doctorJsonSchema())],
    ['docs/report.md', await format(reportPage(schema.$defs ?? {}), { ...style, parser: 'markdown' })],
  ]);
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const stale: string[] = [];
  for (const [path, content] of await generatedSchemas()) {
    if (read(path) === content) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  if (check && stale.length > 0) {
    console.error(`Out of date: ${stale.join(', ')}. Run: npx tsx scripts/schemas.ts`);
    process.exitCode = 1;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}

if (import.meta.filename === process.argv[1]) await main();
