/** What the releases of a helmfile share: repositories, defaults and environment. */
import { type PartlyKnown } from '../../../model/source.ts';
import { type Field } from '../field.ts';
import { type Repository } from '../repository.ts';

/** What releases of a helmfile share. */
export interface State {
  readonly repository: Pick<Repository, 'tree' | 'texts' | 'folders'>;
  /** The known part of the values in templated value files; null where nothing is known. */
  readonly templates: ReadonlyMap<string, PartlyKnown | null>;
  /** Chart repositories by name. */
  readonly chartRepositories: ReadonlyMap<string, ChartRepository>;
  /** The fields that apply to a release, nearest first: its document, then `helmDefaults`. */
  readonly defaults: readonly Field[];
  /** A digest of everything beside the releases: templates in releases may read any of it. */
  readonly said: string;
  /** The fields of the default environment. */
  readonly environment: readonly Field[];
}

export interface ChartRepository {
  readonly url: string;
  readonly isOci: boolean;
}
