/** What a family of posture is: each has its own file in this folder, and a line in registry.ts. */
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type PostureFamily } from '../../model/posture.ts';
import { type RawFinding, type Rule } from '../../model/rule.ts';

export interface PostureDefinition<Value extends string = string> extends Omit<PostureFamily, 'rows'> {
  /** In kebab-case; not `absent` or `unknown`, which reports show where there is no value. */
  readonly values: readonly Value[];
  /** Whether a value depends on findings of this rule. Such a rule is evaluated even if the configuration turns it off. */
  readonly reads: (rule: Rule) => boolean;
  readonly valuesBy: (rules: readonly Rule[], pods: PodKinds) => ValueOf<Value>;
}

/**
 * The value of an object on one side. `findings` are all findings in the object, whatever the configuration. Null if the
 * family is not about such objects; this must not depend on the findings.
 */
export type ValueOf<Value extends string = string> = (
  manifest: Manifest,
  findings: readonly RawFinding[],
) => Value | null;
