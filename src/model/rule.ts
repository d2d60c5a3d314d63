/** Rules: their header, facts and fixes, and the findings they return. */
import { type Json, type JsonObject, type Path } from './json.ts';
import { type Manifest } from './manifest.ts';
import { type Parameter } from './parameter.ts';

/** A fact, which needs more than one object: an answer in `data.facts` of a rule. See docs/facts.md. */
export type Fact = 'yes' | 'no' | 'unknown';

/** From most to least severe. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

export type Enforcement = 'deny' | 'warn';

export type Risk = 'none' | 'may-break' | 'decision';

/** The levels of the Pod Security Standards that have controls, from the weaker to the stricter one. */
export const levelNames = ['baseline', 'restricted'] as const;
export type LevelName = (typeof levelNames)[number];

/** The level of a standard that a rule is a control of. */
export interface RuleLevel {
  readonly standard: 'pod-security';
  readonly name: LevelName;
  /** The name of the control in the Pod Security Standards. */
  readonly control: string;
  /** The id of Kubernetes' own check, in k8s.io/pod-security-admission. */
  readonly check: string;
}

/** Sets of rules that a configuration can choose. Every rule is also in the set `all`, which headers don't name. */
export const ruleSets = ['default', 'baseline', 'restricted', 'nsa', 'cis'] as const;
export type RuleSetName = (typeof ruleSets)[number];

/** The header of a rule, from its METADATA. */
export interface Rule {
  /** `<group>/<rule>`. */
  readonly id: string;
  /** An imperative. */
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly remedy: string;
  /** Kinds that it checks; `Pod` stands for every workload that creates pods. */
  readonly kinds: readonly string[];
  readonly standards: readonly string[];
  readonly related: readonly string[];
  /** Risk of its fix; null if it never offers one. */
  readonly fixRisk: Risk | null;
  /** What to check before applying a fix that may break something; null for other risks. */
  readonly fixCheck: string | null;
  readonly since: string;
  /** Whether it reads `data.facts`: then its findings of an object can depend on other objects. */
  readonly readsFacts: boolean;
  /** The families of facts that it reads; absent if it reads none, or they can't be determined. See docs/facts.md. */
  readonly facts?: readonly string[];
  /** The level that it is a control of. Absent for other rules, and for all rules that are not built in. */
  readonly level?: RuleLevel;
  /** The sets that it is in besides `all`. Absent for a user's rule that runs whichever sets are chosen. */
  readonly sets?: readonly RuleSetName[];
  /** What the configuration can set, by name; absent if it has no parameters. */
  readonly parameters?: Readonly<Record<string, Parameter>>;
  /**
   * `lost`: a review reports a finding only if the object met the rule at base. `removed`: a review reports the findings of
   * objects of base that are gone. `added`: always, and in reviews also where only lost protections are asked for. Absent:
   * always.
   */
  readonly report?: 'always' | 'lost' | 'removed' | 'added';
  /** It is only evaluated on objects that have one of these texts in a string or a key. Absent: on all of its kinds. */
  readonly words?: readonly string[];
  /** It reads `input.base`, and is only evaluated on objects that changed. Absent for other rules. */
  readonly compares?: true;
}

export function isComparing({ compares }: Pick<Rule, 'compares'>): boolean {
  return compares === true;
}

/** Whether its findings say that a change takes a protection away by what it adds. */
export function isOfAdded({ report }: Pick<Rule, 'report'>): boolean {
  return report === 'added';
}

export function isOfRemoved({ report }: Pick<Rule, 'report'>): boolean {
  return report === 'removed';
}

/** A change that a rule suggests. Paths start at the object's root. */
export type FixOperation =
  /** Set the value, and create missing parents. */
  { readonly op: 'set'; readonly path: Path; readonly value: Json } | { readonly op: 'remove'; readonly path: Path };

export type ExtentAt = Readonly<Record<string, Readonly<Record<string, Path>>>>;

/** A finding of one rule in one object, before the comparison of base and head. */
export interface RawFinding {
  readonly rule: string;
  readonly manifest: Manifest;
  readonly path: Path;
  readonly message: string;
  /** Its extent: numbers and lists that can grow (verbs, capabilities, CIDR, host path). Empty if it can't grow. */
  readonly extent: JsonObject;
  /** Paths of the items of the extent's lists, by key and item. A worsened finding is placed at its first new item. */
  readonly extentAt?: ExtentAt;
  /** The operations that fix it together; empty if there is no fix. */
  readonly fix: readonly FixOperation[];
  /**
   * 0-based indexes or keys of the wrong entries, if `path` is a list or map; absent or empty if the whole is wrong.
   */
  readonly entries?: readonly (number | string)[];
  /** Why there is no fix, in sentences; absent if there is one, or the rule gives no reason. */
  readonly noFix?: string;
  /**
   * Present if another check replaces this one at the restricted level and allows the object: only baseline is not met.
   */
  readonly overridden?: true;
  /** Present if it only counts for the Pod Security level, and is listed where a namespace enforces that level. */
  readonly onlyLevel?: true;
  /** Present if it matters less than other findings of its rule. A severity of the configuration counts before it. */
  readonly severity?: Severity;
  /** The rule that reports this cause better; absent if no other does. If that rule reports it, this finding is not listed. */
  readonly leftTo?: string;
}
