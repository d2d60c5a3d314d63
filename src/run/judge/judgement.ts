/** The results of some sources for the report. */
import { type PostureFamily } from '../../model/posture.ts';
import { type Notice, type Problem } from '../../model/problem.ts';
import { type BaselineEntry } from '../../policy/baseline.ts';
import { type Finding, type ReportedSource, type ReportedUnknown } from '../../model/report.ts';

/** Everything that a report contains about some sources. */
export interface Judgement {
  readonly sources: readonly ReportedSource[];
  /** In the order of the sources. */
  readonly findings: readonly Finding[];
  readonly posture: readonly PostureFamily[];
  readonly unknown: readonly ReportedUnknown[];
  /** Keys of the waivers that match a finding. */
  readonly waivers: readonly string[];
  /** Problems of their renderings and evaluations. */
  readonly problems: readonly Problem[];
  /** Notices about their files; in a review those that base does not have. */
  readonly notices: readonly Notice[];
  readonly evaluations: number;
  /** In an audit: all that stands, as the baseline writes it. */
  readonly standing: readonly BaselineEntry[];
}
