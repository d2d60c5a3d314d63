/**
 * Writes the generated parts of docs/action.md: the Action's inputs and outputs, from action.yml. Each is between `<!--
 * generated: NAME -->` and `<!-- end -->`.
 *
 *     npx tsx scripts/readme.ts [--check]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from 'js-yaml';
import { format } from 'prettier';
import { z } from 'zod';
import { fill, table } from './readme/markdown.ts';

const Action = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.coerce.string().optional() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

const page = 'docs/action.md';

async function tables(root: string): Promise<Readonly<Record<string, string>>> {
  const { inputs, outputs } = Action.parse(load(await readFile(join(root, 'action.yml'), 'utf8')));
  const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
  return {
    inputs: table(
      ['input', 'what', 'default'],
      Object.entries(inputs).map(([name, { description, default: value }]) => [
        `\`${name}\``,
        oneLine(description),
        value === undefined || value === '' ? '' : `\`${value}\``,
      ]),
    ),
    outputs: table(
      ['output', 'what'],
      Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, oneLine(description)]),
    ),
  };
}

async function main(): Promise<void> {
  const root = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const file = join(root, page);
  const current = await readFile(file, 'utf8');
  const filled = Object.entries(await tables(root)).reduce(
    (text, [name, content]) => fill(text, name, content),
    current,
  );
  const wanted = await format(filled, { parser: 'markdown', singleQuote: true, printWidth: 120 });
  if (!values.check) {
    await writeFile(file, wanted);
  } else if (wanted !== current) {
    process.stderr.write(`${page} is not what action.yml gives; run: npm run generate\n`);
    process.exitCode = 1;
  }
}

await main();
