/** Matches the findings of base and head by identity, and gives each its status. */
import { type Compared, type Status, type Waiver } from '../../model/finding.ts';
import { type Enforcement, type RawFinding, type Severity } from '../../model/rule.ts';
import { rankOf } from '../../foundation/severity.ts';
import { isWithin } from '../identity/extent.ts';
import { movesBetween } from './moves.ts';
import { fingerprintOf } from '../identity/identity.ts';
import { type Found } from './found.ts';
import { type ObjectHistory, type Retained, nothingRetained } from './object-history.ts';
import { type Identified, identified } from './identified.ts';
import { type Predecessors, noPredecessors, stoodInTemplates } from './predecessors.ts';
import { partnersOf } from './partners.ts';
import { noRenames } from './renames.ts';
import { worsened, type Judged } from './worsened.ts';

/** How a rule counts after the configuration. */
export interface RuleCounts {
  readonly severity: Severity;
  /** Present if the configuration sets the severity, which then holds for every finding of the rule. */
  readonly isSet?: true;
  readonly enforcement: Enforcement;
  /** `lost`: its findings are only reported as lost protections, or where something asks for more. */
  readonly report: 'always' | 'lost';
  /** Whether the configuration chooses it. If not, it only keeps what is there: `report` is `lost`. */
  readonly isChosen: boolean;
}

/** Null: the rule is off. */
export type RuleStanding = (rule: string) => RuleCounts | null;

/** The part of a standing that a finding gets. */
type Weigh = (rule: string) => Pick<RuleCounts, 'severity' | 'isSet' | 'enforcement'> | null;

/** The waiver that accepts a finding of this status; null if none does. */
export type WaiverOf = (finding: RawFinding, status: Status) => Waiver | null;

interface Pair {
  readonly head: Identified;
  readonly base: Identified | null;
}

/**
 * Compares the findings of base and head. For an audit, base is null and every finding is existing. The result has the
 * findings of head in their order, then the fixed ones.
 *
 * @param history null: derived from the findings alone.
 * @param hanging findings of head that depend on unknown values, so they are neither found nor ruled out. They are not
 * reported, and a finding of base that matches one is not fixed.
 */
export function compare(
  base: readonly Found[] | null,
  head: readonly Found[],
  standing: Weigh,
  waiverOf: WaiverOf,
  history: ObjectHistory | null = null,
  hanging: readonly Found[] = [],
  retained: Retained = nothingRetained,
  predecessors: Predecessors = noPredecessors,
): Compared[] {
  const before = identified(base ?? []);
  const after = identified([...head, ...hanging]);
  const partners = partnersOf(before, after, history ?? historyOf(before, after), retained, predecessors);
  const ofTemplate = stoodInTemplates(before, predecessors);
  const kept = after.slice(0, head.length).map((found) => {
    const partner = partners.get(found) ?? ofTemplate(found);
    const status = base === null ? ('existing' as const) : statusOf({ head: found, base: partner });
    return status === 'worsened' && partner !== null ? worsened(found, partner) : { found, status };
  });
  const matched = new Set(partners.values());
  const fixed = before.filter((found) => !matched.has(found)).map((found) => ({ found, status: 'fixed' as const }));
  return [...kept, ...fixed].flatMap((judged) => compared(judged, standing, waiverOf));
}

function compared(
  { found: { finding, target, same }, status, came }: Judged,
  standing: Weigh,
  waiverOf: WaiverOf,
): Compared[] {
  const counts = standing(finding.rule);
  if (counts === null) return [];
  const waiver = status === 'fixed' ? null : waiverOf(finding, status);
  const where = came === undefined ? {} : { came };
  const shown = waiver === null ? status : 'waived';
  const severity = severityOf(finding, counts);
  const { enforcement } = counts;
  const fingerprint = fingerprintOf(same);
  return [{ ...finding, severity, enforcement, ...where, target, fingerprint, waiver, status: shown }];
}

/** A finding may matter less than its rule, never more. */
function severityOf(
  { severity: own }: RawFinding,
  { severity, isSet }: Pick<RuleCounts, 'severity' | 'isSet'>,
): Severity {
  return own === undefined || isSet === true || rankOf(own) < rankOf(severity) ? severity : own;
}

function statusOf({ head, base }: Pair): Status {
  if (base === null) return 'new';
  return isWithin(head.finding.extent, base.finding.extent) ? 'existing' : 'worsened';
}

function historyOf(before: readonly Identified[], after: readonly Identified[]): ObjectHistory {
  const cameFrom = movesBetween(
    before.map(({ identity }) => identity),
    after.map(({ identity }) => identity),
  );
  return { isAtHead: () => true, wasAtBase: () => true, cameFrom, renameOf: noRenames };
}
