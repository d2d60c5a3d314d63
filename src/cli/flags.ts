/** The flags of each command, as Commander parses them. */
import { type Severity } from '../model/rule.ts';
import { type FailOn } from '../model/report.ts';
import { type ChosenSet } from '../policy/config/rules.ts';
import { type ForkWay } from '../setup/workflow-texts.ts';

/** How remote charts are fetched. */
export interface FetchFlags {
  readonly offline: boolean;
  readonly cache?: string;
}

export interface ConfigFlags extends FetchFlags {
  readonly config?: string;
  readonly kubernetesVersion?: string;
  /** A file with the organisation's rules. */
  readonly organisation?: string;
}

export interface CommonFlags extends ConfigFlags {
  readonly quiet: boolean;
  readonly format: 'text' | 'json' | 'sarif' | 'markdown';
  readonly output?: string;
  readonly failOn?: FailOn;
  readonly allowEmpty: boolean;
  /** Minutes. */
  readonly deadline?: number;
  readonly policies?: string;
  readonly sets?: readonly ChosenSet[];
}

export interface RulesFlags {
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly policies?: string;
  readonly config?: string;
  /** Only rules in these sets are listed. */
  readonly sets?: readonly ChosenSet[];
  /** Only rules of at least this severity are listed. */
  readonly severity?: Severity;
  readonly enforcement?: 'deny' | 'warn';
  /** Only rules that run here are listed. */
  readonly on: boolean;
}

export interface ConfigExplainFlags {
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly config?: string;
  readonly organisation?: string;
  readonly policies?: string;
  readonly offline: boolean;
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
  readonly base?: string;
  readonly unsafe: boolean;
  readonly dryRun: boolean;
}

export interface BaselineFlags extends ConfigFlags {
  readonly organisation?: string;
  readonly quiet: boolean;
  readonly grow: boolean;
  readonly update: boolean;
  readonly dryRun: boolean;
  /** Minutes. */
  readonly deadline?: number;
  readonly policies?: string;
  readonly sets?: readonly ChosenSet[];
}

export interface RenderFlags extends ConfigFlags, ChartFlagsGiven {
  readonly quiet: boolean;
  readonly format: 'yaml' | 'json';
  readonly output?: string;
  readonly origins: boolean;
  readonly showSecrets: boolean;
}

export interface InitFlags {
  readonly action?: string;
  readonly forkWorkflow: ForkWay;
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

export interface DoctorFlags extends FetchFlags {
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly github: boolean;
  readonly quiet: boolean;
}
