/** What rules declare, and what they find. */
import { type Json, type JsonObject, type Path } from './json.ts';
import { type Manifest } from './manifest.ts';

/** Facts that need more than one object; what `data.facts` holds in a rule. See docs/facts.md. */
export type Fact = 'yes' | 'no' | 'unknown';

/** From the most severe down. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

export type Enforcement = 'deny' | 'warn';

export type Risk = 'none' | 'may-break' | 'decision';

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
  /** Kinds it looks at; `Pod` stands for every workload that makes pods. */
  readonly kinds: readonly string[];
  readonly standards: readonly string[];
  readonly related: readonly string[];
  /** Risk of its fix, null when it never offers one. */
  readonly fixRisk: Risk | null;
  /** What to check before taking a fix that may break; null otherwise. */
  readonly fixCheck: string | null;
  readonly since: string;
  /** Whether it asks for `data.facts`: what it says of an object may hang on other objects. */
  readonly readsFacts: boolean;
  /** The families of facts that it reads; absent where it reads none, and where that cannot be told. See docs/facts.md. */
  readonly facts?: readonly string[];
}

/** What a rule wants changed. Paths are into the object, from its root. */
export type FixOperation =
  /** Set the value, making parents that are missing. */
  { readonly op: 'set'; readonly path: Path; readonly value: Json } | { readonly op: 'remove'; readonly path: Path };

export type ExtentAt = Readonly<Record<string, Readonly<Record<string, Path>>>>;

/** What one evaluation of a rule says about one object, before it is compared. */
export interface RawFinding {
  readonly rule: string;
  readonly manifest: Manifest;
  readonly path: Path;
  readonly message: string;
  /** How far it reaches: numbers and lists that can grow (verbs, capabilities, CIDR, host path). Empty when it can't. */
  readonly extent: JsonObject;
  /** Where items of the extent's lists are written: by key, then by item. What came stands there when it got worse. */
  readonly extentAt?: ExtentAt;
  /** The operations that, together, resolve it; empty when nothing is offered. */
  readonly fix: readonly FixOperation[];
  /** Of a list or map at `path`, the 0-based indexes or keys of what in it is wrong; absent or empty where it is the whole. */
  readonly entries?: readonly (number | string)[];
  /** Why no fix is offered, in sentences; absent where one is, and where the rule does not say. */
  readonly noFix?: string;
  /** Present where another check takes this one's place at the restricted level and allows it: only baseline is not met. */
  readonly overridden?: true;
}
