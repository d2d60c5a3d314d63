import { z } from 'zod';
import type { Rule } from '../model.ts';

/** `<group>/<rule>`, both in kebab-case: the spelling that folder, package, id and page share. */
export const RULE_ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;

const sentence = z.string().regex(/\S\.$/, 'ends with a period');
const words = z.string().regex(/\S/, 'is not blank');

export const severity = z.enum(['critical', 'high', 'medium', 'low']);
export const enforcement = z.enum(['deny', 'warn']);
export const risk = z.enum(['none', 'may-break', 'decision']);

/** What a header says in its own words; shared by the header in Rego and the rule in dist/rules.json. */
export const said = {
  /** An imperative, as a heading: no period. */
  title: z.string().regex(/^[A-Z].*[^.]$/, 'starts with a capital and has no period'),
  description: sentence,
  severity,
  enforcement,
  remedy: sentence,
  kinds: z.array(z.string().regex(/^[A-Z][A-Za-z]+$/, 'is a kind')).min(1),
  standards: z.array(words),
  related: z.array(z.url({ protocol: /^https$/ })).min(1),
  since: z.string().regex(/^\d+\.\d+\.\d+$/, 'is a version'),
};

/** A fix that may break comes with what to check first; no other does. */
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
  })
  .refine((rule) => checkFitsRisk({ risk: rule.fixRisk, check: rule.fixCheck }), {
    message: 'fixCheck goes with fixRisk may-break, and only with it',
  });

export const sentenceOrNull = sentence.nullable();
