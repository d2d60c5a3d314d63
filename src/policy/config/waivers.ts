/** Matches waivers with findings, and reports waivers that have ended or match nothing. */
import ignore from 'ignore';
import { type Origin } from '../../model/source.ts';
import { type Notice } from '../../model/problem.ts';
import { type RawFinding } from '../../model/rule.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { type Config } from './config.ts';

export type ConfiguredWaiver = Config['waivers'][number];

/**
 * The waivers that match a finding, including ended ones, in their order. `file` replaces the finding's own file if
 * that is not in this repository.
 */
export type WaiversCovering = (finding: RawFinding, file: string | null) => readonly ConfiguredWaiver[];

/** `fileOf` gives the file in which an object is written, or that creates it. */
export function waiversCovering(
  { waivers }: Pick<Config, 'waivers'>,
  fileOf: (origin: Origin) => string,
): WaiversCovering {
  const matchers = waivers.map((waiver) => ({
    waiver,
    files: waiver.file === undefined ? null : ignore({ allowRelativePaths: true }).add(waiver.file),
  }));
  return (finding, file) =>
    matchers.flatMap(({ waiver, files }) => {
      if (waiver.rule !== finding.rule) return [];
      if (files !== null && !files.ignores(file ?? fileOf(finding.manifest.origin))) return [];
      return waiver.object === undefined || namesOf(finding).includes(waiver.object) ? [waiver] : [];
    });
}

export function hasEnded({ expires }: ConfiguredWaiver, today: string): boolean {
  return expires < today;
}

/** Identifies a waiver across runs. */
export function waiverKey({ rule, file, object, reason, expires }: ConfiguredWaiver): string {
  return JSON.stringify([rule, file ?? null, object ?? null, reason, expires]);
}

export interface WaiversUsed {
  readonly waivers: readonly ConfiguredWaiver[];
  /** The file that contains the waivers, and the line of each. */
  readonly file: string;
  readonly lines: readonly number[];
  readonly today: string;
  /** Keys of the waivers that match a finding. */
  readonly used: ReadonlySet<string>;
  /** Whether everything that a waiver could match was checked. */
  readonly isAll: boolean;
}

/**
 * Notices about waivers without effect: those that have ended and, if everything was checked, those that match nothing.
 */
export function waiverNotices({ waivers, file, lines, today, used, isAll }: WaiversUsed): Notice[] {
  return waivers.flatMap((waiver, index): Notice[] => {
    const line = lines[index] ?? 1;
    const place = { kind: 'lines', file, first: line, last: line } as const;
    const which = `The waiver at ${file}:${line}`;
    const isUsed = used.has(waiverKey(waiver));
    if (hasEnded(waiver, today)) {
      const message = `${which} (${waiver.rule}) ended on ${waiver.expires} and waives nothing any more. Renew it, or remove it.`;
      return isUsed || isAll ? [{ code: 'waiver-ended', subject: file, message, place }] : [];
    }
    const message = `${which} matches nothing: there is no finding of ${wanted(waiver)}. Correct it, or remove it.`;
    return isUsed || !isAll ? [] : [{ code: 'waiver-unused', subject: file, message, place }];
  });
}

function wanted({ rule, file, object }: ConfiguredWaiver): string {
  return [rule, ...(object === undefined ? [] : [`on ${object}`]), ...(file === undefined ? [] : [`in ${file}`])].join(
    ' ',
  );
}

function namesOf({ manifest }: RawFinding): string[] {
  const { kind, namespace, name } = objectName(manifest.object);
  return [`${kind}/${name}`, `${kind}/${namespace ?? 'default'}/${name}`];
}
