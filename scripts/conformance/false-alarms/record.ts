/** The findings that were read, with what their reader said: default.yaml and all.yaml in this folder. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type ChosenSet } from '../../../src/policy/config/rules.ts';
import { parts } from '../fixes/subjects.ts';
import { type Amount, type Drawn } from './draw.ts';

const read = z.strictObject({
  finding: z.string(),
  rule: z.string(),
  /** Whether its maintainer would keep it: it is true, on the right line, and worth a comment. Null: not read yet. */
  kept: z.boolean().nullable(),
  /** Why it would not be kept, in a sentence. */
  because: z.string().regex(/\.$/).optional(),
});

const amount = z.strictObject({
  part: z.enum(parts),
  subjects: z.number(),
  median: z.number(),
  most: z.number(),
  all: z.number(),
});

const schema = z.strictObject({
  seed: z.number().int(),
  /** How many remarks there are about a chart, a folder or a pull request. */
  amounts: z.array(amount),
  findings: z.array(read).min(1),
});

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
export async function writeEmptyRecord(
  set: ReadSet,
  seed: number,
  drawn: readonly Drawn[],
  amounts: readonly Amount[],
): Promise<void> {
  const findings = drawn.map(({ label, finding: { rule } }): ReadFinding => ({ finding: label, rule, kept: null }));
  await writeFile(
    fileOf(set),
    stringify({ seed, amounts: amounts.map(inShort), findings } satisfies FindingsRead, { lineWidth: 0 }),
  );
}

function inShort({ part, remarks }: Amount): FindingsRead['amounts'][number] {
  const sorted = remarks.toSorted((a, b) => a - b);
  return {
    part,
    subjects: sorted.length,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    most: sorted.at(-1) ?? 0,
    all: sorted.reduce((sum, each) => sum + each, 0),
  };
}

function fileOf(set: ReadSet): string {
  return join(import.meta.dirname, `${set}.yaml`);
}
