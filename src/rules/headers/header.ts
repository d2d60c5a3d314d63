/** Parses the METADATA header of a rule. */
import { z } from 'zod';
import { type Rule } from '../../model/rule.ts';
import { checkFitsRisk, risk, RULE_ID, said, sentenceOrNull } from './rule-schema.ts';

/** A rule's METADATA block, with OPA's names of its parts. All parts are required, and others are errors. */
const headerSchema = z.strictObject({
  scope: z.literal('package'),
  title: said.title,
  description: said.description,
  related_resources: z.array(z.strictObject({ ref: said.related.element })).min(1),
  custom: z
    .strictObject({
      severity: said.severity,
      enforcement: said.enforcement,
      remedy: said.remedy,
      kinds: said.kinds,
      standards: said.standards,
      fix_risk: risk.nullable(),
      fix_check: sentenceOrNull,
      since: said.since,
      facts: said.facts,
      level: said.level,
      sets: said.sets,
      parameters: said.parameters,
      report: said.report,
      compares: said.compares,
      words: said.words,
    })
    .refine((custom) => checkFitsRisk({ risk: custom.fix_risk, check: custom.fix_check }), {
      message: 'fix_check goes with fix_risk may-break, and only with it',
      path: ['fix_check'],
    })
    .refine(
      ({ compares, report = 'always', fix_risk: offered }) =>
        compares === undefined || (report === 'always' && offered === null),
      {
        message: 'goes with fix_risk null, and without report',
        path: ['compares'],
      },
    )
    .refine(({ compares, words }) => compares === undefined || words === undefined, {
      message: 'does not go with compares: the object at the base may have the word',
      path: ['words'],
    })
    .refine(({ report, fix_risk: offered }) => report !== 'removed' || offered === null, {
      message: 'removed goes with fix_risk null',
      path: ['report'],
    }),
});

export type HeaderResult =
  | { readonly ok: true; readonly rule: Omit<Rule, 'readsFacts'> }
  /** Each item of `faults` is one line: the place in the header, and what is wrong. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** Makes a rule of a METADATA block. `id` comes from the package, `header` from OPA's annotations. */
export function ruleOfHeader(id: string, header: unknown): HeaderResult {
  if (!RULE_ID.test(id)) return { ok: false, faults: [`${id}: is not <group>/<rule> in kebab-case`] };
  const parsed = headerSchema.safeParse(header);
  if (!parsed.success) return { ok: false, faults: parsed.error.issues.map(faultOf) };
  const { title, description, custom, related_resources: related } = parsed.data;
  const rule = {
    id,
    title,
    description,
    severity: custom.severity,
    enforcement: custom.enforcement,
    remedy: custom.remedy,
    kinds: custom.kinds,
    standards: custom.standards,
    related: related.map((resource) => resource.ref),
    fixRisk: custom.fix_risk,
    fixCheck: custom.fix_check,
    since: custom.since,
    ...(custom.facts === undefined ? {} : { facts: custom.facts }),
    ...(custom.level === undefined ? {} : { level: custom.level }),
    ...(custom.sets === undefined ? {} : { sets: custom.sets }),
    ...(custom.parameters === undefined ? {} : { parameters: custom.parameters }),
    ...(custom.report === undefined ? {} : { report: custom.report }),
    ...(custom.compares === undefined ? {} : { compares: custom.compares }),
    ...(custom.words === undefined ? {} : { words: custom.words }),
  };
  return { ok: true, rule };
}

function faultOf(issue: z.core.$ZodIssue): string {
  const message = issue.code === 'invalid_key' ? issue.issues.map((each) => each.message).join('; ') : issue.message;
  return `${issue.path.join('.')}: ${plainly(message)}`;
}

/** OPA leaves out empty lists and maps, so these count as missing too. */
function plainly(message: string): string {
  const [, expected, got] = /^Invalid input: expected (.+), received (\S+)$/.exec(message) ?? [];
  if (expected === undefined) return message;
  return got === 'undefined' ? `is missing or empty: expected ${expected}` : `expected ${expected}, got ${String(got)}`;
}
