import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Concluded } from './conclude.ts';
import { distinctBy, groupBy } from './groups.ts';
import { audit } from './audit.ts';
import { nothingButFault } from './last-border.ts';
import { type Finding, type Suggestion } from './model.ts';
import { memoryOf } from './memory.ts';
import { type AuditOptions } from './options.ts';
import { leadsInto, writeAsked } from './replace-file.ts';
import { auditedTree } from './trees.ts';
import { type World } from './world.ts';
import { applyEdits } from './yaml/line-edits.ts';

export interface FixOptions extends Omit<AuditOptions, 'chart'> {
  /** Also fixes that may break a workload. */
  readonly unsafe: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
}

/** A file before and after. */
export interface FixedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Without the values of Secrets, line by line: what may be said of it. */
  readonly shown: { readonly before: string; readonly after: string };
}

export interface Fixed {
  readonly files: readonly FixedFile[];
  readonly mended: readonly Finding[];
  readonly left: readonly { readonly finding: Finding; readonly why: string }[];
  /** The audit after the edits; in a dry run, before them. */
  readonly outcome: Concluded;
}

/** Edits that stood too close to others are tried again after those were made. */
const mostPasses = 4;

/** Applies verified suggestions to the work tree, and audits it again. What turned out worse is taken back. */
export async function fix(options: FixOptions, world: World): Promise<Fixed> {
  const files = new Map<string, FixedFile>();
  try {
    return await fixed(options, world, files);
  } catch (thrown) {
    const outcome = nothingButFault('audit', options, world, thrown);
    return { files: [...files.values()], mended: [], left: [], outcome };
  }
}

/** @param files those that were written, as far as it came. */
async function fixed(options: FixOptions, world: World, files: Map<string, FixedFile>): Promise<Fixed> {
  const risks = new Map(world.rules.map(({ id, fixRisk }) => [id, fixRisk]));
  const mend = (rule: string): boolean =>
    risks.get(rule) === 'none' || (options.unsafe && risks.get(rule) === 'may-break');
  const auditOptions: AuditOptions = { ...options, chart: null };
  // A dry run quotes files as edited, where nothing remembered says what to mask.
  const remembering = options.dryRun ? { ...world, memory: memoryOf(null, world.version, world.packs) } : world;
  const first = await audit(auditOptions, remembering, mend);
  let outcome = first;
  for (let pass = 0; pass < mostPasses; pass++) {
    const edits = editsOf(outcome, files);
    if (edits.length === 0) break;
    world.progress(`${edits.length} files to edit`);
    if (options.dryRun) {
      remember(files, edits);
      break;
    }
    const written = await write(options, edits, 'after');
    if (written.length === 0) break;
    const after = await audit(auditOptions, world, mend);
    if (isWorse(outcome, after)) {
      await write(options, written, 'before');
      break;
    }
    remember(files, written);
    outcome = after;
  }
  return {
    files: [...files.values()],
    mended: mendedIn(first, outcome, options.dryRun),
    left: leftIn(outcome, options, mend),
    outcome,
  };
}

function editsOf(
  { unmasked: { findings, sources }, secrets }: Concluded,
  done: ReadonlyMap<string, FixedFile>,
): FixedFile[] {
  const suggestions = findings.flatMap(({ suggestion }) => (suggestion === undefined ? [] : [suggestion]));
  return [...groupBy(suggestions, ({ file }) => file)].flatMap(([file, inFile]) => {
    const before = sources(file);
    if (before === null) return [];
    const after = applyEdits(before, distinct(inFile));
    return after === before || after === done.get(file)?.before
      ? []
      : [{ file, before, after, shown: { before: secrets.file(file, before), after: secrets.file(file, after) } }];
  });
}

function distinct(suggestions: readonly Suggestion[]): Suggestion[] {
  return distinctBy(suggestions, ({ first, last }) => `${first}-${last}`);
}

function remember(files: Map<string, FixedFile>, edits: readonly FixedFile[]): void {
  for (const edit of edits) {
    const first = files.get(edit.file) ?? edit;
    files.set(edit.file, { ...edit, before: first.before, shown: { ...edit.shown, before: first.shown.before } });
  }
}

/** Writes the edits into the files that hold the text, and gives back those that were written. */
async function write(
  options: FixOptions,
  edits: readonly FixedFile[],
  state: 'before' | 'after',
): Promise<readonly FixedFile[]> {
  const { tree, repository } = await auditedTree(options);
  const written: FixedFile[] = [];
  for (const edit of edits) {
    const holder = tree.files.has(edit.file)
      ? holderOf(tree.name, join(repository ?? options.directory, edit.file))
      : null;
    if (holder === null) continue;
    await writeAsked(tree.name, holder, edit[state]);
    written.push(edit);
  }
  return written;
}

/** The file that a path leads to; null where there is none of that name, or outside of the folder. */
function holderOf(folder: string, path: string): string | null {
  try {
    const real = realpathSync(path);
    return leadsInto(folder, real) ? real : null;
  } catch {
    // A name that is not text is shown with escapes, and no file has that name.
    return null;
  }
}

/**
 * The whole is verified again: no problem and no finding that was not there before, and none that says something else: its
 * message names how far it reaches.
 */
function isWorse(before: Concluded, after: Concluded): boolean {
  const said = ({ fingerprint, message }: Finding): string => JSON.stringify([fingerprint, message]);
  const known = new Set(before.report.findings.map(said));
  const added = after.report.findings.some((finding) => !known.has(said(finding)));
  return added || after.report.problems.length > before.report.problems.length;
}

function mendedIn(first: Concluded, last: Concluded, dryRun: boolean): Finding[] {
  if (dryRun) return first.report.findings.filter((_, index) => hasEdit(first, index));
  const standing = new Set(last.report.findings.map(({ fingerprint }) => fingerprint));
  return first.report.findings.filter(({ fingerprint }) => !standing.has(fingerprint));
}

/** Also where the report has no suggestion because its lines hold a value of a Secret. */
function hasEdit({ unmasked }: Concluded, index: number): boolean {
  return unmasked.findings[index]?.suggestion !== undefined;
}

function leftIn(outcome: Concluded, { dryRun, unsafe }: FixOptions, mend: (rule: string) => boolean): Fixed['left'] {
  const { report, unmasked, secrets } = outcome;
  return report.findings.flatMap((finding, index) => {
    const own = unmasked.findings[index] ?? finding;
    if (finding.status !== 'existing' || (dryRun && own.suggestion !== undefined)) return [];
    return [{ finding, why: secrets.text(own.noSuggestion ?? whyLeft(own, outcome, unsafe, mend)) }];
  });
}

function whyLeft(
  { rule, suggestion }: Finding,
  { rules }: Concluded,
  unsafe: boolean,
  mend: (rule: string) => boolean,
): string {
  if (suggestion !== undefined) return 'applying it made something else worse, so it was taken back';
  const known = rules.find(({ id }) => id === rule);
  if (known?.fixRisk === null) return `no edit can be offered: ${known.remedy}`;
  if (mend(rule)) return 'the rule offers no fix here: it needs a decision';
  if (!unsafe && known?.fixRisk === 'may-break') return 'its fix may break a workload; --unsafe applies it';
  return 'it needs a decision';
}
