/** `rules` of the configuration: which run, how they count, and what their parameters are where. */
import { z } from 'zod';
import { ruleSets, severities } from '../../model/rule.ts';

export const severity = z.enum(severities);
const idForm = /^[a-z0-9-]+\/[a-z0-9-]+$/;
const idWords = 'a rule is named <group>/<rule>';
export const ruleId = z.string().regex(idForm, idWords);

/** Checked against the headers of rules, which say of what type each one is. */
const parameters = z.record(
  z.string(),
  z.unknown().meta({ type: ['string', 'integer', 'boolean', 'array'], items: { type: 'string' } }),
);

const narrowings = ['path', 'namespace', 'labels'] as const;

export const narrowing = z
  .strictObject({
    path: z
      .string()
      .regex(/^[^!#]/, 'a path pattern is not empty, and begins with neither ! nor #')
      .optional()
      .describe("A pattern for the path of the object's source; * and ** as in .gitignore."),
    namespace: z.string().min(1).optional().describe("A pattern for the object's namespace."),
    labels: z
      .record(z.string(), z.string())
      .refine((labels) => Object.keys(labels).length > 0, 'expected one label or more')
      .meta({ minProperties: 1 })
      .optional()
      .describe('Labels that the object has, each with this value.'),
    parameters: parameters.describe('The parameters there, by name.'),
  })
  .refine((entry) => narrowings.some((key) => entry[key] !== undefined), {
    error: `expected ${narrowings.join(', ')}, or several of them`,
  })
  .meta({ minProperties: 2 });

export const ruleChange = z.strictObject({
  enabled: z.boolean().optional().describe('Whether it runs, whatever the sets.'),
  severity: severity.optional().describe("In place of the rule's own."),
  enforcement: z.enum(['deny', 'warn']).optional().describe('Whether its findings can fail the check.'),
  parameters: parameters.optional().describe("In place of the defaults of the rule's header, by name."),
  where: z
    .array(narrowing)
    .optional()
    .describe('Parameters for some objects only; where several entries fit, later ones win.'),
});

/** Every rule is in the first. */
export const chosenSets = ['all', ...ruleSets] as const;

/** The sets stand beside the rules, whose ids have a slash. */
export const rulesSchema = z
  .object({
    sets: z.array(z.enum(chosenSets)).optional().describe('Only rules of these sets run; without it all of them do.'),
  })
  .catchall(ruleChange)
  .check(({ value, issues }) => {
    for (const key of Object.keys(value)) {
      if (key === 'sets' || idForm.test(key)) continue;
      const message = `${idWords}, and sets are in sets`;
      const issue = { code: 'custom' as const, path: [], message, input: key };
      issues.push({ code: 'invalid_key', origin: 'record', path: [key], input: key, issues: [issue] });
    }
  })
  .meta({ propertyNames: { pattern: `^sets$|${idForm.source}` } })
  .default({})
  .describe('Which rules run, and changes to rules, by id.');

export type ChosenSet = (typeof chosenSets)[number];
export type RuleChange = z.infer<typeof ruleChange>;
export type Narrowing = z.infer<typeof narrowing>;

/** The changes to rules, by id, without the sets. */
export function changesIn(rules: z.infer<typeof rulesSchema>): Readonly<Record<string, RuleChange>> {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([id, change]) =>
      change === undefined || Array.isArray(change) ? [] : [[id, change]],
    ),
  );
}
