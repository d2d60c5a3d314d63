/** `plimsoll baseline`: writes what stands today to the baseline, which audits do not count. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { writeAsked } from '../foundation/replace-file.ts';
import { type Problem } from '../model/problem.ts';
import { type BaselineEntry, baselineFile, baselineText, parseBaseline } from '../policy/baseline.ts';
import { type BaselineChange, type BaselineEdit, editedBaseline } from '../policy/baseline-edit.ts';
import { isOpen } from '../policy/verdict.ts';
import { maskedBySight } from '../secrets/by-sight.ts';
import { type Secrets } from '../secrets/secrets.ts';
import { workTreeAt } from '../snapshot/run-git.ts';
import { audit } from './audit.ts';
import { type UnmaskedOutcome } from './conclude/outcome.ts';
import { type CommonOptions } from './options.ts';
import { type World } from './open/world.ts';

export interface BaselineOptions extends CommonOptions, BaselineChange {
  /** Change nothing. */
  readonly dryRun: boolean;
}

export interface BaselineWritten extends BaselineEdit {
  /** Findings that are not written because their entry would show a value of a Secret. */
  readonly withheld: number;
  /** Findings that are not written because the organisation made their rules mandatory. */
  readonly mandatory: number;
  readonly problems: readonly Problem[];
  /** Number of sources. */
  readonly sources: number;
  /** Whether the file was written, or would be in a dry run. */
  readonly isWritten: boolean;
}

/**
 * Audits the whole repository, and writes its baseline. With problems, nothing is dropped: what could not be checked may
 * still stand.
 *
 * @throws {ConfigurationError} if there is a baseline and neither `grow` nor `update` is set, or it can't be written.
 */
export async function writeBaseline(options: BaselineOptions, world: World): Promise<BaselineWritten> {
  const root = workTreeAt(options.directory) ?? options.directory;
  const file = join(root, baselineFile);
  const isThere = existsSync(file);
  if (isThere && !options.grow && !options.update) refuseToOverwrite();
  const before = isThere ? parseBaseline(await readFile(file, 'utf8')) : [];
  const outcome = await audit({ ...options, directory: root, paths: [], chart: null }, world, () => false);
  const { problems, sources } = outcome.report;
  const open = problems.filter(isOpen);
  const isLacking = open.length > 0 && options.update;
  const change = isThere ? { grow: options.grow, update: options.update } : { grow: true, update: false };
  const { standing, withheld, mandatory } = shownEntries(outcome);
  const edit = editedBaseline(before, { ...standing, sources: new Set(sources.map(({ id }) => id)) }, change);
  const isWritten = sources.length > 0 && !isLacking;
  if (isWritten && !options.dryRun) await written(root, file, edit.entries);
  return { ...edit, withheld, mandatory, problems: open, sources: sources.length, isWritten };
}

function refuseToOverwrite(): never {
  const message = `${baselineFile} exists. To add what is not in it yet, use --grow; to drop what is fixed, use --update; or both.`;
  throw new ConfigurationError(baselineFile, message, 'usage');
}

async function written(root: string, file: string, entries: readonly BaselineEntry[]): Promise<void> {
  try {
    await writeAsked(root, file, baselineText(entries));
  } catch (thrown) {
    throw new ConfigurationError(baselineFile, `${baselineFile} can't be written: ${messageOf(thrown)}`);
  }
}

interface ShownEntries {
  readonly standing: { readonly standing: readonly BaselineEntry[]; readonly accepted: ReadonlySet<BaselineEntry> };
  readonly withheld: number;
  readonly mandatory: number;
}

/**
 * The file is committed: an entry with a value of a Secret or a credential is left out. So is one of a mandatory rule, which
 * would cover nothing.
 */
function shownEntries({ standing: all, secrets, unmasked, isMandatory }: UnmaskedOutcome): ShownEntries {
  const existing = new Set(
    unmasked.findings.flatMap(({ status, fingerprint }) => (status === 'existing' ? [fingerprint] : [])),
  );
  const standing = all.filter(({ rule }) => !isMandatory(rule));
  const shown = standing.filter((entry) => isShowable(entry, secrets));
  const accepted = new Set(shown.filter(({ fingerprint }) => existing.has(fingerprint)));
  const withheld = standing.filter(({ fingerprint }) => existing.has(fingerprint)).length - accepted.size;
  const open = all.filter(({ fingerprint }) => existing.has(fingerprint));
  const mandatory = open.filter(({ rule }) => isMandatory(rule)).length;
  return { standing: { standing: shown, accepted }, withheld, mandatory };
}

function isShowable(entry: BaselineEntry, { text }: Secrets): boolean {
  // Digests are left out: part of one can be equal to a short value.
  const { rule, object, source, path, extent = {} } = entry;
  const plain = Object.entries(extent).filter(([key]) => key !== 'secret_texts');
  const words = JSON.stringify([rule, object, source, path, plain]);
  return text(words) === words && maskedBySight(words) === words;
}
