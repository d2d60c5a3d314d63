/** What the generators of an ApplicationSet share: repository, templates, depth and limit. */
import { type Repository } from '../repository.ts';
import { type Filling } from './text-filling.ts';

export interface GeneratorScope {
  readonly repository: Repository;
  readonly filling: Filling;
  /** Nesting depth of generators: Argo CD accepts two levels. */
  readonly depth: number;
}

/** Maximum number of applications of a set. A set with more is cut, which is reported. */
export const mostElements = 1000;
