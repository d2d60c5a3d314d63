/** Schemas of posture in the JSON report. */
import { z } from 'zod';
import { objectNameSchema } from './parts.ts';

const source = z.string().describe('The `id` of its source.');

const unknown = z.exactOptional(
  z
    .literal(true)
    .describe('`after` is null because its deployment cannot be seen at head: the object may still exist.'),
);

const row = z
  .object({
    object: objectNameSchema,
    source,
    before: z.string().nullable().describe('One of the `values` of the family; null if the object does not exist.'),
    after: z.string().nullable().describe('The same at head.'),
    unknown,
  })
  .meta({ id: 'PostureRow', description: 'One object in one source.' });

export const postureFamily = z
  .object({
    id: z.string().describe('In kebab-case: `pod-security-level`.'),
    title: z.string().describe('A heading: `Pod Security level`.'),
    subject: z.string().describe('What a row is about, in the singular: `workload`.'),
    values: z
      .array(z.string())
      .readonly()
      .describe('All possible values of `before` and `after`, from the worst to the best.'),
    rows: z.array(row).readonly().describe('Rows with and without a change. In an audit, `before` is always null.'),
  })
  .meta({ id: 'PostureFamily', description: 'One value per object, before and after the change.' });

const level = z.enum(['privileged', 'baseline', 'restricted']).nullable();

const workload = z
  .object({
    object: objectNameSchema,
    source,
    psa: z
      .object({ before: level, after: level })
      .describe('The strictest Pod Security level that the pod template meets; null if the workload does not exist.'),
    unknown,
  })
  .meta({ id: 'WorkloadPosture', description: 'What the change does to a workload.' });

export const posture = z
  .object({
    workloads: z
      .array(workload)
      .readonly()
      .describe('The rows of the family `pod-security-level`, in the form that is older than families.'),
    families: z.array(postureFamily).readonly().describe('In the order of the text report.'),
  })
  .describe('What the change does to objects.');
