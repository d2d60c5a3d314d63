/** The key `rules` of the configuration: which rules run, how they count, and their parameters. */
import { z } from 'zod';
import { isoDate } from './iso-date.ts';
import { meant } from './issues.ts';
import { ruleSets, severities } from '../../model/rule.ts';

const severity = z.enum(severities);
const idForm = /^[a-z0-9-]+\/[a-z0-9-]+$/;
const idWords = 'a rule is named <group>/<rule>';
export const ruleId = z.string().regex(idForm, idWords);

/** Types are checked later, against the headers of the rules. */
const parameters = z.record(
  z.string(),
  z.unknown().meta({ type: ['string', 'integer', 'boolean', 'array'], items: { type: 'string' } }),
);

const narrowings = ['path', 'namespace', 'labels'] as const;

export const narrowing = z
  .strictObject({
    path: z
      .string()
      .regex(/^[^!#]/, 'a path pattern must not be empty, or start with ! or #')
      .optional()
      .describe("A pattern for the path of the object's source; * and ** as in .gitignore."),
    namespace: z.string().min(1).optional().describe("A pattern for the object's namespace."),
    labels: z
      .record(z.string(), z.string())
      .refine((labels) => Object.keys(labels).length > 0, 'expected at least one label')
      .meta({ minProperties: 1 })
      .optional()
      .describe('Labels of the object, with exactly these values.'),
    parameters: parameters.describe('Parameters for these objects, by name.'),
  })
  .refine((entry) => narrowings.some((key) => entry[key] !== undefined), {
    error: `expected at least one of ${narrowings.join(', ')}`,
  })
  .meta({ minProperties: 2 });

export const ruleChange = z.strictObject({
  enabled: z.boolean().optional().describe('Whether the rule runs, whichever sets are chosen.'),
  severity: severity.optional().describe("Replaces the rule's own severity."),
  enforcement: z.enum(['deny', 'warn']).optional().describe('Whether its findings can fail the check.'),
  effective: isoDate.optional().describe('The first day on which its findings are denied; before, they warn.'),
  parameters: parameters.optional().describe("Replace the defaults in the rule's header, by name."),
  where: z
    .array(narrowing)
    .optional()
    .describe('Parameters for some objects only. If several entries apply, later ones take precedence.'),
});

/** What a rule's entry may be instead of a map. */
export const shortForms: Readonly<Record<string, RuleChange>> = {
  off: { enabled: false },
  warn: { enabled: true, enforcement: 'warn' },
  deny: { enabled: true, enforcement: 'deny' },
};

export const shortFormWords = 'expected deny, warn, off, or a map';

/** `off`, `warn` and `deny` in full; anything else as it is. */
export function longForm(value: unknown): unknown {
  return typeof value === 'string' && Object.hasOwn(shortForms, value) ? shortForms[value] : value;
}

/** The sets that `rules.sets` can name. Every rule is in `all`. */
export const chosenSets = ['all', ...ruleSets] as const;

/** What runs if the configuration chooses nothing. */
export const setsByDefault: readonly ChosenSet[] = ['default'];

/** What is wrong with a key under `rules`; null for `sets` and ids of rules. */
export function ruleKeyFault(key: string): string | null {
  if (key === 'sets' || idForm.test(key)) return null;
  return `${idWords}; the only other key is sets${meant(key, ['sets'])}`;
}

/** `sets` is a key next to the rule ids, which contain a slash. */
export const configuredRules = z
  .object({
    sets: z.array(z.enum(chosenSets)).optional().describe('Only rules in these sets run (default: [default]).'),
  })
  .catchall(ruleChange)
  .check(({ value, issues }) => {
    for (const key of Object.keys(value)) {
      const message = ruleKeyFault(key);
      if (message === null) continue;
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

/** The entries by rule id, without `sets`. */
export function changesIn(rules: z.infer<typeof configuredRules>): Readonly<Record<string, RuleChange>> {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([id, change]) =>
      change === undefined || Array.isArray(change) ? [] : [[id, change]],
    ),
  );
}
