/** Matches the waivers of the configuration with findings. */
import ignore from 'ignore';
import { isObjectNamed } from '../../foundation/kubernetes/object-selector.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Origin } from '../../model/source.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type Config } from './config.ts';
import { type ConfiguredWaiver } from './waiver-entries.ts';

/** How far a finding reaches. */
export type FindingReach = Pick<RawFinding, 'path' | 'extent'>;

/**
 * What stood at the base of a review. No edit extends what a waiver covers: a waiver for files covers what stood in the objects
 * that stood in them, and none covers more than an object did before.
 */
export interface StoodAtBase {
  /** The files in which the object of a manifest was written; empty if it did not exist. */
  readonly filesOf: (manifest: Manifest) => readonly string[];
  /** The findings of the same rule in the same object, whatever the source. */
  readonly findingsOf: (finding: RawFinding) => readonly FindingReach[];
  /** The findings of the same rule in the same object of the same source, at base and at head. */
  readonly inSource: (finding: RawFinding) => {
    readonly before: readonly FindingReach[];
    readonly now: readonly FindingReach[];
  };
}

/**
 * The waivers that match a finding, including ended ones, in their order. `file` replaces the finding's own file if
 * that is not in this repository. `stood`: null in an audit, which has no base.
 */
export type WaiversCovering = (
  finding: RawFinding,
  file: string | null,
  stood: Pick<StoodAtBase, 'filesOf'> | null,
) => readonly ConfiguredWaiver[];

/** `fileOf` gives the file in which an object is written, or that creates it. */
export function waiversCovering(
  { waivers }: Pick<Config, 'waivers'>,
  fileOf: (origin: Origin) => string,
): WaiversCovering {
  const matchers = waivers.map((waiver) => ({
    waiver,
    isIn: waiver.file === undefined ? null : filesFitting(waiver.file),
  }));
  return ({ rule, manifest }, file, stood) =>
    matchers.flatMap(({ waiver, isIn }) => {
      if (waiver.rule !== rule) return [];
      if (isIn !== null && !isIn(file ?? fileOf(manifest.origin))) return [];
      if (waiver.object !== undefined) return isObjectNamed(waiver.object, manifest.object) ? [waiver] : [];
      return isIn !== null && (stood === null || stood.filesOf(manifest).some(isIn)) ? [waiver] : [];
    });
}

/** Whether a path fits a pattern as in `.gitignore`. Unlike git on some systems, letters count as they are written. */
export function filesFitting(pattern: string): (path: string) => boolean {
  const fits = ignore({ allowRelativePaths: true, ignorecase: false }).add(pattern);
  return (path) => fits.ignores(path);
}

export function hasEnded({ expires }: Pick<ConfiguredWaiver, 'expires'>, today: string): boolean {
  return expires < today;
}

/** Identifies a waiver across runs. */
export function waiverKey({ rule, file, object, reason, owner, expires, worsened }: ConfiguredWaiver): string {
  return JSON.stringify([rule, file ?? null, object ?? null, reason, owner, expires, worsened ?? false]);
}
