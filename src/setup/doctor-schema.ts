/** The JSON of `plimsoll doctor --format json`: the source of schema/doctor.schema.json. */
import { z } from 'zod';
import { version } from '../foundation/version.ts';
import { adviceAreas, adviceLevels } from './advice.ts';
import { type Diagnosis } from './doctor.ts';

const place = z
  .object({ file: z.string(), line: z.int().describe('1-based.') })
  .meta({ id: 'AdvicePlace', description: 'Where it is in the repository.' });

const advice = z
  .object({
    area: z.enum(adviceAreas),
    level: z
      .enum(adviceLevels)
      .describe('`mend` sets the exit code to 1; `unknown` could not be looked up, and is neither good nor bad.'),
    id: z.string().describe('What was looked at: `workflow-merge-group`.'),
    place: place.nullable(),
    message: z.string().describe('What is.'),
    remedy: z.string().nullable().describe('What to do; null if there is nothing to do.'),
  })
  .meta({ id: 'Advice', description: 'One thing that was looked at.' });

const seen = z
  .object({
    rendered: z.int(),
    partial: z.int().describe('Rendered without a part, or with unknown values that matter.'),
    unseen: z.int().describe('Failed, not fetched, or in another repository.'),
    objects: z.int().describe('The objects that are checked.'),
    share: z.number().nullable().describe('Rendered and partial sources of all, 0 to 1; null if there are none.'),
  })
  .meta({ id: 'Seen', description: 'How much of what the repository deploys is seen, in sources.' });

export const doctorSchema = z
  .object({
    schema: z
      .literal(1)
      .describe('The version of this format. Keys may be added; readers should ignore keys that they do not know.'),
    tool: z.object({ name: z.literal('plimsoll'), version: z.string() }),
    verdict: z.enum(['good', 'mend']),
    seen: seen.nullable().describe('null if the configuration is not valid: then nothing is rendered.'),
    advice: z.array(advice),
  })
  .meta({ id: 'Doctor', title: 'Plimsoll doctor', description: 'What `plimsoll doctor --format json` prints.' });

/** The JSON Schema (draft 2020-12). Unknown keys are allowed everywhere. */
export function doctorJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(doctorSchema, { io: 'input' });
}

/** A diagnosis as JSON. */
export function doctorJson({ verdict, seen: share, advice: all }: Diagnosis): z.infer<typeof doctorSchema> {
  return {
    schema: 1,
    tool: { name: 'plimsoll', version },
    verdict,
    seen: share,
    advice: all.map(({ area, level, id, place: at, message, remedy }) => ({
      ...{ area, level, id, message, remedy },
      place: at === null ? null : { file: at.file, line: at.first },
    })),
  };
}
