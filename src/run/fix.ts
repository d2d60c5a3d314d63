/** `plimsoll fix`: applies verified suggestions to the work tree if nothing gets worse. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type UnmaskedOutcome } from './conclude/outcome.ts';
import { distinctBy, groupBy } from '../foundation/groups.ts';
import { audit } from './audit.ts';
import { nothingButFault } from './conclude/last-border.ts';
import { type Finding } from '../model/report.ts';
import { type Suggestion } from '../model/suggestion.ts';
import { memoryOf } from './memory/memory.ts';
import { type AuditOptions } from './options.ts';
import { leadsInto, writeAsked } from '../foundation/replace-file.ts';
import { auditedTree } from './open/trees.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import { rankOf } from '../foundation/severity.ts';
import { isIntroduced } from '../report/labels.ts';
import { review } from './review.ts';
import { workTreeAt } from '../snapshot/run-git.ts';
import { NO_FIX } from '../fixes/suggest.ts';
import { type World } from './open/world.ts';
import { applyEdits } from '../yaml/line-edits.ts';

export interface FixOptions extends Omit<AuditOptions, 'chart'> {
  /** Also apply fixes that may break a workload. */
  readonly unsafe: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
  /** A revision: fix only what is new or worsened since its merge base with HEAD. Null: fix everything. */
  readonly base: string | null;
}

/** A file before and after. */
export interface FixedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** The same texts with values of Secrets masked, line by line: for output. */
  readonly shown: { readonly before: string; readonly after: string };
}

export interface FixResult {
  readonly files: readonly FixedFile[];
  readonly fixed: readonly Finding[];
  readonly left: readonly { readonly finding: Finding; readonly why: string }[];
  /** The audit (with a base: the review) after the edits; for a dry run before them. */
  readonly outcome: UnmaskedOutcome;
}

/** Maximum number of passes: edits that were too close to others are tried again after those were applied. */
const mostPasses = 4;

/** Checks the work tree, with the texts of edited files replaced. */
type Look = (edited?: ReadonlyMap<string, string>) => Promise<UnmaskedOutcome>;

type WantsFix = (rule: string) => boolean;

/** Applies verified suggestions to the work tree and checks it again. Edits that made something worse are undone. */
export async function fix(options: FixOptions, world: World): Promise<FixResult> {
  const files = new Map<string, FixedFile>();
  try {
    return await fixed(options, world, files);
  } catch (thrown) {
    const outcome = nothingButFault(options.base === null ? 'audit' : 'review', options, world, thrown);
    return { files: [...files.values()], fixed: [], left: [], outcome };
  }
}

/** @param files gets the files that were written, so that they are known if an error occurs. */
async function fixed(options: FixOptions, world: World, files: Map<string, FixedFile>): Promise<FixResult> {
  const wantsFix = fixable(options, world);
  // A dry run quotes edited files, for which the cache does not know what to mask.
  const remembering = options.dryRun ? { ...world, memory: memoryOf(null, world.version, world.packs) } : world;
  const look = lookOf(options, remembering, wantsFix);
  const first = await look();
  let outcome = first;
  // The texts that a dry run would have written.
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
  const left = leftIn(outcome, options, wantsFix, await isAskedFor(options, outcome));
  // A dry run names the lines of the files as they still are.
  const asItWas = new Map(options.dryRun ? first.report.findings.map((finding) => [findingKey(finding), finding]) : []);
  return {
    files: [...files.values()],
    fixed: fixedIn(first, outcome),
    left: left.map(({ finding, why }) => ({ finding: asItWas.get(findingKey(finding)) ?? finding, why })),
    outcome: options.dryRun ? first : outcome,
  };
}

function fixable({ unsafe }: FixOptions, { rules }: World): WantsFix {
  const risks = new Map(rules.map(({ id, fixRisk }) => [id, fixRisk]));
  return (rule) => risks.get(rule) === 'none' || (unsafe && risks.get(rule) === 'may-break');
}

function lookOf(options: FixOptions, world: World, wantsFix: WantsFix): Look {
  const { base } = options;
  if (base === null) return (edited) => audit({ ...options, chart: null }, world, wantsFix, edited);
  return (edited) => review({ ...options, base, head: 'WORKTREE' }, world, wantsFix, edited);
}

/**
 * Whether a finding is in the requested paths. An audit checks only these; a review checks everything, so findings of
 * other sources are left out.
 */
async function isAskedFor(options: FixOptions, { report }: UnmaskedOutcome): Promise<(finding: Finding) => boolean> {
  if (options.base === null || options.paths.length === 0) return () => true;
  const { wanted } = await auditedTree(options);
  const asked = new Set(report.sources.filter(({ path }) => wanted(path)).map(({ id }) => id));
  return ({ source }) => asked.has(source);
}

function editsOf(
  { unmasked: { findings, sources }, secrets }: UnmaskedOutcome,
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

/** An edit, and the real file with the text, in the audited folder. */
interface Writable {
  readonly edit: FixedFile;
  readonly folder: string;
  readonly holder: string;
}

/** The edits of files that are in the folder after links are followed. */
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

/** The file that a path leads to; null if it does not exist or is outside of the folder. */
function holderOf(folder: string, path: string): string | null {
  try {
    const real = realpathSync(path);
    return leadsInto(folder, real) ? real : null;
  } catch {
    // A name that is not valid UTF-8 is shown with escapes, and no file has the escaped name.
    return null;
  }
}

/**
 * Whether there is a new problem, a new finding, or a finding with another message: the message includes the extent. What is said now
 * because a graver finding beside it is fixed is not new: it was left to that one.
 */
function isWorse(before: UnmaskedOutcome, after: UnmaskedOutcome): boolean {
  const keyOf = ({ fingerprint, message }: Finding): string => JSON.stringify([fingerprint, message]);
  const known = new Set(before.report.findings.map(keyOf));
  const standing = after.report.findings.filter(stands);
  const still = new Set(standing.map(findingKey));
  const gone = before.report.findings.filter((finding) => stands(finding) && !still.has(findingKey(finding)));
  const added = standing.filter((finding) => !known.has(keyOf(finding)) && !gone.some((one) => isBehind(finding, one)));
  return added.length > 0 || after.report.problems.length > before.report.problems.length;
}

/** Whether a less severe finding is about the same part of the same object. */
function isBehind(finding: Finding, graver: Finding): boolean {
  const length = Math.min(finding.path.length, graver.path.length) - 1;
  return (
    rankOf(graver.severity) < rankOf(finding.severity) &&
    finding.source === graver.source &&
    objectLabel(finding.object) === objectLabel(graver.object) &&
    length > 0 &&
    finding.path.slice(0, length).every((part, index) => graver.path[index] === part)
  );
}

/** A review also lists fixed findings, which exist only at base. */
function stands({ status }: Finding): boolean {
  return status !== 'fixed';
}

/** All findings that the edits fixed, including those that were fixed by an edit for another finding. */
function fixedIn(first: UnmaskedOutcome, last: UnmaskedOutcome): Finding[] {
  const standing = new Set(last.report.findings.filter(stands).map(({ fingerprint }) => fingerprint));
  // A source that is the same as at base again is not checked by a review, but its existing findings remain.
  const isOurs: (finding: Finding) => boolean =
    first.report.mode === 'audit' ? () => true : ({ status }) => isIntroduced(status);
  return first.report.findings.filter((finding) => isOurs(finding) && !standing.has(finding.fingerprint));
}

/** The same for a finding before and after edits. */
function findingKey({ fingerprint, source }: Finding): string {
  return JSON.stringify([fingerprint, source]);
}

function leftIn(
  outcome: UnmaskedOutcome,
  { unsafe }: FixOptions,
  wantsFix: WantsFix,
  isAsked: (finding: Finding) => boolean,
): FixResult['left'] {
  const { report, unmasked, secrets } = outcome;
  return report.findings.flatMap((finding, index) => {
    const own = unmasked.findings[index] ?? finding;
    const isLeft = report.mode === 'audit' ? finding.status === 'existing' : isIntroduced(finding.status);
    if (!isLeft || !isAsked(finding)) return [];
    return [{ finding, why: secrets.text(own.noSuggestion ?? whyLeft(own, outcome, unsafe, wantsFix)) }];
  });
}

function whyLeft(
  { rule, suggestion }: Finding,
  { rules }: UnmaskedOutcome,
  unsafe: boolean,
  wantsFix: WantsFix,
): string {
  if (suggestion !== undefined) return 'Applying its fix made something else worse, so it was undone.';
  const known = rules.find(({ id }) => id === rule);
  if (known?.fixRisk === null) return `There is no automatic fix. ${known.remedy}`;
  if (wantsFix(rule)) return NO_FIX;
  if (!unsafe && known?.fixRisk === 'may-break') return 'Its fix may break a workload: --unsafe applies it.';
  return 'Its fix needs a decision: make the change by hand.';
}
