/** The JSON of `plimsoll rules --format json`: the source of schema/rules.schema.json. */
import { z } from 'zod';
import { parameterTypes } from '../model/parameter.ts';
import { levelNames, ruleSets, severities } from '../model/rule.ts';

/** Whether a rule runs in this repository. */
export const ruleStates = ['on', 'lost', 'off'] as const;

const fix = z
  .object({
    risk: z
      .enum(['none', 'may-break', 'decision'])
      .describe('The risk of applying it: none known, it may break the workload, or a person must decide a value.'),
    check: z.string().nullable().describe('What to check before a fix that may break; null for the others.'),
  })
  .meta({ id: 'RuleFix', description: 'The fix that a rule can suggest.' });

const level = z
  .object({
    standard: z.literal('pod-security').describe('The Pod Security Standards of Kubernetes.'),
    name: z.enum(levelNames),
    control: z.string().describe('The name of the control in the standard.'),
    check: z.string().describe("The id of Kubernetes' own check, in k8s.io/pod-security-admission."),
  })
  .meta({ id: 'RuleLevel', description: 'The level of a standard that a rule is a control of.' });

const parameter = z
  .object({
    type: z.enum(parameterTypes).describe('`strings` is a list of strings.'),
    default: z.union([z.string(), z.int(), z.boolean(), z.array(z.string()).readonly()]),
    description: z.string(),
  })
  .meta({ id: 'RuleParameter', description: 'A parameter of a rule, which the configuration can set.' });

const here = z
  .object({
    runs: z
      .enum(ruleStates)
      .describe('`on`, `off`, or `lost`: then a review reports only protections that the change takes away.'),
    severity: z.enum(severities).describe("The configured severity, else the rule's own."),
    enforcement: z.enum(['deny', 'warn']).describe("The configured enforcement, else the rule's own."),
  })
  .meta({ id: 'RuleHere', description: 'How a rule counts by the configuration of this repository.' });

const rule = z
  .object({
    id: z.string().describe('`<group>/<rule>`.'),
    builtIn: z.boolean().describe('false for a rule of `--policies`.'),
    title: z.string(),
    description: z.string().describe('Why it matters.'),
    severity: z.enum(severities).describe("The rule's default; the configuration may change it."),
    enforcement: z.enum(['deny', 'warn']).describe('Only `deny` decides the verdict; the configuration may change it.'),
    remedy: z.string().describe('What to do about a finding.'),
    fix: fix.nullable().describe('null if the rule never suggests one.'),
    kinds: z
      .array(z.string())
      .readonly()
      .describe(
        'The kinds that it checks, with their API group (`apps/Deployment`); `Pod` stands for every workload that makes pods.',
      ),
    standards: z.array(z.string()).readonly(),
    level: level.nullable().describe('null for a rule that is no control of a level, and for a rule of `--policies`.'),
    related: z.array(z.string()).readonly().describe('Links to more information.'),
    report: z
      .enum(['always', 'lost', 'removed', 'added'])
      .describe(
        '`lost`: a review reports a finding only if the object met the rule at the base; an audit reports all, with severity low. `removed`: a review reports the findings of objects that the change removes; an audit reports none. `added`: with the set `default`, a review reports it too.',
      ),
    compares: z
      .boolean()
      .describe('Whether it compares an object with the same one at the base: then only a review reports it.'),
    since: z.string().describe('The first version of Plimsoll, or of your rules, that has it.'),
    sets: z
      .array(z.enum([...ruleSets, 'all']))
      .readonly()
      .nullable()
      .describe(
        'The sets of rules that it is in; null for a rule of `--policies` that runs whichever sets are chosen.',
      ),
    parameters: z.record(z.string(), parameter).readonly().describe('By name; empty if it has none.'),
    here: here.nullable().describe('How it counts in this repository; null if the configuration is not valid.'),
  })
  .meta({ id: 'ListedRule', description: 'A rule, as its header declares it.' });

export const rulesSchema = z
  .object({
    schema: z
      .literal(1)
      .describe('The version of this format. Keys may be added; readers should ignore keys that they do not know.'),
    tool: z.object({ name: z.literal('plimsoll'), version: z.string() }),
    rules: z
      .array(rule)
      .readonly()
      .describe('Sorted by id; with an ID on the command line, that rule alone; else those that the flags choose.'),
  })
  .meta({ id: 'Rules', title: 'Plimsoll rules', description: 'What `plimsoll rules --format json` prints.' });

export type ListedRule = z.infer<typeof rule>;
export type RuleHere = z.infer<typeof here>;

/** The JSON Schema (draft 2020-12). Unknown keys are allowed everywhere. */
export function rulesJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(rulesSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // `readOnly` comes from the TypeScript types, and means nothing to readers of the JSON.
      delete jsonSchema.readOnly;
    },
  });
}
