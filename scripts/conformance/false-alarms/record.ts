/** The findings that were read, with what their reader said: default.yaml and all.yaml in this folder. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type ChosenSet } from '../../../src/policy/config/rules.ts';
import { type Drawn } from './draw.ts';

const read = z.strictObject({
  finding: z.string(),
  rule: z.string(),
  /** Whether its maintainer would keep it: it is true, on the right line, and worth a comment. Null: not read yet. */
  kept: z.boolean().nullable(),
  /** Why it would not be kept, in a sentence. */
  because: z.string().regex(/\.$/).optional(),
});

const schema = z.strictObject({ seed: z.number().int(), findings: z.array(read).min(1) });

export type ReadFinding = z.infer<typeof read>;
export type FindingsRead = z.infer<typeof schema>;

/** The sets of rules that are read. */
export const readSets = ['default', 'all'] as const satisfies readonly ChosenSet[];
export type ReadSet = (typeof readSets)[number];

/** @throws {Error} if the file is missing or has another form. */
export async function readRecord(set: ReadSet): Promise<FindingsRead> {
  return schema.parse(parse(await readFile(fileOf(set), 'utf8')));
}

/** Writes a record in which nothing is read yet. */
export async function writeEmptyRecord(set: ReadSet, seed: number, drawn: readonly Drawn[]): Promise<void> {
  const findings = drawn.map(({ label, finding: { rule } }): ReadFinding => ({ finding: label, rule, kept: null }));
  await writeFile(fileOf(set), stringify({ seed, findings } satisfies FindingsRead, { lineWidth: 0 }));
}

function fileOf(set: ReadSet): string {
  return join(import.meta.dirname, `${set}.yaml`);
}
