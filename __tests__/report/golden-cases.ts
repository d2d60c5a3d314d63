import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { type Report } from '../../src/model/report.ts';
import { type Rule } from '../../src/model/rule.ts';
import type { Sources } from '../../src/report/excerpt.ts';
import { reportSchema } from '../../src/report/schema.ts';

/** A report with the files it speaks of and the diff of its pull request, as they lie in `goldens/<name>/`. */
export interface GoldenCase {
  readonly name: string;
  readonly folder: string;
  readonly report: Report;
  readonly sources: Sources;
  readonly diff: readonly { readonly filename: string; readonly patch?: string | undefined }[];
}

const goldens = join(import.meta.dirname, 'goldens');
const diffSchema = z.array(z.object({ filename: z.string(), patch: z.string().optional() }));
const ruleSchema = z.object({
  ...{ id: z.string(), title: z.string(), description: z.string(), remedy: z.string(), since: z.string() },
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  enforcement: z.enum(['deny', 'warn']),
  ...{ kinds: z.array(z.string()), standards: z.array(z.string()), related: z.array(z.string()) },
  fixRisk: z.enum(['none', 'may-break', 'decision']).nullable(),
  fixCheck: z.string().nullable(),
  readsFacts: z.boolean(),
});

export const rules: readonly Rule[] = z.array(ruleSchema).parse(readJson(join(import.meta.dirname, 'rules.json')));

export const cases: readonly GoldenCase[] = readdirSync(goldens).map((name) => {
  const folder = join(goldens, name);
  const files = filesIn(join(folder, 'files'));
  return {
    name,
    folder,
    report: reportSchema.parse(readJson(join(folder, 'report.json'))),
    sources: (file) => files.get(file) ?? null,
    diff: diffSchema.parse(readJson(join(folder, 'diff.json'))),
  };
});

/** Every file below a folder, by its path in it. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]));
}

/** The case of that name. */
export function goldenCase(name: string): GoldenCase {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no golden case ${name}`);
  return found;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
