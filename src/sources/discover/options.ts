/** The options of discovery: configuration, command line flags, and what it needs. */
import { type ThisRepository } from '../deployments/repository.ts';
import { type Engines } from '../../engine/engines.ts';

/** How one chart is to be rendered, by command line flags, whatever the repository declares. */
export interface ChartFlags {
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly release: { readonly name: string; readonly namespace: string };
  readonly skipSchemaValidation: boolean;
}

/** The part of the configuration about sources. */
export interface SourcesConfigured {
  /** Patterns as in .gitignore. */
  readonly exclude: readonly string[];
  readonly charts: readonly ChartConfigured[];
}

/** How a chart is deployed where only the configuration says it. Paths are relative to the chart's folder. */
export interface ChartConfigured {
  readonly path: string;
  readonly values: readonly (readonly string[])[];
  readonly release?: string | undefined;
  readonly namespace?: string | undefined;
  readonly skipSchemaValidation: boolean;
}

/** Options of the search for sources. */
export interface DiscoverOptions {
  readonly config: SourcesConfigured;
  readonly flags: ChartFlags | null;
  /** Only called if a deployment is declared. */
  readonly repository: () => Promise<ThisRepository>;
  /** Renders the charts and builds the kustomizations that declare deployments. */
  readonly engines: Pick<Engines, 'helm' | 'kustomize'>;
  readonly kubernetesVersion: string;
  /** Folders that something deploys. They are reviewed even if the configuration excludes them. */
  readonly deployed?: readonly string[];
}
