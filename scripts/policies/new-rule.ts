/**
 * Creates a new rule: a header to fill in, a working body, and two cases.
 *
 *     npx tsx scripts/policies/new-rule.ts <group>/<rule>
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { RULE_ID } from '../../src/rules/headers/rule-schema.ts';
import { scaffold } from './scaffold.ts';

const usage = 'usage: npx tsx scripts/policies/new-rule.ts <group>/<rule>, both in kebab-case\n';

async function main(): Promise<void> {
  const [id = ''] = process.argv.slice(2);
  if (!RULE_ID.test(id)) {
    refuse(usage);
    return;
  }
  const folder = join('policies/rules', id);
  if (existsSync(folder)) {
    refuse(`${folder} is there already\n`);
    return;
  }
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile('package.json', 'utf8')));
  for (const [path, text] of scaffold(id, version)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  process.stdout.write(`${folder} is there. docs/writing-rules.md says what comes next.\n`);
}

function refuse(text: string): void {
  process.stderr.write(text);
  process.exitCode = 2;
}

await main();
