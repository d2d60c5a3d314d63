import { type ThisRepository } from '../deployments/repository.ts';
import { type Engines } from '../../engine/engines.ts';

/** What one chart is to be rendered with, beside what the repository says: the command line's flags. */
export interface ChartFlags {
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly release: { readonly name: string; readonly namespace: string };
  readonly skipSchemaValidation: boolean;
}

/** What the configuration says of sources. */
export interface SourcesConfigured {
  /** Patterns in the manner of .gitignore. */
  readonly exclude: readonly string[];
  readonly charts: readonly ChartConfigured[];
}

/** How a chart is deployed, where nothing but the configuration says it. Paths are relative to the chart's folder. */
export interface ChartConfigured {
  readonly path: string;
  readonly values: readonly (readonly string[])[];
  readonly release?: string | undefined;
  readonly namespace?: string | undefined;
  readonly skipSchemaValidation: boolean;
}

/** What a run goes by when it looks for sources. */
export interface DiscoverOptions {
  readonly config: SourcesConfigured;
  readonly flags: ChartFlags | null;
  /** Asked for once something is declared to be deployed. */
  readonly repository: () => Promise<ThisRepository>;
  /** To render the charts and build the kustomizations that declare deployments. */
  readonly engines: Pick<Engines, 'helm' | 'kustomize'>;
  readonly kubernetesVersion: string;
  /** Folders that are looked at whatever the configuration excludes: something deploys them. */
  readonly deployed?: readonly string[];
}
