/** Schemas of rule headers, shared by the Rego headers and dist/rules.json. */
import { isCoreKind } from '../../sources/render/kinds.ts';
import { levelNames, ruleSets, severities, type Rule } from '../../model/rule.ts';
import { z } from 'zod';
import { declaredParameters } from './parameter-schema.ts';

/** `<group>/<rule>`, both in kebab-case: the shared spelling of folder, package, id and page. */
export const RULE_ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;

const sentence = z.string().regex(/\S\.$/, 'ends with a period');
const words = z.string().regex(/\S/, 'is not blank');

/**
 * `Pod`, `Namespace`: a kind of the core group. `apps/Deployment`: of another group. `apps/*`: every kind of a group.
 * `*`: every kind of every group.
 */
const kind = z
  .string()
  .regex(
    /^(?:[*]|[a-z0-9]+(?:[.-][a-z0-9]+)*\/[*]|(?:[a-z0-9]+(?:[.-][a-z0-9]+)*\/)?[A-Z][A-Za-z0-9]*)$/,
    'is a kind, with the API group and a slash in front',
  )
  .refine((name) => name === '*' || name.includes('/') || isCoreKind(name), {
    error: ({ input }) =>
      `${String(input)} is not a kind of the core group: add its API group, for instance apps/Deployment`,
  });

export const ruleSeverity = z.enum(severities);
export const enforcement = z.enum(['deny', 'warn']);
export const risk = z.enum(['none', 'may-break', 'decision']);

const level = z.strictObject({
  standard: z.literal('pod-security'),
  name: z.enum(levelNames),
  control: words,
  check: z.string().regex(/^[a-z]\w*$/i, 'is the id of a check'),
});

/** Fields of a header, shared by the header in Rego and the rule in dist/rules.json. */
export const said = {
  /** An imperative without a period. */
  title: z.string().regex(/^[A-Z](?:.*[^.])?$/, 'starts with a capital and has no period'),
  description: sentence,
  severity: ruleSeverity,
  enforcement,
  remedy: sentence,
  kinds: z.array(kind).min(1),
  standards: z.array(words),
  /** Families of facts, as docs/facts.md names them. */
  facts: z.exactOptional(z.array(z.string().regex(/^[a-z_]+$/, 'is a family of facts')).readonly()),
  level: z.exactOptional(level.readonly()),
  /** Besides `all`. */
  sets: z.exactOptional(z.array(z.enum(ruleSets)).readonly()),
  parameters: z.exactOptional(declaredParameters),
  report: z.exactOptional(z.enum(['always', 'lost', 'removed', 'added'])),
  compares: z.exactOptional(z.literal(true)),
  words: z.exactOptional(
    z
      .array(z.string().regex(/^[ !#-[\]-~]{2,}$/, 'has at least two characters of ASCII, and no quote or backslash'))
      .min(1)
      .readonly(),
  ),
  related: z.array(z.url({ protocol: /^https$/ })).min(1),
  since: z.string().regex(/^\d+\.\d+\.\d+$/, 'is a version'),
};

/** A fix with risk `may-break` needs a text about what to check first; other fixes have none. */
export function checkFitsRisk(fix: { readonly risk: string | null; readonly check: string | null }): boolean {
  return (fix.risk === 'may-break') === (fix.check !== null);
}

/** One entry of dist/rules.json. */
export const ruleSchema: z.ZodType<Rule> = z
  .strictObject({
    id: z.string().regex(RULE_ID),
    ...said,
    fixRisk: risk.nullable(),
    fixCheck: sentence.nullable(),
    readsFacts: z.boolean(),
    facts: said.facts,
  })
  .refine((rule) => checkFitsRisk({ risk: rule.fixRisk, check: rule.fixCheck }), {
    message: 'fixCheck goes with fixRisk may-break, and only with it',
  });

export const sentenceOrNull = sentence.nullable();
