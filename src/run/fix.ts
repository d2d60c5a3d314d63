/** `plimsoll fix`: applies verified suggestions to the work tree, as far as nothing gets worse by them. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Concluded } from './conclude/outcome.ts';
import { distinctBy, groupBy } from '../foundation/groups.ts';
import { audit } from './audit.ts';
import { nothingButFault } from './conclude/last-border.ts';
import { type Finding } from '../model/report.ts';
import { type Suggestion } from '../model/suggestion.ts';
import { memoryOf } from './memory/memory.ts';
import { type AuditOptions } from './options.ts';
import { leadsInto, writeAsked } from '../foundation/replace-file.ts';
import { auditedTree } from './open/trees.ts';
import { isIntroduced } from '../report/labels.ts';
import { review } from './review.ts';
import { workTreeAt } from '../snapshot/run-git.ts';
import { NO_FIX } from '../fixes/suggest.ts';
import { type World } from './open/world.ts';
import { applyEdits } from '../yaml/line-edits.ts';

export interface FixOptions extends Omit<AuditOptions, 'chart'> {
  /** Also fixes that may break a workload. */
  readonly unsafe: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
  /** A revision: only what is new or worse since its merge base with HEAD is fixed. Null: everything. */
  readonly base: string | null;
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
  /** The audit, or with a base the review, after the edits; of a dry run, which makes none, before them. */
  readonly outcome: Concluded;
}

/** Edits that stood too close to others are tried again after those were made. */
const mostPasses = 4;

/** Looks at the work tree, with the texts of edited files in place of those that stand there. */
type Look = (edited?: ReadonlyMap<string, string>) => Promise<Concluded>;

type Mend = (rule: string) => boolean;

/** Applies verified suggestions to the work tree, and looks at it again. What turned out worse is taken back. */
export async function fix(options: FixOptions, world: World): Promise<Fixed> {
  const files = new Map<string, FixedFile>();
  try {
    return await fixed(options, world, files);
  } catch (thrown) {
    const outcome = nothingButFault(options.base === null ? 'audit' : 'review', options, world, thrown);
    return { files: [...files.values()], mended: [], left: [], outcome };
  }
}

/** @param files those that were written, as far as it came. */
async function fixed(options: FixOptions, world: World, files: Map<string, FixedFile>): Promise<Fixed> {
  const mend = mendable(options, world);
  // A dry run quotes files as edited, where nothing remembered says what to mask.
  const remembering = options.dryRun ? { ...world, memory: memoryOf(null, world.version, world.packs) } : world;
  const look = lookOf(options, remembering, mend);
  const first = await look();
  let outcome = first;
  // What a dry run would have written.
  let texts: ReadonlyMap<string, string> = new Map();
  for (let pass = 0; pass < mostPasses; pass++) {
    const edits = editsOf(outcome, files, await isAskedFor(options, outcome));
    if (edits.length === 0) break;
    world.progress(`${edits.length} files to edit`);
    const possible = await writable(options, edits);
    if (possible.length === 0) break;
    if (options.dryRun) texts = new Map([...texts, ...possible.map(({ edit }) => [edit.file, edit.after] as const)]);
    else await write(possible, 'after');
    const after = await look(texts);
    if (isWorse(outcome, after)) {
      if (!options.dryRun) await write(possible, 'before');
      break;
    }
    remember(
      files,
      possible.map(({ edit }) => edit),
    );
    outcome = after;
  }
  return {
    files: [...files.values()],
    mended: mendedIn(first, outcome),
    left: leftIn(outcome, options, mend, await isAskedFor(options, outcome)),
    outcome: options.dryRun ? first : outcome,
  };
}

function mendable({ unsafe }: FixOptions, { rules }: World): Mend {
  const risks = new Map(rules.map(({ id, fixRisk }) => [id, fixRisk]));
  return (rule) => risks.get(rule) === 'none' || (unsafe && risks.get(rule) === 'may-break');
}

function lookOf(options: FixOptions, world: World, mend: Mend): Look {
  const { base } = options;
  if (base === null) return (edited) => audit({ ...options, chart: null }, world, mend, edited);
  return (edited) => review({ ...options, base, head: 'WORKTREE' }, world, mend, edited);
}

/** An audit looks at nothing but what was asked for; of a review, findings of other sources are left out. */
async function isAskedFor(options: FixOptions, { report }: Concluded): Promise<(finding: Finding) => boolean> {
  if (options.base === null || options.paths.length === 0) return () => true;
  const { wanted } = await auditedTree(options);
  const asked = new Set(report.sources.filter(({ path }) => wanted(path)).map(({ id }) => id));
  return ({ source }) => asked.has(source);
}

function editsOf(
  { unmasked: { findings, sources }, secrets }: Concluded,
  done: ReadonlyMap<string, FixedFile>,
  isAsked: (finding: Finding) => boolean,
): FixedFile[] {
  const suggestions = findings.flatMap((finding) =>
    finding.suggestion === undefined || !isAsked(finding) ? [] : [finding.suggestion],
  );
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

/** An edit, and the file that holds the text, in the folder that is audited. */
interface Writable {
  readonly edit: FixedFile;
  readonly folder: string;
  readonly holder: string;
}

/** The edits of files that are in the folder, whatever links lead to them. */
async function writable(options: FixOptions, edits: readonly FixedFile[]): Promise<readonly Writable[]> {
  const { directory, base } = options;
  const whole = { directory: workTreeAt(directory) ?? directory, paths: [] };
  const { tree, repository } = await auditedTree(base === null ? options : whole);
  return edits.flatMap((edit): Writable[] => {
    const path = join(repository ?? options.directory, edit.file);
    const holder = tree.files.has(edit.file) ? holderOf(tree.name, path) : null;
    return holder === null ? [] : [{ edit, folder: tree.name, holder }];
  });
}

async function write(all: readonly Writable[], state: 'before' | 'after'): Promise<void> {
  for (const { edit, folder, holder } of all) await writeAsked(folder, holder, edit[state]);
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
  const added = after.report.findings.filter(stands).some((finding) => !known.has(said(finding)));
  return added || after.report.problems.length > before.report.problems.length;
}

/** A review names too what stood at the base alone. */
function stands({ status }: Finding): boolean {
  return status !== 'fixed';
}

/** All that the edits mend: also what one of them mends beside that for which it was made. */
function mendedIn(first: Concluded, last: Concluded): Finding[] {
  const standing = new Set(last.report.findings.filter(stands).map(({ fingerprint }) => fingerprint));
  // A source that is as at the base again is not looked at, and what stood in it still stands.
  const isOurs: (finding: Finding) => boolean =
    first.report.mode === 'audit' ? () => true : ({ status }) => isIntroduced(status);
  return first.report.findings.filter((finding) => isOurs(finding) && !standing.has(finding.fingerprint));
}

function leftIn(
  outcome: Concluded,
  { unsafe }: FixOptions,
  mend: Mend,
  isAsked: (finding: Finding) => boolean,
): Fixed['left'] {
  const { report, unmasked, secrets } = outcome;
  return report.findings.flatMap((finding, index) => {
    const own = unmasked.findings[index] ?? finding;
    const isLeft = report.mode === 'audit' ? finding.status === 'existing' : isIntroduced(finding.status);
    if (!isLeft || !isAsked(finding)) return [];
    return [{ finding, why: secrets.text(own.noSuggestion ?? whyLeft(own, outcome, unsafe, mend)) }];
  });
}

function whyLeft({ rule, suggestion }: Finding, { rules }: Concluded, unsafe: boolean, mend: Mend): string {
  if (suggestion !== undefined) return 'Applying its fix made something else worse, so it was taken back.';
  const known = rules.find(({ id }) => id === rule);
  if (known?.fixRisk === null) return `There is no automatic fix. ${known.remedy}`;
  if (mend(rule)) return NO_FIX;
  if (!unsafe && known?.fixRisk === 'may-break') return 'Its fix may break a workload: --unsafe applies it.';
  return 'Its fix needs a decision: make the change by hand.';
}
