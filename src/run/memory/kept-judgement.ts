/** Converts the results of sources to and from their form in the cache, without values of Secrets. */
import { diffChars } from 'diff';
import { z } from 'zod';
import { type Finding } from '../../model/report.ts';
import { type Suggestion } from '../../model/suggestion.ts';
import { baselineEntry } from '../../policy/baseline.ts';
import { finding } from '../../report/schema/finding.ts';
import { problem } from '../../report/schema/problem.ts';
import { postureFamily } from '../../report/schema/posture.ts';
import { notice, source, unknown } from '../../report/schema/source.ts';
import { type Range } from '../../secrets/ranges.ts';
import { type Secrets } from '../../secrets/secrets.ts';
import { type Judgement } from '../judge/judgement.ts';
import { type Texts } from '../../snapshot/texts.ts';

/**
 * The stored results of some sources. The text of a suggestion is not stored, because it contains lines of the file,
 * and so possibly anybody's values. Stored are the edit steps: which characters of these lines stay, and what is
 * inserted. Of Secrets, only their positions in the files of findings are stored.
 */
export type KeptJudgement = z.infer<typeof keptJudgement>;

const step = z.union([
  z.strictObject({ keep: z.int() }),
  z.strictObject({ drop: z.int() }),
  z.strictObject({ write: z.string() }),
]);
const edit = z.strictObject({ finding: z.int(), steps: z.array(step) });

export const keptJudgement = z.strictObject({
  sources: z.array(source).readonly(),
  findings: z.array(finding).readonly(),
  posture: z.array(postureFamily).readonly(),
  unknown: z.array(unknown).readonly(),
  waivers: z.array(z.string()).readonly(),
  problems: z.array(problem).readonly(),
  notices: z.array(notice).readonly(),
  evaluations: z.int(),
  standing: z.array(baselineEntry).readonly(),
  /** The suggestions of findings, by the index of the finding. */
  edits: z.array(edit),
  /** Positions of values of Secrets, by file. */
  masked: z.array(z.tuple([z.string(), z.array(z.strictObject({ start: z.int(), end: z.int() }))])),
});

export interface RecalledJudgement {
  readonly judgement: Judgement;
  readonly masked: ReadonlyMap<string, readonly Range[]>;
}

/** Null if the results can't be stored: a file can't be read, or they contain a value of a Secret. */
export async function toKeep(
  judgement: Judgement,
  texts: Pick<Texts, 'of'>,
  secrets: Secrets,
): Promise<KeptJudgement | null> {
  const edits: z.infer<typeof edit>[] = [];
  for (const [index, { suggestion }] of judgement.findings.entries()) {
    if (suggestion === undefined) continue;
    const before = await linesAt(suggestion, texts);
    if (before === null) return null;
    edits.push({ finding: index, steps: stepsBetween(before, suggestion.replacement) });
  }
  const findings = judgement.findings.map((each): Finding =>
    each.suggestion === undefined ? each : { ...each, suggestion: { ...each.suggestion, replacement: '' } },
  );
  const kept = { ...judgement, findings, edits };
  const words = JSON.stringify(kept);
  return secrets.text(words) === words ? { ...kept, masked: await maskedIn(judgement, texts, secrets) } : null;
}

async function maskedIn(
  { findings }: Judgement,
  texts: Pick<Texts, 'of'>,
  secrets: Secrets,
): Promise<KeptJudgement['masked']> {
  const masked: KeptJudgement['masked'] = [];
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

/** Null if the files are not the ones for which the results were stored. */
export async function fromKept(kept: KeptJudgement, texts: Pick<Texts, 'of'>): Promise<RecalledJudgement | null> {
  const replacements = new Map<number, string>();
  for (const { finding: index, steps } of kept.edits) {
    const suggestion = kept.findings[index]?.suggestion;
    const before = suggestion === undefined ? null : await linesAt(suggestion, texts);
    if (before === null) return null;
    replacements.set(index, taken(before, steps));
  }
  const findings = kept.findings.map((each, index) => withText(each, replacements.get(index)));
  const { sources, posture, unknown: unknowns, waivers, problems, notices, evaluations, standing } = kept;
  const judgement = {
    sources,
    findings,
    posture,
    unknown: unknowns,
    waivers,
    problems,
    notices,
    evaluations,
    standing,
  };
  return { judgement, masked: new Map(kept.masked) };
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
