import { type Problem } from '../../model/problem.ts';
import { type Deployment } from './deployment.ts';

/** What declarations say, and what is wrong with them. */
export interface FoundDeployments {
  readonly deployments: readonly Deployment[];
  readonly problems: readonly Problem[];
}

export const none: FoundDeployments = { deployments: [], problems: [] };
