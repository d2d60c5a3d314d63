/** How far an organisation's rules are in a repository: observed, commented, or a gate. */
import { type Path } from '../../model/json.ts';
import { isForRepository, type Organisation, type RolloutStage } from './organisation.ts';

export interface Rollout {
  readonly stage: RolloutStage;
  /** The entry that counts, in the organisation's file; null if none applies. */
  readonly entry: Path | null;
}

/** The stage of a repository on a day: of the entries that match it and have begun, the last one. ISO date. */
export function rolloutOf(
  { rollout }: Pick<Organisation, 'rollout'>,
  repository: string | null,
  today: string,
): Rollout | null {
  if (rollout.length === 0) return null;
  const index = rollout.findLastIndex(
    ({ repositories, from = '' }) => from <= today && isForRepository(repositories, repository),
  );
  const stage = rollout[index]?.stage ?? 'gate';
  return { stage, entry: index === -1 ? null : ['rollout', index] };
}
