/** Pairs a candidate edit with the findings that it should fix. */
import { type Compared } from '../../model/finding.ts';
import { type Candidate } from './candidate.ts';

/** An edit of a file and the findings that it should fix. */
export interface FixPlan {
  readonly candidate: Candidate;
  readonly findings: readonly Compared[];
}
