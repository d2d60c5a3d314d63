import { type WorkloadPosture } from '../../model/finding.ts';
import { type Notice, type Problem } from '../../model/problem.ts';
import { type Finding, type ReportedSource, type ReportedUnknown } from '../../model/report.ts';

/** All that a report says of some sources. */
export interface Told {
  readonly sources: readonly ReportedSource[];
  /** In the order of the sources. */
  readonly findings: readonly Finding[];
  readonly workloads: readonly WorkloadPosture[];
  readonly unknown: readonly ReportedUnknown[];
  /** Keys of the waivers that speak of something that was found. */
  readonly waivers: readonly string[];
  /** Of their renderings and evaluations. */
  readonly problems: readonly Problem[];
  /** Of their files; in a review what the base has not. */
  readonly notices: readonly Notice[];
  readonly evaluations: number;
}
