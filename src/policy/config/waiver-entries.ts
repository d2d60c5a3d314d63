/** The key `waivers` of the configuration, and what waivers in annotations have in common with it. */
import { z } from 'zod';
import { isMap } from '../../foundation/json.ts';
import { isoDate } from './iso-date.ts';
import { ruleId } from './rules.ts';

const ownerForm = 'an owner is a login, @org/team, an e-mail address or a name, on one line';

/** What every waiver says: why, who answers for it, and until when. */
export const waiverTerms = z.strictObject({
  reason: z
    .string()
    .min(1, { abort: true })
    .regex(/\S/, 'expected a reason')
    .describe('Why they are accepted; shown with the finding.'),
  owner: z
    .string()
    .regex(/^(?=.{1,100}$)\S(?:.*\S)?$/, ownerForm)
    .describe('Who answers for it: a login, `@org/team`, an e-mail address or a name. Nobody is mentioned.'),
  expires: isoDate.describe('The last day on which the waiver applies: at most 180 days from today.'),
  worsened: z
    .boolean()
    .optional()
    .describe('Whether it also covers findings that reach further than what stands (default: false).'),
});

const objectForm =
  'an object is written Kind/name, or Kind/namespace/name; with the API group of a custom kind: Kind.group/namespace/name';
const fileForm = 'a pattern names a file or folder, on one line, and does not start with ! or #';

const { reason, owner, expires, worsened } = waiverTerms.shape;

export const configuredWaivers = z
  .array(
    z
      .strictObject({
        rule: ruleId.describe('The rule whose findings are accepted.'),
        file: z
          .string()
          .regex(/^(?![!#])(?=.*[^*/?.\s]).*$/, fileForm)
          .optional()
          .describe('A path pattern; * and ** as in .gitignore.'),
        object: z
          .string()
          .regex(/^[^/]+\/[^/]+(?:\/[^/]+)?$/, objectForm)
          .optional()
          .describe('`Kind/name`, or `Kind/namespace/name`.'),
        reason,
        owner,
        expires,
        worsened,
      })
      .refine(({ file, object }) => file !== undefined || object !== undefined, {
        error: 'expected object, file, or both: a waiver says what it is for',
        when: ({ value }) => isMap(value),
      })
      .meta({ anyOf: (['object', 'file'] as const).map((key) => ({ required: [key], properties: { [key]: {} } })) }),
  )
  .default([])
  .describe('Findings that are accepted for a limited time. Each names an object, a file, or both.');

export type ConfiguredWaiver = z.infer<typeof configuredWaivers>[number];
export type WaiverTerms = z.infer<typeof waiverTerms>;
