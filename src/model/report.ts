/** What is said in the end: the contract of docs/report.md. */
import { type Status, type Waiver, type WorkloadPosture } from './finding.ts';
import { type Path } from './json.ts';
import { type ObjectName, type Rendering } from './manifest.ts';
import { type Notice, type Place, type Problem } from './problem.ts';
import { type Enforcement, type Severity } from './rule.ts';
import { type Source } from './source.ts';
import { type Suggestion, type TemplateOrigin, type ValuesOrigin } from './suggestion.ts';

export type Shown = 'inline' | 'file' | 'summary';

/** A finding as the report has it: the contract of docs/report.md. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly status: Status;
  readonly object: ObjectName;
  readonly source: string;
  readonly path: Path;
  readonly message: string;
  readonly fingerprint: string;
  readonly place: Place;
  readonly origin?: { readonly values?: ValuesOrigin; readonly template?: TemplateOrigin };
  readonly shown?: Shown;
  readonly suggestion?: Suggestion;
  /** Why there is no suggestion, in sentences. */
  readonly noSuggestion?: string;
  readonly waiver?: Waiver;
}

export interface ReportedSource {
  readonly id: string;
  readonly kind: Source['kind'];
  readonly path: string;
  readonly values: readonly string[];
  readonly target: string;
  /** `partial`: rendered without a dependency that could not be had. */
  readonly status: Rendering['status'] | 'partial';
  readonly objects: number;
  /** What deploys it, where the repository says so. */
  readonly deployment?: {
    readonly name: string;
    readonly file: string;
    readonly line: number;
  };
}

/** A file that may reach a cluster, and that nothing here reads. No problem and no verdict. */
export interface Unread {
  readonly file: string;
  /** One sentence. */
  readonly why: string;
}

/** What a deployment depends on and that cannot be seen in this repository. */
export interface ReportedUnknown {
  /** Its name; the source's id where nothing deploys it. */
  readonly deployment: string;
  /** The cluster that it deploys to. */
  readonly target: string;
  /** Where the deployment is declared. */
  readonly file: string;
  readonly line: number;
  /** `values`, `chart`, `spec.source.plugin`. */
  readonly what: string;
  /** One sentence. */
  readonly why: string;
  /** How many fields of objects are unknown for it: no finding stands on them. */
  readonly fields: number;
  /** What would be found, or not, as this is one thing or another: no findings, and no pass. */
  readonly hanging: readonly HangingFinding[];
  /** How many of the report's findings hold unless this says otherwise: what it sets is not known. */
  readonly assumed: number;
}

/** A finding that is neither made nor ruled out. */
export interface HangingFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectName;
  readonly source: string;
  readonly path: Path;
}

export type Verdict = 'pass' | 'fail' | 'error';
export type Mode = 'review' | 'audit';
export type FailOn = Severity | 'never';

export interface Counts {
  readonly files: number;
  readonly sources: number;
  readonly objects: number;
  readonly rules: number;
  readonly evaluations: number;
  /** Sources of the base that the head does not have; absent in an audit, and for none. */
  readonly removed?: number;
}

/** Everything that will be said, as a value: the JSON report. Stable; other tools read it. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly mode: Mode;
  /** Commit ids; null for a folder. In a review `base` is the merge base. */
  readonly base: string | null;
  readonly head: string | null;
  readonly kubernetesVersion: string;
  readonly failOn: FailOn;
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly sources: readonly ReportedSource[];
  readonly findings: readonly Finding[];
  readonly posture: { readonly workloads: readonly WorkloadPosture[] };
  /** What could not be known, of the deployments that were looked at. No problem: it is nobody's fault. */
  readonly unknown: readonly ReportedUnknown[];
  /** Changed files that may reach a cluster and that no source reads; absent for none. */
  readonly unread?: readonly Unread[];
  /** What changed of who deploys what; absent for nothing. */
  readonly notices?: readonly Notice[];
  readonly problems: readonly Problem[];
}
