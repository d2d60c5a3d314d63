import { type Repository } from '../repository.ts';

export interface GeneratorScope {
  readonly repository: Repository;
  /** Whether the set has Go templates. */
  readonly isGo: boolean;
  /** Generators in generators: Argo CD takes two levels. */
  readonly depth: number;
}

/** A set of more applications is cut here, and says so. */
export const mostElements = 1000;
