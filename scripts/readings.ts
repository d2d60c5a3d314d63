/**
 * Compares our parsing of YAML with that of Kubernetes' own tools, for generated texts. Needs Go.
 *
 *     tsx scripts/readings.ts [--count 100000] [--seed 1] [--write FILE]
 *
 * `--write` stores the texts and Go's answers, in the form of __tests__/yaml/golden/readings.json.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { differenceFrom, type GoReading } from '../__tests__/yaml/reading.ts';
import { randomOf, spelling } from '../__tests__/yaml/spellings.ts';

/** Number of texts that Go reads in one run. */
const batch = 20_000;

function main(): void {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      write: { type: 'string' },
    },
  });
  const count = Number(values.count);
  const program = built();
  const random = randomOf(Number(values.seed));
  const readings: { readonly text: string; readonly go: GoReading }[] = [];
  let [different, withObjects] = [0, 0];
  for (let done = 0; done < count; done += batch) {
    const texts = Array.from({ length: Math.min(batch, count - done) }, () => spelling(random));
    for (const [index, go] of answers(program, texts).entries()) {
      const text = texts[index] ?? '';
      if (values.write !== undefined) readings.push({ text, go });
      if (go.objects.length > 0) withObjects += 1;
      const difference = differenceFrom(go, text);
      if (difference === null) continue;
      different += 1;
      process.stdout.write(`${JSON.stringify(text)}\n    ${difference}\n`);
    }
  }
  if (values.write !== undefined)
    writeFileSync(values.write, `[\n${readings.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
  process.stdout.write(`${count} texts, ${withObjects} with objects, ${different} read otherwise\n`);
  process.exitCode = different > 0 ? 1 : 0;
}

function built(): string {
  const program = join(mkdtempSync(join(tmpdir(), 'readings-')), 'readings');
  const cwd = resolve(import.meta.dirname, '../engine/generate/readings');
  const { status, stderr } = spawnSync('go', ['build', '-o', program, '.'], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`go build: ${stderr}`);
  return program;
}

function answers(program: string, texts: readonly string[]): GoReading[] {
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('');
  const { stdout, stderr } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const lines = stdout.trimEnd().split('\n');
  if (lines.length !== texts.length) throw new Error(`readings: ${stderr}`);
  return lines.map((line) => JSON.parse(line) as GoReading);
}

main();
