/** Matches what head has with what base had, in declared and in retained sources. */
import { type Manifest } from '../../model/manifest.ts';
import { type Found } from './found.ts';
import { type Identified, identified } from './identified.ts';
import { match } from './match.ts';
import { type ObjectHistory, type Retained } from './object-history.ts';
import { type Predecessors } from './predecessors.ts';

type KnownPredecessors = Pick<Predecessors, 'ids' | 'found' | 'fresh'>;

/** For findings of head, the finding of base that each of them was. */
export function partnersOf(
  before: readonly Identified[],
  after: readonly Identified[],
  history: ObjectHistory,
  retained: Retained,
  { ids, found, fresh }: KnownPredecessors,
): Map<Identified, Identified> {
  const isRetained = ({ identity }: Identified): boolean => retained.ids.has(identity.source);
  const declared = after.filter((each) => !isRetained(each) && !fresh.has(each.identity.source));
  const partners = match(before, declared, history, { predecessorIds: ids, predecessors: identified(found) });
  // Matched separately: what both renders have was found only once at base.
  const asAtBase = match(before, after.filter(isRetained), retained.history, retained);
  return new Map([...partners, ...asAtBase]);
}

/**
 * For objects of head, the object of base that each of them was, matched like findings.
 *
 * @param base, head one finding for each object, all of the same rule and with an empty path.
 */
export function objectPartners(
  base: readonly Found[],
  head: readonly Found[],
  history: ObjectHistory,
  retained: Retained,
  predecessors: KnownPredecessors,
): Map<Manifest, Manifest> {
  const partners = partnersOf(identified(base), identified(head), history, retained, predecessors);
  return new Map([...partners].map(([after, before]) => [after.finding.manifest, before.finding.manifest]));
}
