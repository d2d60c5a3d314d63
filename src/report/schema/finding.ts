/** The schema of a finding in the JSON report. */
import { z } from 'zod';
import { file, line, objectNameSchema, path, place, severity } from './parts.ts';

const suggestion = z
  .object({
    file,
    first: line,
    last: line,
    replacement: z
      .string()
      .describe('Replaces the whole lines first to last. It has no final line break; "" deletes the lines.'),
    risk: z
      .enum(['none', 'may-break', 'decision'])
      .describe('The risk of applying it: none known, it may break the workload, or a person must decide a value.'),
    verified: z
      .literal(true)
      .describe('It was applied, rendered and evaluated: the finding is gone, and there is no new one.'),
  })
  .meta({ id: 'Suggestion', description: 'An edit that resolves the finding. Rendered and re-evaluated, not run.' });

const waiver = z
  .object({
    reason: z.string(),
    owner: z.string().describe('Who answers for it, as the waiver says it.'),
    expires: z.string().describe('The last day on which the waiver applies, as YYYY-MM-DD.'),
    annotation: z
      .exactOptional(z.literal(true))
      .describe('Present if it is an annotation of the object, and not an entry of the configuration.'),
  })
  .meta({ id: 'Waiver', description: 'Why a finding is accepted, and until when.' });

const values = z
  .object({ file, line, path })
  .meta({ id: 'ValuesOrigin', description: 'The entry of a values file that the field was rendered from.' });

const template = z
  .object({
    chart: z
      .string()
      .nullable()
      .describe(
        'Name and version of the fetched chart or base to which `file` is relative; null for a file of the repository.',
      ),
    file: z.string().describe('The template, or the manifest of a base.'),
    line: line.nullable().describe('null if the line that made the field is not known.'),
  })
  .meta({
    id: 'TemplateOrigin',
    description:
      'The line that made the field, if the place of the finding is another one: the line that selects or names the chart.',
  });

export const finding = z
  .object({
    rule: z.string().describe('The rule, as `<group>/<rule>`.'),
    severity,
    enforcement: z.enum(['deny', 'warn']).describe('Only `deny` decides the verdict.'),
    status: z
      .enum(['new', 'worsened', 'existing', 'fixed', 'waived'])
      .describe(
        'Compared with the base; in an audit `existing` or `waived`. `worsened` is the same finding with a larger extent.',
      ),
    object: objectNameSchema,
    source: z.string().describe('The `id` of the source that renders the object.'),
    path: path.describe('The full path to the field, whether it exists or not.'),
    message: z.string().describe('One sentence: what is wrong, on what.'),
    fingerprint: z
      .string()
      .describe('Hex. It stays the same for the same finding in other commits, at other places and in another order.'),
    place,
    origin: z
      .exactOptional(z.object({ values: z.exactOptional(values), template: z.exactOptional(template) }))
      .describe('Where the value comes from, and what made the field.'),
    shown: z
      .exactOptional(z.enum(['inline', 'file', 'summary']))
      .describe(
        'Where it is shown in the pull request: on a line, on a file, or in the summary. Missing if it is not shown.',
      ),
    suggestion: z.exactOptional(suggestion),
    noSuggestion: z.exactOptional(z.string()).describe('Why there is no suggestion, in sentences.'),
    waiver: z.exactOptional(waiver),
    baseline: z
      .exactOptional(z.literal(true))
      .describe(
        'Present in an audit if the baseline has it: it stood when the baseline was written, and does not count.',
      ),
    risk: z
      .exactOptional(
        z.object({
          reasons: z.array(z.string()).readonly().describe('Clauses, the weightiest first.'),
          order: z.int().describe('A larger one comes first among findings of the same severity. It is no score.'),
        }),
      )
      .describe('Why it matters more or less than others of its severity, if there is something to say.'),
    removed: z
      .exactOptional(z.literal(true))
      .describe('Present for rules with `report: removed` if the object is gone: it is one of the base.'),
    lost: z
      .exactOptional(z.literal(true))
      .describe(
        'Present in a review for rules with `report: lost`: the object met the rule at the base. The severity is one higher than usual.',
      ),
    was: z
      .exactOptional(z.union([z.string(), z.number(), z.boolean()]).nullable())
      .describe(
        'Only with `lost`: the value at the base; null if there was none, the head has the same, or it is long, not a scalar or may be a secret.',
      ),
  })
  .meta({ id: 'Finding', description: 'A rule that an object violates.' });
