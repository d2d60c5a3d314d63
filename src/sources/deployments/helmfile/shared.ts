import { type PartlyKnown } from '../../../model/source.ts';
import { type Field } from '../field.ts';
import { type Repository } from '../repository.ts';

/** What releases of a helmfile share. */
export interface State {
  readonly repository: Pick<Repository, 'tree' | 'texts' | 'folders'>;
  /** What is known of files of values that are templates; null where nothing is. */
  readonly templates: ReadonlyMap<string, PartlyKnown | null>;
  /** Chart repositories by name. */
  readonly chartRepositories: ReadonlyMap<string, ChartRepository>;
  /** The nearest that says it: a release, its document, `helmDefaults`. */
  readonly defaults: readonly Field[];
  /** A digest of all that is said beside releases: templates in these may read any of it. */
  readonly said: string;
  /** The environment of who names none. */
  readonly environment: readonly Field[];
}

export interface ChartRepository {
  readonly url: string;
  readonly isOci: boolean;
}
