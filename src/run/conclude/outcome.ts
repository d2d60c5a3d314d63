import { type Finding, type Report } from '../../model/report.ts';
import { type Rule } from '../../model/rule.ts';
import { type Secrets } from '../../secrets/secrets.ts';
import { type ExitCode } from '../../policy/verdict.ts';

export interface Outcome {
  readonly report: Report;
  readonly exitCode: ExitCode;
  /** The text of a file at head, of those that the report names; null for others. */
  readonly sources: (file: string) => string | null;
  readonly rules: readonly Rule[];
}

export interface Concluded extends Outcome {
  /** With the values of Secrets: to write files from, and never to be said. */
  readonly unmasked: { readonly findings: readonly Finding[]; readonly sources: (file: string) => string | null };
  readonly secrets: Secrets;
}
