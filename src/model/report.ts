/** The report: the result of a run, and the contract of the JSON output (docs/report.md). */
import { type LostValue, type Status, type Waiver } from './finding.ts';
import { type Path } from './json.ts';
import { type Rendering } from './manifest.ts';
import { type ObjectName } from './object-name.ts';
import { type PostureFamily } from './posture.ts';
import { type Notice, type Place, type Problem } from './problem.ts';
import { type Enforcement, type RuleSetName, type Severity } from './rule.ts';
import { type Source } from './source.ts';
import { type Suggestion, type TemplateOrigin, type ValuesOrigin } from './suggestion.ts';

export type ShownAs = 'inline' | 'file' | 'summary';

/** A finding in the report. */
/** What stands beside a finding and decides its order among those of the same severity. */
export interface FindingRisk {
  /** One clause each, the weightiest first: `on the Internet through Ingress shop/web`. */
  readonly reasons: readonly string[];
  /** A larger one comes first. Only its order has a meaning. */
  readonly order: number;
}

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
  readonly shown?: ShownAs;
  readonly suggestion?: Suggestion;
  /** Why there is no suggestion, in sentences. */
  readonly noSuggestion?: string;
  readonly waiver?: Waiver;
  /** Present in an audit if the baseline has it: it does not count. */
  readonly baseline?: true;
  /** Why it matters more or less than others of its severity; absent if there is nothing to say. See docs/risk.md. */
  readonly risk?: FindingRisk;
  /** Present if the change removes the object, which is one of base. */
  readonly removed?: true;
  /** Present in a review for rules with `report: lost`: the object met the rule at base. */
  readonly lost?: true;
  /** Only with `lost`: the value at base; null if there was none, head has the same, or it is long, not a scalar or may be a secret. */
  readonly was?: LostValue['was'];
}

export interface ReportedSource {
  readonly id: string;
  readonly kind: Source['kind'];
  readonly path: string;
  readonly values: readonly string[];
  readonly target: string;
  /** `partial`: rendered without a dependency that could not be fetched. */
  readonly status: Rendering['status'] | 'partial';
  readonly objects: number;
  /** Its deployment, if the repository declares one. */
  readonly deployment?: {
    readonly name: string;
    readonly file: string;
    readonly line: number;
  };
}

/** A file that may reach a cluster, and that no source reads. It is no problem and does not change the verdict. */
export interface Unread {
  readonly file: string;
  /** One sentence. */
  readonly why: string;
}

/** Something that a deployment depends on and that this repository does not contain. */
export interface ReportedUnknown {
  /** Its name; the source's id if it has no deployment. */
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
  /** Number of object fields that are unknown because of it. Findings never rely on them. */
  readonly fields: number;
  /** Findings that depend on its value. They count neither as findings nor as a pass. */
  readonly hanging: readonly HangingFinding[];
  /** Number of the report's findings that hold unless this sets another value. */
  readonly assumed: number;
}

/** A possible finding that is neither reported nor ruled out. */
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
  /** Number of other rules whose lost protections are reported; absent if there are none. */
  readonly rulesIfLost?: number;
  /** Number of rules that are off; absent if there are none. */
  readonly rulesOff?: number;
  readonly evaluations: number;
  /** Number of sources of base that do not exist at head; absent in an audit, and if there are none. */
  readonly removed?: number;
}

export interface Posture {
  /** The rows of the family `pod-security-level`, in the form that is older than families. */
  readonly workloads: readonly WorkloadPosture[];
  readonly families: readonly PostureFamily[];
}

export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

export interface WorkloadPosture {
  readonly object: ObjectName;
  readonly source: string;
  readonly psa: { readonly before: PodSecurityLevel | null; readonly after: PodSecurityLevel | null };
  /** As in a row of a family. */
  readonly unknown?: true;
}

/** How far an organisation's rules are in a repository. */
export interface RolloutResult {
  /** `observe`: nothing is posted, and the verdict is `pass`. `comment`: posted, and `pass`. `gate`: the verdict decides. */
  readonly stage: 'observe' | 'comment' | 'gate';
  /** What the verdict is, or would be, in the stage `gate`. */
  readonly verdict: Verdict;
}

/** The result of a run as a value: the JSON report. Stable, because other tools read it. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly mode: Mode;
  /** Commit ids; null for a folder. In a review `base` is the merge base. */
  readonly base: string | null;
  readonly head: string | null;
  /** The commit that the configuration comes from: in a review, the tip of the default branch. Null for a file or folder. */
  readonly trustRoot?: string | null;
  readonly kubernetesVersion: string;
  readonly failOn: FailOn;
  /** The sets of rules that ran; absent in reports that could not read the configuration. */
  readonly ruleSets?: readonly (RuleSetName | 'all')[];
  readonly verdict: Verdict;
  /** Present if an organisation's rules are rolled out in stages. */
  readonly rollout?: RolloutResult;
  /** What was applied; absent in reports that could not read the configuration. */
  readonly policies?: { readonly digest: string };
  readonly counts: Counts;
  readonly sources: readonly ReportedSource[];
  readonly findings: readonly Finding[];
  readonly posture: Posture;
  /** What is unknown about the deployments that were checked. It is no problem. */
  readonly unknown: readonly ReportedUnknown[];
  /** Changed files that may reach a cluster and that no source reads; absent if there are none. */
  readonly unread?: readonly Unread[];
  /** Notices; absent if there are none. */
  readonly notices?: readonly Notice[];
  readonly problems: readonly Problem[];
}
