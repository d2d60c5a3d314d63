/**
 * Fills the generated parts of README.md: the Action's inputs and outputs from action.yml, the rules from dist/rules.json.
 * Each lies between `<!-- generated: NAME -->` and `<!-- end -->`.
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
const Rules = z.array(z.object({ id: z.string(), title: z.string(), severity: z.string(), enforcement: z.string() }));

async function tables(root: string): Promise<Readonly<Record<string, string>>> {
  const { inputs, outputs } = Action.parse(load(await readFile(join(root, 'action.yml'), 'utf8')));
  const rules = Rules.parse(JSON.parse(await readFile(join(root, 'dist/rules.json'), 'utf8')));
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
    rules: table(
      ['rule', 'what it asks', 'severity', 'enforcement'],
      rules.map(({ id, title, severity, enforcement }) => [
        `[${id}](docs/rules/${id}.md)`,
        title,
        severity,
        enforcement,
      ]),
    ),
  };
}

async function main(): Promise<void> {
  const root = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const file = join(root, 'README.md');
  const current = await readFile(file, 'utf8');
  const filled = Object.entries(await tables(root)).reduce(
    (text, [name, content]) => fill(text, name, content),
    current,
  );
  const wanted = await format(filled, { parser: 'markdown', singleQuote: true, printWidth: 120 });
  if (!values.check) {
    await writeFile(file, wanted);
  } else if (wanted !== current) {
    process.stderr.write('README.md is not what action.yml and dist/rules.json give; run: npm run generate\n');
    process.exitCode = 1;
  }
}

await main();
