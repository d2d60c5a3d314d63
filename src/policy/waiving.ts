/** Decides which waiver accepts a finding. */
import { isWithin } from '../findings/identity/extent.ts';
import { onceEach } from '../foundation/cache/once-each.ts';
import { type Status, type Waiver } from '../model/finding.ts';
import { type Manifest } from '../model/manifest.ts';
import { type RawFinding } from '../model/rule.ts';
import { isMatched } from '../foundation/matching.ts';
import { type AnnotationsOf, isAnnotatedFor, type WaiverAnnotation } from './config/waiver-annotations.ts';
import { type WaiverTerms } from './config/waiver-entries.ts';
import { hasEnded, type FindingReach, type StoodAtBase, type WaiversCovering } from './config/waivers.ts';

/** What limits waivers on one side of a run. */
export interface WaiverLimits {
  /** Null in an audit: all that stands is what was merged. */
  readonly stood: StoodAtBase | null;
  /** Whether the trust root has the same annotation on the same object. */
  readonly trusts: (manifest: Manifest, annotation: WaiverAnnotation) => boolean;
}

/** For an audit: what is audited is the trust root. */
export const auditLimits: WaiverLimits = { stood: null, trusts: () => true };

/**
 * The waiver that accepts a finding, or null. `file` replaces the finding's own file if that is not in this repository.
 */
export type WaiverIn = (
  finding: RawFinding,
  file: string | null,
  status: Status,
  limits: WaiverLimits,
) => Waiver | null;

/** The first waiver that matches a finding, applies today, and accepts how far the finding reaches. */
export function waiversOf(covering: WaiversCovering, annotationsOf: AnnotationsOf, today: string): WaiverIn {
  const annotated = onceEach(({ object }: Manifest) => annotationsOf(object));
  return (finding, file, status, { stood, trusts }) => {
    const accepts = (terms: WaiverTerms, isBeyond = reachesFurther): boolean =>
      !hasEnded(terms, today) && (terms.worsened === true || !isBeyond(finding, status, stood));
    const configured = covering(finding, file, stood).find((waiver) =>
      accepts(waiver, waiver.object === undefined ? isMore : reachesFurther),
    );
    if (configured !== undefined) return shown(configured);
    const { manifest } = finding;
    for (const annotation of annotated(manifest)) {
      if (!isAnnotatedFor(annotation, finding) || !('terms' in annotation.read)) continue;
      if (accepts(annotation.read.terms) && trusts(manifest, annotation))
        return { ...shown(annotation.read.terms), annotation: true };
    }
    return null;
  };
}

/**
 * Whether a finding reaches further than what the waiver accepted. A finding that got worse does; so does a new one, if the
 * object had findings of its rule at base and none of them reaches as far: the container with it may have been renamed.
 */
function reachesFurther(finding: RawFinding, status: Status, stood: StoodAtBase | null): boolean {
  if (status === 'worsened') return true;
  if (status !== 'new' || stood === null) return false;
  const before = stood.findingsOf(finding);
  return before.length > 0 && !before.some((one) => reachesAsFar(one, finding));
}

/**
 * Whether there is more than what stood, for a waiver that names no object: what it is for is only what was there. Another file (an
 * overlay, values), another container or another source may bring more of the rule into an object of the file. All findings of the
 * rule that the object has now must have had a place among those it had.
 */
function isMore(finding: RawFinding, status: Status, stood: StoodAtBase | null): boolean {
  if (status === 'worsened') return true;
  if (status !== 'new' || stood === null) return false;
  const { before, now } = stood.inSource(finding);
  return !isMatched(now.length === 0 ? [finding] : now, before, reachesAsFar);
}

/** A finding without an extent reaches as far as one about the same field: `hostPID` is more than `hostNetwork` alone. */
function reachesAsFar(before: FindingReach, now: FindingReach): boolean {
  if (Object.keys(now.extent).length === 0 && fieldOf(before) !== fieldOf(now)) return false;
  return isWithin(now.extent, before.extent);
}

/** The last field of a path: an item of a list has no name. */
function fieldOf({ path }: FindingReach): string | undefined {
  return path.findLast((part) => typeof part === 'string');
}

function shown({ reason, owner, expires }: WaiverTerms): Waiver {
  return { reason, owner, expires };
}
