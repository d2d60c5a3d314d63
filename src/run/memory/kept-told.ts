import { diffChars } from 'diff';
import { z } from 'zod';
import { type Finding } from '../../model/report.ts';
import { type Suggestion } from '../../model/suggestion.ts';
import { finding } from '../../report/schema/finding.ts';
import { problem } from '../../report/schema/problem.ts';
import { notice, source, unknown, workload } from '../../report/schema/source.ts';
import { type Range } from '../../secrets/ranges.ts';
import { type Secrets } from '../../secrets/secrets.ts';
import { type Told } from '../judge/told.ts';
import { type Texts } from '../../snapshot/texts.ts';

/**
 * What was told of some sources, as it is kept. The text of a suggestion is not in it: it holds lines of the file, which
 * may be anybody's values. What is kept is which characters of these lines stay, and what is written between them. Of
 * Secrets it is where they stand in the files that findings name.
 */
export type KeptTold = z.infer<typeof keptTold>;

const step = z.union([
  z.strictObject({ keep: z.int() }),
  z.strictObject({ drop: z.int() }),
  z.strictObject({ write: z.string() }),
]);
const edit = z.strictObject({ finding: z.int(), steps: z.array(step) });

export const keptTold = z.strictObject({
  sources: z.array(source).readonly(),
  findings: z.array(finding).readonly(),
  workloads: z.array(workload).readonly(),
  unknown: z.array(unknown).readonly(),
  waivers: z.array(z.string()).readonly(),
  problems: z.array(problem).readonly(),
  notices: z.array(notice).readonly(),
  evaluations: z.int(),
  /** The suggestions of findings, by their index. */
  edits: z.array(edit),
  /** Where values of Secrets stand, by file. */
  masked: z.array(z.tuple([z.string(), z.array(z.strictObject({ start: z.int(), end: z.int() }))])),
});

export interface Recalled {
  readonly told: Told;
  readonly masked: ReadonlyMap<string, readonly Range[]>;
}

/** Null where it can't be kept: a file can't be read, or what is told can't be told again without a value of a Secret. */
export async function toKeep(told: Told, texts: Pick<Texts, 'of'>, secrets: Secrets): Promise<KeptTold | null> {
  const edits: z.infer<typeof edit>[] = [];
  for (const [index, { suggestion }] of told.findings.entries()) {
    if (suggestion === undefined) continue;
    const before = await linesAt(suggestion, texts);
    if (before === null) return null;
    edits.push({ finding: index, steps: stepsBetween(before, suggestion.replacement) });
  }
  const findings = told.findings.map((each): Finding =>
    each.suggestion === undefined ? each : { ...each, suggestion: { ...each.suggestion, replacement: '' } },
  );
  const kept = { ...told, findings, edits };
  const words = JSON.stringify(kept);
  return secrets.text(words) === words ? { ...kept, masked: await maskedIn(told, texts, secrets) } : null;
}

async function maskedIn({ findings }: Told, texts: Pick<Texts, 'of'>, secrets: Secrets): Promise<KeptTold['masked']> {
  const masked: KeptTold['masked'] = [];
  for (const file of new Set(findings.flatMap(filesOf))) {
    const text = await texts.of(file);
    const ranges = text.ok ? secrets.ranges(file, text.text) : [];
    if (ranges.length > 0) masked.push([file, ranges.map(({ start, end }) => ({ start, end }))]);
  }
  return masked;
}

function filesOf({ place, suggestion }: Finding): string[] {
  return [...(place.kind === 'summary' ? [] : [place.file]), ...(suggestion === undefined ? [] : [suggestion.file])];
}

/** Null where the files are not those that it was kept of. */
export async function fromKept(kept: KeptTold, texts: Pick<Texts, 'of'>): Promise<Recalled | null> {
  const replacements = new Map<number, string>();
  for (const { finding: index, steps } of kept.edits) {
    const suggestion = kept.findings[index]?.suggestion;
    const before = suggestion === undefined ? null : await linesAt(suggestion, texts);
    if (before === null) return null;
    replacements.set(index, taken(before, steps));
  }
  const findings = kept.findings.map((each, index) => withText(each, replacements.get(index)));
  const { sources, workloads, unknown: unknowns, waivers, problems, notices, evaluations } = kept;
  const told = { sources, findings, workloads, unknown: unknowns, waivers, problems, notices, evaluations };
  return { told, masked: new Map(kept.masked) };
}

function withText(of: Finding, replacement: string | undefined): Finding {
  const { suggestion } = of;
  return suggestion === undefined || replacement === undefined
    ? of
    : { ...of, suggestion: { ...suggestion, replacement } };
}

async function linesAt({ file, first, last }: Suggestion, texts: Pick<Texts, 'of'>): Promise<string | null> {
  const text = await texts.of(file);
  return text.ok
    ? text.text
        .split('\n')
        .slice(first - 1, last)
        .join('\n')
    : null;
}

function stepsBetween(before: string, after: string): z.infer<typeof step>[] {
  return diffChars(before, after).map(({ added, removed, value }) => {
    if (added) return { write: value };
    return removed ? { drop: value.length } : { keep: value.length };
  });
}

function taken(before: string, steps: readonly z.infer<typeof step>[]): string {
  let at = 0;
  let after = '';
  for (const each of steps) {
    if ('write' in each) after += each.write;
    if ('keep' in each) after += before.slice(at, (at += each.keep));
    if ('drop' in each) at += each.drop;
  }
  return after;
}
