/** What the search of a tree knows when each kind of source adds what no declaration deploys. */
import { type KustomizeSource } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Deployable } from '../deployments/deployed.ts';
import { type ChartFiles } from '../helm/discover/chart-files.ts';
import { type Kustomization } from '../kustomize/discover/kustomizations.ts';
import { type ChartFlags, type SourcesConfigured } from './options.ts';

export interface Searched extends Deployable {
  readonly texts: Texts;
  readonly config: SourcesConfigured;
  readonly flags: ChartFlags | null;
  /** Whether the search looks at a path: the configuration may exclude it. */
  readonly looksAt: (path: string) => boolean;
  /** Kustomizations that no other one builds on. */
  readonly builds: readonly KustomizeSource[];
  /** Files and folders that declarations deploy. */
  readonly isDeployed: ReadonlySet<string>;
}

/** How charts and kustomizations use the files of a tree. */
export interface Claims {
  readonly inCharts: ChartFiles;
  readonly kustomizations: ReadonlyMap<string, Kustomization>;
}
