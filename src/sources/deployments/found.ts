/** The result of reading declarations: deployments and problems. */
import { type Problem } from '../../model/problem.ts';
import { type Deployment } from './deployment.ts';

/** Deployments that are declared, and problems of their declarations. */
export interface FoundDeployments {
  readonly deployments: readonly Deployment[];
  readonly problems: readonly Problem[];
}

export const none: FoundDeployments = { deployments: [], problems: [] };
