import { type Problem } from '../model.ts';
import { type Deployment } from './deployment.ts';

/** What declarations say, and what is wrong with them. */
export interface Found {
  readonly deployments: readonly Deployment[];
  readonly problems: readonly Problem[];
}

export const none: Found = { deployments: [], problems: [] };
