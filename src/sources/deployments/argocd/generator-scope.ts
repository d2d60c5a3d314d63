import { type Repository } from '../repository.ts';
import { type Filling } from './text-filling.ts';

export interface GeneratorScope {
  readonly repository: Repository;
  readonly filling: Filling;
  /** Generators in generators: Argo CD takes two levels. */
  readonly depth: number;
}

/** A set of more applications is cut here, and says so. */
export const mostElements = 1000;
