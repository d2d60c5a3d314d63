/** The result of a run: report, exit code, and the texts that the report may quote. */
import { type Finding, type Report } from '../../model/report.ts';
import { type BaselineEntry } from '../../policy/baseline.ts';
import { type Rule } from '../../model/rule.ts';
import { type Secrets } from '../../secrets/secrets.ts';
import { type ExitCode } from '../../policy/verdict.ts';

export interface Outcome {
  readonly report: Report;
  readonly exitCode: ExitCode;
  /** The text of a file at head that the report names; null for other files. */
  readonly sources: (file: string) => string | null;
  readonly rules: readonly Rule[];
  /** ISO date by which waivers were judged; absent if the run failed early. */
  readonly today?: string;
}

export interface UnmaskedOutcome extends Outcome {
  /** Unmasked, with values of Secrets: only for writing files, never for output. */
  readonly unmasked: { readonly findings: readonly Finding[]; readonly sources: (file: string) => string | null };
  readonly secrets: Secrets;
  /** In an audit: all that stands, as the baseline writes it. */
  readonly standing: readonly BaselineEntry[];
  /** Whether the organisation made a rule mandatory: no baseline covers its findings. */
  readonly isMandatory: (rule: string) => boolean;
}
