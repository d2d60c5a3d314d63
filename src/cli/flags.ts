import { type FailOn } from '../model.ts';

/** How charts from elsewhere are had. */
export interface FetchFlags {
  readonly offline: boolean;
  readonly cache?: string;
}

export interface ConfigFlags extends FetchFlags {
  readonly config?: string;
  readonly kubernetesVersion?: string;
}

export interface CommonFlags extends ConfigFlags {
  readonly format: 'text' | 'json' | 'sarif' | 'markdown';
  readonly output?: string;
  readonly failOn?: FailOn;
  readonly allowEmpty: boolean;
  /** Minutes. */
  readonly deadline?: number;
  readonly policies?: string;
}

export interface TestFlags {
  readonly policies?: string;
}

export interface ReviewFlags extends CommonFlags {
  readonly base?: string;
  readonly head: string;
}

export interface ChartFlagsGiven {
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly releaseName: string;
  readonly namespace: string;
  readonly skipSchemaValidation: boolean;
}

export interface AuditFlags extends CommonFlags, ChartFlagsGiven {}

export interface FixFlags extends CommonFlags {
  readonly unsafe: boolean;
  readonly dryRun: boolean;
}

export interface RenderFlags extends ConfigFlags, ChartFlagsGiven {
  readonly format: 'yaml' | 'json';
  readonly output?: string;
  readonly origins: boolean;
  readonly showSecrets: boolean;
}
