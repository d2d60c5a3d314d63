import { type Compared } from '../../model/finding.ts';
import { type Candidate } from './candidate.ts';

/** An edit of a file and the findings it should mend. */
export interface Plan {
  readonly candidate: Candidate;
  readonly findings: readonly Compared[];
}
